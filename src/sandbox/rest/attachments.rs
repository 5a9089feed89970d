//! Files that come with a message, and where they can be fetched again.

use serde_json::{Value, json};

use super::call::Call;
use super::form::{Errors, Form};
use super::multipart::Upload;
use super::reply::ApiError;
use super::state::ApiState;
use crate::model::ChannelId;
use crate::sandbox::world::{File, Refusal};

/// Largest file, in bytes.
const FILE_LIMIT: usize = 10 << 20;
/// Most attachments of a message.
const MOST: usize = 10;

const TOO_LARGE: Refusal = Refusal { status: 400, code: 40005, message: "Request entity too large" };

/// The attachments that a request's `attachments` and files describe, next to those of the message that is edited.
/// `None` if nothing is said about attachments.
pub(super) fn read(
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
    let listed = form.list("attachments", MOST, errors);
    if listed.is_none() && call.files.is_empty() {
        return Ok(form.mentions("attachments").then(Vec::new));
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
        // A number of a file of this request, or the id of an attachment that is there.
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
    // Files that nobody described come after them; new files of an edit are added to what is there.
    if listed.is_none() {
        attachments.extend(kept.iter().cloned());
    }
    let empty = serde_json::Map::new();
    for (file, _) in call.files.iter().zip(&used).filter(|(_, used)| !**used) {
        let bare = Form::new(&empty, vec![]);
        attachments.push(store(state, channel, file, &file.filename, &bare, errors));
    }
    if attachments.len() > MOST {
        errors.add(&form.path("attachments"), "BASE_TYPE_MAX_LENGTH", format!("Must be {MOST} or fewer in length."));
    }
    Ok(Some(attachments))
}

/// Puts a file where it can be fetched; the attachment that describes it.
fn store(
    state: &mut ApiState<'_>,
    channel: ChannelId,
    file: &Upload,
    filename: &str,
    said: &Form<'_>,
    errors: &mut Errors,
) -> Value {
    let id = state.world.ids.next(state.world.now);
    let filename = tidy(filename);
    let path = format!("attachments/{channel}/{id}/{filename}");
    let content_type = file.content_type.clone();
    state.world.files.put(path.clone(), File { content_type: content_type.clone(), bytes: file.bytes.clone() });
    // A signature as Discord's: until when, since when, and by whom.
    let issued = state.world.now / 1_000_000;
    let signed = format!("ex={:x}&is={issued:x}&hm={:064x}&", issued + 86_400, u128::from(id));
    let url = format!("http://{}/{path}?{signed}", state.address);
    let mut flags = said.number("flags", errors).unwrap_or_default();
    if said.flag("is_spoiler", errors) == Some(true) || filename.starts_with("SPOILER_") {
        flags |= 1 << 3;
    }
    let mut json = json!({
        "id": id.to_string(), "filename": filename, "size": file.bytes.len(), "url": url, "proxy_url": url,
        "content_type": content_type, "content_scan_version": 0,
    });
    if let Some((width, height)) = png_size(&file.bytes) {
        json["width"] = json!(width);
        json["height"] = json!(height);
    }
    if flags != 0 {
        json["flags"] = json!(flags);
    }
    for key in ["description", "title", "duration_secs", "waveform"] {
        if let Some(value) = said.given(key) {
            json[key] = value.clone();
        }
    }
    json
}

/// A name without what does not belong into a URL.
fn tidy(name: &str) -> String {
    let fine = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let name: String = name.chars().map(|sign| if fine(sign) { sign } else { '_' }).collect();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

/// Width and height of a PNG, which stand at a fixed place.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    bytes.starts_with(b"\x89PNG\r\n\x1a\n").then_some(())?;
    Some((number(16)?, number(20)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_fit_for_urls() {
        assert_eq!(tidy("a b/ä.png"), "a_b__.png");
        assert_eq!(tidy(""), "unknown");
    }

    #[test]
    fn the_size_of_a_png_is_read() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 0, 0, 0, 0, 2]);
        assert_eq!(png_size(&png), Some((256, 2)));
        assert_eq!(png_size(b"\x89PNG\r\n\x1a\n"), None);
    }
}
