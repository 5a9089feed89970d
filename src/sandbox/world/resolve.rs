//! Users, roles, channels and files that a user names in an option, a select or a form, and the `resolved` objects of
//! interactions.

use serde_json::{Map, Value, json};

use super::commands::{Impossible, impossible};
use super::json::merge;
use super::{File, World, bits, cleansed, media_type, title};
use crate::model::{ChannelId, GuildId, RoleId, UserId};

/// What an interaction refers to, by kind and id (events.md, ResolvedData).
#[derive(Debug, Default)]
pub(super) struct Resolved(Map<String, Value>);

impl Resolved {
    fn add(&mut self, kind: &str, id: &str, object: Value) {
        self.0.entry(kind).or_insert_with(|| json!({}))[id] = object;
    }

    /// Adds `resolved` to the data of an interaction, if there is anything in it.
    pub(super) fn put_into(self, data: &mut Value) {
        if !self.0.is_empty() {
            data["resolved"] = Value::Object(self.0);
        }
    }
}

/// A file that a user uploads with an option or a form.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct UserFile {
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) bytes: bytes::Bytes,
    /// The address of the sandbox, `127.0.0.1:port`.
    pub(in crate::sandbox) address: String,
}

/// The user who names something, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) user: UserId,
    pub(super) channel: ChannelId,
    pub(super) guild: Option<GuildId>,
}

/// The id in a mention such as `<@12>`, or a bare id.
fn id_in(text: &str, marks: &[&str]) -> Option<u64> {
    let inside = text.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    let digits = match inside {
        Some(inside) => marks.iter().find_map(|mark| inside.strip_prefix(mark))?,
        None => text,
    };
    digits.parse().ok()
}

impl World {
    /// A user by mention, id, or name with or without `@`. Names of members are looked up first.
    pub(super) fn named_user(&self, by: Caller, text: &str, resolved: &mut Resolved) -> Result<UserId, Impossible> {
        let found = match id_in(text, &["@!", "@"]) {
            Some(id) => Some(UserId::new(id)).filter(|id| self.users.contains_key(id)),
            None => {
                let name = text.strip_prefix('@').unwrap_or(text);
                let is_it = |id: &UserId| self.users.get(id).is_some_and(|it| it.username == name);
                let guild = by.guild.and_then(|guild| self.guilds.get(&guild));
                let member = guild.and_then(|guild| guild.members.keys().copied().find(is_it));
                member.or_else(|| self.users.keys().copied().filter(is_it).min())
            }
        };
        let Some(user) = found else { return impossible(format!("there is no user `{text}`")) };
        self.resolve_user(by, user, resolved)?;
        Ok(user)
    }

    /// Adds a user, and the member where they are one. Resolved members lack `user`, `deaf` and `mute`.
    pub(super) fn resolve_user(&self, by: Caller, user: UserId, resolved: &mut Resolved) -> Result<(), Impossible> {
        resolved.add("users", &user.to_string(), self.user(user)?.json());
        if let Some(member) = by.guild.and_then(|guild| self.member(guild, user).ok()) {
            let mut json = member.json();
            if let Some(json) = json.as_object_mut() {
                json.remove("deaf");
                json.remove("mute");
            }
            json["permissions"] = json!(self.permissions_in(by.channel, user)?.to_string());
            resolved.add("members", &user.to_string(), json);
        }
        Ok(())
    }

    /// A role by mention, id, or name with or without `@`.
    pub(super) fn named_role(&self, by: Caller, text: &str, resolved: &mut Resolved) -> Result<RoleId, Impossible> {
        let guild = by.guild.and_then(|guild| self.guilds.get(&guild));
        let Some(guild) = guild else { return impossible("there are no roles outside of guilds") };
        let name = text.strip_prefix('@').unwrap_or(text);
        let id = id_in(text, &["@&"]).map(RoleId::new);
        let found = match id {
            Some(id) => guild.roles.get(&id),
            None => guild.roles.values().find(|it| it.name == name || it.name.strip_prefix('@') == Some(name)),
        };
        let Some(role) = found else { return impossible(format!("there is no role `{text}` in the guild")) };
        resolved.add("roles", &role.id.to_string(), role.json());
        Ok(role.id)
    }

