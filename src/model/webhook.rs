//! Webhooks, and channels that follow others (Discord's docs, resources/webhook).

use std::fmt;

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_enum;
use super::{ApplicationId, ChannelId, GuildId, ImageHash, User, WebhookId};

/// A webhook, which can send messages to a channel without a bot.
///
/// Everybody who has its token can use it, so `Debug` shows neither the token nor the URL that contains it.
#[derive(Clone, PartialEq, Object, New)]
#[new(id, kind)]
#[non_exhaustive]
pub struct Webhook {
    /// The id of the webhook.
    pub id: WebhookId,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: WebhookKind,
    /// The guild of its channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<GuildId>,
    /// The channel to which it sends; `None` for webhooks of applications.
    pub channel_id: Option<ChannelId>,
    /// The user who created it. Not sent if the webhook was requested with its token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The default name of its messages.
    pub name: Option<CompactString>,
    /// The default avatar of its messages.
    pub avatar: Option<ImageHash>,
    /// The token for sending messages, which is secret. Only for [`WebhookKind::Incoming`], and only if the bot may see
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The application that created it.
    pub application_id: Option<ApplicationId>,
    /// The guild of the followed channel, if the bot can see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_guild: Option<WebhookSourceGuild>,
    /// The followed channel, if the bot can see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_channel: Option<WebhookSourceChannel>,
    /// The URL for sending messages. It contains the token and is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("guild_id", &self.guild_id)
            .field("channel_id", &self.channel_id)
            .field("name", &self.name)
            .field("application_id", &self.application_id)
            .finish_non_exhaustive()
    }
}

open_enum! {
    /// The kind of a webhook.
    pub enum WebhookKind {
        /// Sends what is posted to its URL.
        Incoming = 1,
        /// Sends what is published in a followed channel.
        ChannelFollower = 2,
        /// Is used for the interactions of an application.
        Application = 3,
    }
}

/// The guild of a followed channel.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct WebhookSourceGuild {
    /// The id of the guild.
    pub id: GuildId,
    /// Its name.
    pub name: CompactString,
    /// Its picture.
    pub icon: Option<ImageHash>,
}

/// A followed channel.
#[derive(Debug, Clone, PartialEq, Eq, Object, New)]
#[new(id, name)]
#[non_exhaustive]
pub struct WebhookSourceChannel {
    /// The id of the channel.
    pub id: ChannelId,
    /// Its name.
    pub name: CompactString,
}

/// The result of following an announcement channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Object, New)]
#[new(channel_id, webhook_id)]
#[non_exhaustive]
pub struct FollowedChannel {
    /// The followed channel.
    pub channel_id: ChannelId,
    /// The webhook that sends the published messages.
    pub webhook_id: WebhookId,
}

/// A box below a message in Slack's format, for
/// [webhooks in this format](crate::rest::Http::execute_slack_webhook).
#[derive(Debug, Clone, PartialEq, Eq, Default, Object)]
#[non_exhaustive]
pub struct SlackAttachment {
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The URL that the title links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_link: Option<String>,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The text above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pretext: Option<String>,
    /// The colour of its edge, `#rrggbb` or `#rgb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The time below it, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ts: Option<i64>,
    /// The footer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// The URL of the picture in front of the footer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer_icon: Option<String>,
    /// The author, above the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_name: Option<String>,
    /// The URL that the author links to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_link: Option<String>,
    /// The URL of the picture in front of the author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_icon: Option<String>,
    /// The URL of the large picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The URL of the small picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumb_url: Option<String>,
    /// Pairs of name and value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<super::EmbedField>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn webhooks_of_every_kind() {
        let incoming: Webhook = there_and_back(
            r#"{"name":"test webhook","type":1,"channel_id":"199737254929760256","token":"very-secret","avatar":null,
            "guild_id":"199737254929760256","id":"223704706495545344","application_id":null,
            "url":"https://discord.com/api/webhooks/223704706495545344/very-secret"}"#,
        );
        assert_eq!(incoming.kind, WebhookKind::Incoming);
        assert!(!format!("{incoming:?}").contains("very-secret"));

        let follower: Webhook = there_and_back(
            r#"{"type":2,"id":"752831914402115456","name":"Guildy name","avatar":null,"channel_id":"561885260615255432",
            "guild_id":"56188498421443265","application_id":null,
            "source_guild":{"id":"56188498421476534","name":"Guildy name","icon":null},
            "source_channel":{"id":"5618852344134324","name":"announcements"}}"#,
        );
        assert_eq!(follower.source_channel.unwrap().name, "announcements");

        let application =
            r#"{"type":3,"id":"658822586720976555","name":"Clyde","application_id":"658822586720976555"}"#;
        let application: Webhook = serde_json::from_str(application).unwrap();
        assert_eq!((application.kind, application.channel_id), (WebhookKind::Application, None));
    }
}
