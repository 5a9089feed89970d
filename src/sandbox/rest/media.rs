//! URLs of media in components and embeds: `attachment://` URLs become those of the message's attachments, and every
//! media item of a component gets the fields of Discord's answers.

use serde_json::{Value, json};

use super::form::Errors;
use crate::sandbox::world::{cleansed, media_type};

const SCHEME: &str = "attachment://";
const NOT_FOUND: &str = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND";

/// Makes the id of a media item.
type NewId<'a> = &'a mut dyn FnMut() -> u64;

/// Resolves the URLs in components, whose path in the request is `path`. `attachments` are those of the message after
/// the request: a file that is not among them is an error.
pub(super) fn of_components(
    components: &mut [Value],
    path: &[&str],
    attachments: &[Value],
    new_id: NewId<'_>,
    errors: &mut Errors,
) {
    for (index, component) in components.iter_mut().enumerate() {
        of_component(component, &[path, &[index.to_string().as_str()]].concat(), attachments, new_id, errors);
    }
}

fn of_component(component: &mut Value, path: &[&str], attachments: &[Value], new_id: NewId<'_>, errors: &mut Errors) {
    for key in ["media", "file"] {
        let Some(media) = component.get_mut(key) else { continue };
        let file = of_media(media, &[path, &[key]].concat(), attachments, new_id, errors);
        if let Some(file) = file.filter(|_| key == "file") {
            component["name"] = file["filename"].clone();
            component["size"] = file["size"].clone();
        }
    }
    let items = component.get_mut("items").and_then(Value::as_array_mut);
    for (index, item) in items.into_iter().flatten().enumerate() {
        if let Some(media) = item.get_mut("media") {
            let index = index.to_string();
            of_media(media, &[path, &["items", &index, "media"]].concat(), attachments, new_id, errors);
        }
    }
    if let Some(Value::Array(inner)) = component.get_mut("components") {
        of_components(inner, &[path, &["components"]].concat(), attachments, new_id, errors);
    }
    if let Some(accessory) = component.get_mut("accessory") {
        of_component(accessory, &[path, &["accessory"]].concat(), attachments, new_id, errors);
    }
}

/// Completes a media item. Returns the attachment, if it is an uploaded file.
fn of_media<'a>(
    media: &mut Value,
    path: &[&str],
    attachments: &'a [Value],
    new_id: NewId<'_>,
    errors: &mut Errors,
) -> Option<&'a Value> {
    let url = media["url"].as_str()?.to_owned();
    // A bot that sends back what it has received refers to an attachment by its final URL.
    let file = match url.strip_prefix(SCHEME) {
        Some(name) => Some(uploaded(name, &[path, &["url"]].concat(), attachments, errors)?),
        None => attachments.iter().find(|it| it["url"] == url),
    };
    *media = if let Some(file) = file {
        json!({
            "id": file["id"], "attachment_id": file["id"], "url": file["url"], "proxy_url": file["proxy_url"],
            "content_type": file["content_type"], "width": file["width"], "height": file["height"],
        })
    } else {
        // Discord shows media of other servers through its proxy and measures them. The sandbox fetches nothing, so
        // the size stays unknown.
        let name = url.split(['?', '#']).next().unwrap_or_default();
        json!({
            "id": new_id().to_string(), "url": url, "proxy_url": url, "content_type": media_type(name),
            "width": null, "height": null,
        })
    };
    file
}

/// The attachment with this name. The name is cleansed like that of the upload.
fn uploaded<'a>(name: &str, path: &[&str], attachments: &'a [Value], errors: &mut Errors) -> Option<&'a Value> {
    let named = |name: &str| attachments.iter().find(|it| it["filename"] == name);
    let found = named(name).or_else(|| named(&cleansed(name)));
    if found.is_none() {
        let message = format!("The referenced attachment (\"{SCHEME}{name}\") was not found");
        errors.add(path, NOT_FOUND, message);
    }
    found
}