    /// A user or a role; users are looked up first.
    pub(super) fn named_mentionable(&self, by: Caller, text: &str, resolved: &mut Resolved) -> Result<u64, Impossible> {
        if let Ok(user) = self.named_user(by, text, resolved) {
            return Ok(user.get());
        }
        match self.named_role(by, text, resolved) {
            Ok(role) => Ok(role.get()),
            Err(_) => impossible(format!("there is no user and no role `{text}`")),
        }
    }

    /// A channel by mention, id, or name with or without `#`, which the user can see. `types` are the allowed channel
    /// types; none means all.
    pub(super) fn named_channel(
        &self,
        by: Caller,
        text: &str,
        types: &Value,
        resolved: &mut Resolved,
    ) -> Result<ChannelId, Impossible> {
        let visible = |id: ChannelId| self.permissions_in(id, by.user).is_ok_and(|may| may & bits::VIEW_CHANNEL != 0);
        let found = match id_in(text, &["#"]) {
            Some(id) => self.channels.get(&ChannelId::new(id)),
            None => {
                let name = text.strip_prefix('#').unwrap_or(text);
                let mut there: Vec<_> =
                    self.channels.values().filter(|it| it.name == name && it.guild.is_some()).collect();
                there.sort_by_key(|it| it.id);
                there.into_iter().find(|it| it.guild == by.guild)
            }
        };
        let Some(channel) = found.filter(|it| it.guild == by.guild && visible(it.id)) else {
            return impossible(format!("there is no channel `{text}` that the user can see"));
        };
        let allowed = types.as_array().filter(|list| !list.is_empty());
        if allowed.is_some_and(|list| !list.iter().any(|it| *it == channel.kind as u8)) {
            return impossible(format!(
                "the channel `{text}` has the type {}, allowed are {types}",
                channel.kind as u8
            ));
        }
        let mut json = channel.json(self, true);
        if let Some(json) = json.as_object_mut() {
            json.remove("permission_overwrites");
        }
        merge(&mut json, json!({"permissions": self.permissions_in(channel.id, by.user)?.to_string()}));
        resolved.add("channels", &channel.id.to_string(), json);
        Ok(channel.id)
    }

    /// Uploads a file of the user, by name.
    pub(super) fn upload(
        &mut self,
        name: &str,
        files: &[UserFile],
        resolved: &mut Resolved,
    ) -> Result<String, Impossible> {
        let Some(file) = files.iter().find(|it| it.name == name) else {
            return impossible(format!("no file `{name}` was given: add it with `file(name, bytes)`"));
        };
        let id = self.ids.next(self.now).to_string();
        let filename = cleansed(name);
        let path = format!("ephemeral-attachments/{}/{id}/{filename}", self.application.id);
        let content_type = media_type(name).unwrap_or("application/octet-stream");
        let stored = File { content_type: content_type.to_owned(), bytes: file.bytes.clone() };
        let url = format!("http://{}/attachments/{path}", file.address);
        self.files.put(format!("attachments/{path}"), stored);
        let mut json = json!({
            "id": id, "filename": filename, "size": file.bytes.len(), "url": url, "proxy_url": url, "ephemeral": true,
            "content_type": content_type,
        });
        if let Some(title) = title(name, &filename) {
            json["title"] = json!(title);
        }
        resolved.add("attachments", &id, json);
        Ok(id)
    }

    /// Adds the target of a message command.
    pub(super) fn resolve_message(&self, message: &super::Message, resolved: &mut Resolved) {
        resolved.add("messages", &message.id.to_string(), self.message_json(message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_and_bare_ids_are_read() {
        for (text, marks, id) in [
            ("<@12>", &["@!", "@"][..], Some(12)),
            ("<@!12>", &["@!", "@"], Some(12)),
            ("<@&12>", &["@!", "@"], None),
            ("<@&12>", &["@&"], Some(12)),
            ("<#12>", &["#"], Some(12)),
            ("12", &["#"], Some(12)),
            ("@bob", &["@"], None),
            ("<@12", &["@"], None),
        ] {
            assert_eq!(id_in(text, marks), id, "{text}");
        }
    }
}
