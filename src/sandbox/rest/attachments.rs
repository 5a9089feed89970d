//! Attachments of messages.

use serde_json::{Value, json};

use super::call::Call;
use super::form::{Errors, Form};
use super::media;
use super::multipart::Upload;
use super::reply::ApiError;
use super::state::ApiState;
use crate::model::ChannelId;
use crate::sandbox::world::{Draft, Edit, File, Refusal, cleansed, title};

/// The limit of a file, in bytes.
const FILE_LIMIT: usize = 10 << 20;
/// The limit of attachments of a message.
const MAX_ATTACHMENTS: usize = 10;

const TOO_LARGE: Refusal = Refusal { status: 400, code: 40005, message: "Request entity too large" };

/// Reads the files of a new message. `draft` has everything else.
pub(super) fn add(
    state: &mut ApiState<'_>,
    call: &Call,
    form: &Form<'_>,
    channel: ChannelId,
    draft: &mut Draft,
    errors: &mut Errors,
) -> Result<(), ApiError> {
    draft.attachments = read(state, call, form, channel, &[], errors)?.unwrap_or_default();
    let mut new_id = || state.world.ids.next(state.world.now);
    let path = form.path("components");
    media::of_components(&mut draft.components, &path, &draft.attachments, &mut new_id, errors);
    media::of_embeds(&mut draft.embeds, &form.path("embeds"), &draft.attachments, errors);
    errors.check()
}

/// Reads the files of an edit of a message, which has the attachments `kept`. `edit` has everything else.
pub(super) fn change(
    state: &mut ApiState<'_>,
    call: &Call,
    form: &Form<'_>,
    channel: ChannelId,
    kept: &[Value],
    edit: &mut Edit,
    errors: &mut Errors,
) -> Result<(), ApiError> {
    edit.attachments = read(state, call, form, channel, kept, errors)?;
    let attachments = edit.attachments.as_deref().unwrap_or(kept);
    if let Some(components) = &mut edit.components {
        let mut new_id = || state.world.ids.next(state.world.now);
        media::of_components(components, &form.path("components"), attachments, &mut new_id, errors);
    }
    if let Some(embeds) = &mut edit.embeds {
        media::of_embeds(embeds, &form.path("embeds"), attachments, errors);
    }
    errors.check()
}

/// The attachments of a message after a request with `attachments` and files. `kept` are those of the edited message.
/// `None`: the request does not change the attachments.
fn read(
    state: &mut ApiState<'_>,
    call: &Call,
    form: &Form<'_>,
    channel: ChannelId,
    kept: &[Value],
    errors: &mut Errors,
) -> Result<Option<Vec<Value>>, ApiError> {
    if call.files.iter().any(|file| file.bytes.len() > FILE_LIMIT) {
        return Err(TOO_LARGE.into());
    }
    let listed = form.list("attachments", MAX_ATTACHMENTS, errors);
    if listed.is_none() && call.files.is_empty() {
        return Ok(form.has_key("attachments").then(Vec::new));
    }
    let mut attachments = Vec::new();
    let mut used = vec![false; call.files.len()];
    for (index, item) in listed.unwrap_or_default().iter().enumerate() {
        let index = index.to_string();
        let mut path = form.path("attachments");
        path.push(&index);
        let Some(object) = item.as_object() else {
            errors.add(&path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            continue;
        };
        let item = Form::new(object, path);
        let description = item.text("description", 1024, errors);
        let Some(id) = item.id("id", errors) else { continue };
        // `id` is the number of a file of this request, or the id of an attachment of the message.
        if let Some(place) = call.files.iter().position(|file| file.number() == Some(id)) {
            if let Some(used) = used.get_mut(place) {
                *used = true;
            }
            if let Some(file) = call.files.get(place) {
                let filename = item.text("filename", 1024, errors).unwrap_or_else(|| file.filename.clone());
                attachments.push(store(state, channel, file, &filename, &item, errors));
            }
        } else if let Some(old) = kept.iter().find(|it| it["id"] == json!(id.to_string())) {
            let mut old = old.clone();
            if let Some(description) = description {
                old["description"] = json!(description);
            }
            attachments.push(old);
        } else {
            let message = format!("Attachment {id} was not uploaded.");
            errors.add(&item.path("id"), "ATTACHMENT_NOT_FOUND", message);
        }
    }
    // Files without an entry in `attachments` are appended. Without `attachments`, an edit keeps the existing ones.
    if listed.is_none() {
        attachments.extend(kept.iter().cloned());
    }
    let empty = serde_json::Map::new();
    for (file, _) in call.files.iter().zip(&used).filter(|(_, used)| !**used) {
        let bare = Form::new(&empty, vec![]);
        attachments.push(store(state, channel, file, &file.filename, &bare, errors));
    }
    if attachments.len() > MAX_ATTACHMENTS {
        errors.add(
            &form.path("attachments"),
            "BASE_TYPE_MAX_LENGTH",
            format!("Must be {MAX_ATTACHMENTS} or fewer in length."),
        );
    }
    Ok(Some(attachments))
}

/// Stores a file and returns its attachment object.
fn store(
    state: &mut ApiState<'_>,
    channel: ChannelId,
    file: &Upload,
    filename: &str,
    fields: &Form<'_>,
    errors: &mut Errors,
) -> Value {
    let id = state.world.ids.next(state.world.now);
    let stored = cleansed(filename);
    let path = format!("attachments/{channel}/{id}/{stored}");
    let content_type = file.content_type.clone();
    state.world.files.put(path.clone(), File { content_type: content_type.clone(), bytes: file.bytes.clone() });
    // A signature like Discord's: expiry, time of issue, HMAC.
    let issued = state.world.now / 1_000_000;
    let signed = format!("ex={:x}&is={issued:x}&hm={:064x}&", issued + 86_400, u128::from(id));
    let url = format!("http://{}/{path}?{signed}", state.address);
    let mut flags = fields.number("flags", errors).unwrap_or_default();
    if fields.flag("is_spoiler", errors) == Some(true) || stored.starts_with("SPOILER_") {
        flags |= 1 << 3;
    }
    let mut json = json!({
        "id": id.to_string(), "filename": stored, "size": file.bytes.len(), "url": url, "proxy_url": url,
        "content_type": content_type, "content_scan_version": 0,
    });
    if let Some((width, height)) = png_size(&file.bytes) {
        json["width"] = json!(width);
        json["height"] = json!(height);
    }
    if let Some(title) = title(filename, &stored) {
        json["title"] = json!(title);
    }
    if flags != 0 {
        json["flags"] = json!(flags);
    }
    for key in ["description", "title", "duration_secs", "waveform"] {
        if let Some(value) = fields.given(key) {
            json[key] = value.clone();
        }
    }
    json
}

/// The width and height of a PNG, which are at a fixed offset.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    bytes.starts_with(b"\x89PNG\r\n\x1a\n").then_some(())?;
    Some((number(16)?, number(20)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_a_png_is_read() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 0, 0, 0, 0, 2]);
        assert_eq!(png_size(&png), Some((256, 2)));
        assert_eq!(png_size(b"\x89PNG\r\n\x1a\n"), None);
    }
}