/// Resolves the URLs of the pictures of embeds, whose path in the request is `path`.
pub(super) fn of_embeds(embeds: &mut [Value], path: &[&str], attachments: &[Value], errors: &mut Errors) {
    for (index, embed) in embeds.iter_mut().enumerate() {
        let index = index.to_string();
        for (key, url) in [("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url")] {
            let Some(place) = embed.get_mut(key).and_then(Value::as_object_mut) else { continue };
            let Some(name) = place.get(url).and_then(Value::as_str).and_then(|it| it.strip_prefix(SCHEME)) else {
                continue;
            };
            let path = [path, &[index.as_str(), key, url]].concat();
            let Some(file) = uploaded(name, &path, attachments, errors) else { continue };
            place.insert(url.to_owned(), file["url"].clone());
            place.insert(format!("proxy_{url}"), file["proxy_url"].clone());
            for size in ["width", "height"] {
                if let Some(pixels) = file.get(size).filter(|_| url == "url") {
                    place.insert(size.to_owned(), pixels.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::rest::reply::ApiError;

    fn attachments() -> Vec<Value> {
        let file = |id: &str, name: &str| {
            let url = format!("http://cdn/{name}");
            json!({"id": id, "filename": name, "size": 4, "url": url, "proxy_url": url, "content_type": "text/plain"})
        };
        vec![file("1", "a.png"), file("2", "b.txt")]
    }

    #[test]
    fn files_are_found_in_every_kind_of_component() {
        let mut tree = [json!({"type": 17, "components": [
            {"type": 9, "components": [], "accessory": {"type": 11, "media": {"url": "attachment://a.png"}}},
            {"type": 12, "items": [{"media": {"url": "https://x/y.png?z"}}, {"media": {"url": "attachment://a.png"}}]},
            {"type": 13, "file": {"url": "attachment://b.txt"}},
        ]})];
        let mut errors = Errors::default();
        of_components(&mut tree, &["components"], &attachments(), &mut || 7, &mut errors);
        assert!(errors.check().is_ok());
        let inner = &tree[0]["components"];
        assert_eq!(inner[0]["accessory"]["media"]["url"], "http://cdn/a.png");
        assert_eq!(
            inner[1]["items"][0]["media"],
            json!({
                "id": "7", "url": "https://x/y.png?z", "proxy_url": "https://x/y.png?z", "content_type": "image/png",
                "width": null, "height": null,
            })
        );
        assert_eq!(inner[1]["items"][1]["media"]["attachment_id"], "1");
        assert_eq!((&inner[2]["name"], &inner[2]["size"]), (&json!("b.txt"), &json!(4)));
        assert_eq!(inner[2]["file"]["content_type"], "text/plain");
    }

    #[test]
    fn a_file_that_was_not_uploaded_is_refused_by_its_path() {
        let mut tree = [json!({"type": 17, "components": [{"type": 13, "file": {"url": "attachment://c.txt"}}]})];
        let mut errors = Errors::default();
        of_components(&mut tree, &["components"], &attachments(), &mut || 7, &mut errors);
        let Err(ApiError::Form(errors)) = errors.check() else { panic!("it is accepted") };
        let code = errors.pointer("/components/0/components/0/file/url/_errors/0/code");
        assert_eq!(code, Some(&json!("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND")));
    }

    #[test]
    fn pictures_of_embeds_are_found() {
        let mut embeds = [json!({
            "image": {"url": "attachment://a.png"}, "footer": {"text": "f", "icon_url": "attachment://a.png"},
            "author": {"name": "n", "icon_url": "attachment://none.png"},
        })];
        let mut errors = Errors::default();
        of_embeds(&mut embeds, &["embeds"], &attachments(), &mut errors);
        assert_eq!(embeds[0]["image"], json!({"url": "http://cdn/a.png", "proxy_url": "http://cdn/a.png"}));
        assert_eq!(embeds[0]["footer"]["proxy_icon_url"], "http://cdn/a.png");
        let Err(ApiError::Form(errors)) = errors.check() else { panic!("it is accepted") };
        assert_eq!(errors.pointer("/embeds/0/author/icon_url/_errors/0/code"), Some(&json!(NOT_FOUND)));
    }
}
