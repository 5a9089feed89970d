//! An operation whose path has been filled in: the path as it is sent and as it is shown, and the queue of the request.

use std::{
    borrow::Cow,
    fmt::Write,
    hash::{BuildHasher, RandomState},
    sync::OnceLock,
    time::Duration,
};

use super::{
    endpoints::operation,
    limiter::{Major, RouteKey},
    operation::Operation,
};
use crate::model::{
    ApplicationId, ChannelId, EmojiId, GuildId, InteractionId, MessageId, ReactionEmoji, Timestamp, UserId, WebhookId,
};

/// A value for a `{parameter}` of a path.
#[derive(Debug)]
pub(crate) enum Param<'a> {
    Id(u64),
    /// Text, which is percent-encoded.
    Text(Cow<'a, str>),
    /// A token of a webhook or interaction: as text, but never shown in errors and logs.
    Secret(&'a str),
    /// The value is not known, for this reason: the call fails before it is sent.
    Unknown(&'static str),
}

macro_rules! params_from_ids {
    ($($id:ident)*) => {$(
        impl From<$id> for Param<'_> {
            fn from(id: $id) -> Self {
                Self::Id(id.get())
            }
        }
    )*};
}

params_from_ids!(ApplicationId ChannelId EmojiId GuildId InteractionId MessageId UserId WebhookId);

impl From<&ReactionEmoji> for Param<'_> {
    fn from(emoji: &ReactionEmoji) -> Self {
        Self::Text(Cow::Owned(emoji.to_string()))
    }
}

/// An operation with its path filled in.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) operation: &'static Operation,
    /// The path as it is sent.
    pub(super) path: String,
    /// Verb and path as they are shown: without secrets.
    pub(super) shown: String,
    /// Whether the bot's token is sent along.
    pub(super) token: bool,
    /// What the limiter distinguishes requests by.
    pub(super) key: RouteKey,
}

impl Route {
    /// Fills in the parameters, in the order of the path. There must be as many as the path has.
    pub(super) fn new(operation: &'static Operation, params: &[Param<'_>]) -> Self {
        let mut path = String::with_capacity(operation.path.len() + params.len() * 12);
        let mut shown = format!("{} ", operation.method.as_str());
        let mut given = params.iter();
        let mut rest = operation.path;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
        {
            path.push_str(before);
            shown.push_str(before);
            let from = path.len();
            match given.next() {
                Some(Param::Id(id)) => {
                    // Writing to a `String` cannot fail.
                    let _ = write!(path, "{id}");
                    shown.push_str(path.get(from..).unwrap_or_default());
                }
                Some(Param::Text(text)) => {
                    encode(text, &mut path);
                    shown.push_str(text);
                }
                Some(Param::Secret(secret)) => {
                    encode(secret, &mut path);
                    shown.push_str("{token}");
                }
                // The request is never sent.
                Some(Param::Unknown(_)) => {
                    let _ = write!(shown, "{{{name}}}");
                }
                None => debug_assert!(false, "{} has more parameters than it was given", operation.name),
            }
            rest = after;
        }
        path.push_str(rest);
        shown.push_str(rest);
        debug_assert!(given.next().is_none(), "{} was given more parameters than it has", operation.name);

        let (major, exempt) = major(operation, params);
        let key = RouteKey { route: (operation.method, operation.path, 0), major, exempt };
        Self { operation, path, shown, token: operation.token, key }
    }
}

impl Route {
    /// Distinguishes requests to delete a message by the age of the message. `now` returns Discord's time.
    ///
    /// Deleting a message that is older than two weeks has a bucket of its own, and so has deleting one that is younger
    /// than ten seconds, although verb and path are the same (discord/discord-api-docs#1295,
    /// discord/discord-api-docs#8330).
    pub(super) fn by_age(mut self, now: impl FnOnce() -> Timestamp) -> Self {
        const TEN_SECONDS: Duration = Duration::from_secs(10);
        const TWO_WEEKS: Duration = Duration::from_secs(14 * 24 * 60 * 60);
        if self.operation.name == operation::DELETE_MESSAGE.name
            && let Some(message) = self.id("message_id")
        {
            let age = now().since(MessageId::new(message).created_at());
            self.key.route.2 = if age <= TEN_SECONDS { 2 } else { u8::from(age > TWO_WEEKS) };
        }
        self
    }

    /// The id in the parameter of that name.
    pub(super) fn id(&self, name: &str) -> Option<u64> {
        self.segments().find_map(|(parameter, segment)| {
            let parameter = parameter.strip_prefix('{')?.strip_suffix('}')?;
            if parameter == name { segment.parse().ok() } else { None }
        })
    }

    /// The tokens in the path, which are shown nowhere.
    pub(super) fn secrets(&self) -> Vec<String> {
        let secrets = self.segments().filter(|(parameter, _)| parameter.ends_with("_token}"));
        secrets.map(|(_, segment)| segment.to_owned()).collect()
    }

    /// The segments of the path of the operation, each with the segment that is sent.
    fn segments(&self) -> impl Iterator<Item = (&str, &str)> {
        self.operation.path.split('/').zip(self.path.split('/'))
    }
}

/// The top-level resource, and whether the route is one of interactions, which are exempt from the global limit.
fn major(operation: &Operation, params: &[Param<'_>]) -> (Major, bool) {
    let root = operation.path.split('/').nth(1).unwrap_or_default();
    let starts_with_parameter = operation.path.split('/').nth(2).is_some_and(|segment| segment.starts_with('{'));
    if !starts_with_parameter {
        return (Major::None, false);
    }
    match (root, params) {
        ("channels", [Param::Id(id), ..]) => (Major::Channel(*id), false),
        ("guilds", [Param::Id(id), ..]) => (Major::Guild(*id), false),
        ("interactions", [Param::Id(id), ..]) => (Major::Interaction(*id), true),
        // The path that is sent is the same for tokens of interactions and of webhooks; the name of the parameter
        // differs.
        ("webhooks", [Param::Id(id), Param::Secret(token), ..]) => {
            (Major::WebhookToken(*id, fingerprint(token)), operation.path.contains("{interaction_token}"))
        }
        ("webhooks", [Param::Id(id), ..]) => (Major::Webhook(*id), false),
        _ => (Major::None, false),
    }
}

/// A hash of a token, by which tokens are distinguished without being kept. Its key is random in each process.
fn fingerprint(token: &str) -> u64 {
    static KEY: OnceLock<RandomState> = OnceLock::new();
    KEY.get_or_init(RandomState::new).hash_one(token)
}

/// Percent-encodes a text as a segment of a path.
pub(super) fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'@' | b':' => into.push(byte.into()),
            _ => {
                // Writing to a `String` cannot fail.
                let _ = write!(into, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_filled_in_and_encoded() {
        let emoji = ReactionEmoji::from("👍");
        let route = Route::new(
            &operation::ADD_MY_MESSAGE_REACTION,
            &[ChannelId::new(1).into(), MessageId::new(2).into(), Param::from(&emoji)],
        );
        assert_eq!(route.path, "/channels/1/messages/2/reactions/%F0%9F%91%8D/@me");
        assert_eq!(route.shown, "PUT /channels/1/messages/2/reactions/👍/@me");

        let custom = ReactionEmoji::from("<:partyparrot:123>");
        let route = Route::new(
            &operation::DELETE_USER_MESSAGE_REACTION,
            &[ChannelId::new(1).into(), MessageId::new(2).into(), Param::from(&custom), UserId::new(3).into()],
        );
        assert_eq!(route.path, "/channels/1/messages/2/reactions/partyparrot:123/3");
    }

    #[test]
    fn tokens_in_paths_are_sent_but_not_shown() {
        let params = [ApplicationId::new(1).into(), Param::Secret("aW50/secret")];
        let route = Route::new(&operation::CREATE_FOLLOWUP, &params);
        assert_eq!(route.path, "/webhooks/1/aW50%2Fsecret");
        assert_eq!(route.shown, "POST /webhooks/1/{token}");
        assert!(!format!("{:?}", route.key).contains("secret"));
    }

    #[test]
    fn majors_follow_the_top_level_resource() {
        let token = Param::Secret("t");
        let cases: [(&'static Operation, &[Param<'_>], Major, bool); 8] = [
            (&operation::GET_MY_USER, &[], Major::None, false),
            (&operation::GET_USER, &[Param::Id(7)], Major::None, false),
            (&operation::GET_CHANNEL, &[Param::Id(7)], Major::Channel(7), false),
            (&operation::GET_MESSAGE, &[Param::Id(7), Param::Id(8)], Major::Channel(7), false),
            (&operation::CREATE_INTERACTION_RESPONSE, &[Param::Id(7), Param::Secret("t")], Major::Interaction(7), true),
            (&operation::CREATE_FOLLOWUP, &[Param::Id(7), token], Major::WebhookToken(7, fingerprint("t")), true),
            // The same path, but not of an interaction.
            (
                &operation::EXECUTE_WEBHOOK,
                &[Param::Id(7), Param::Secret("t")],
                Major::WebhookToken(7, fingerprint("t")),
                false,
            ),
            (&operation::GET_WEBHOOK, &[Param::Id(7)], Major::Webhook(7), false),
        ];
        for (operation, params, major, exempt) in cases {
            let key = Route::new(operation, params).key;
            assert_eq!((key.major, key.exempt), (major, exempt), "{}", operation.name);
        }
    }

    #[test]
    fn old_and_new_messages_are_deleted_in_queues_of_their_own() {
        let id = 1_000_000_000_000 << 22;
        let sent = MessageId::new(id).created_at();
        for (seconds, variant) in [(0, 2), (9, 2), (60, 0), (13 * 24 * 3600, 0), (14 * 24 * 3600 + 1, 1)] {
            let route = Route::new(&operation::DELETE_MESSAGE, &[Param::Id(1), Param::Id(id)]);
            let route = route.by_age(|| sent.after(Duration::from_secs(seconds)));
            assert_eq!(route.key.route.2, variant, "after {seconds} s");
        }
        let other = Route::new(&operation::GET_MESSAGE, &[Param::Id(1), Param::Id(id)]);
        assert_eq!(other.by_age(|| sent).key.route.2, 0);
    }
}
