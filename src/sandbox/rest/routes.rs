//! Every route of the sandbox, one row each: verb, path, who counts it, who answers it.

use super::call::{Call, Refuse, Reply};
use super::limits::{Major, RestBucket};
use super::{interactions, messages, places, reactions};
use crate::sandbox::shared::State;
use crate::sandbox::snowflake::created_us;

/// Answers a request. Runs under the lock of the state, so that what a request changes is one step.
type Handler = fn(&mut State, &Call) -> Result<Reply, Refuse>;

/// One operation.
#[derive(Debug)]
pub(super) struct Row {
    method: &'static str,
    path: &'static str,
    bucket: Option<RestBucket>,
    /// Whether the bot's token is demanded.
    pub(super) token: bool,
    /// Interactions are exempt from the global limit.
    pub(super) exempt: bool,
    pub(super) handler: Handler,
}

const fn row(method: &'static str, path: &'static str, bucket: Option<RestBucket>, handler: Handler) -> Row {
    Row { method, path, bucket, token: true, exempt: false, handler }
}

/// A row that needs no token of the bot's; those of interactions carry another one in their path.
const fn open(method: &'static str, path: &'static str, bucket: Option<RestBucket>, handler: Handler) -> Row {
    Row { method, path, bucket, token: false, exempt: true, handler }
}

use RestBucket as B;

#[rustfmt::skip]
const TABLE: &[Row] = &[
    open("GET", "/gateway", None, places::gateway),
    row("GET", "/gateway/bot", None, places::gateway_bot),
    row("GET", "/applications/@me", None, places::application),
    row("GET", "/oauth2/applications/@me", None, places::application),
    row("GET", "/users/@me", None, places::current_user),
    row("GET", "/users/@me/guilds", None, places::guilds),
    row("GET", "/users/{user}", None, places::user),
    row("POST", "/users/@me/channels", Some(B::CreateDm), places::create_dm),
    row("GET", "/guilds/{guild}", None, places::guild),
    row("GET", "/guilds/{guild}/channels", None, places::guild_channels),
    row("GET", "/guilds/{guild}/roles", None, places::guild_roles),
    row("GET", "/guilds/{guild}/members/{user}", None, places::guild_member),
    row("GET", "/channels/{channel}", None, places::channel),
    row("POST", "/channels/{channel}/typing", Some(B::Typing), places::typing),

    row("GET", "/channels/{channel}/messages", Some(B::ReadMessages), messages::list),
    row("POST", "/channels/{channel}/messages", Some(B::CreateMessage), messages::create),
    row("POST", "/channels/{channel}/messages/bulk-delete", Some(B::BulkDelete), messages::bulk_delete),
    row("GET", "/channels/{channel}/messages/{message}", Some(B::ReadMessages), messages::get),
    row("PATCH", "/channels/{channel}/messages/{message}", Some(B::EditMessage), messages::edit),
    row("DELETE", "/channels/{channel}/messages/{message}", Some(B::DeleteMessage), messages::delete),

    row("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", Some(B::Reactions), reactions::add),
    row("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", Some(B::Reactions), reactions::remove_own),
    row("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/{user}", Some(B::Reactions), reactions::remove),
    row("GET", "/channels/{channel}/messages/{message}/reactions/{emoji}", Some(B::ReadMessages), reactions::list),
    row("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}", Some(B::Reactions), reactions::remove_emoji),
    row("DELETE", "/channels/{channel}/messages/{message}/reactions", Some(B::Reactions), reactions::remove_all),

    open("POST", "/interactions/{interaction}/{token}/callback", None, interactions::callback),
    open("POST", "/webhooks/{application}/{token}", Some(B::Webhook), interactions::follow_up),
    open("GET", "/webhooks/{application}/{token}/messages/@original", Some(B::Webhook), interactions::original),
    open("PATCH", "/webhooks/{application}/{token}/messages/@original", Some(B::Webhook), interactions::edit_original),
    open("DELETE", "/webhooks/{application}/{token}/messages/@original", Some(B::Webhook), interactions::delete_original),
    open("GET", "/webhooks/{application}/{token}/messages/{message}", Some(B::Webhook), interactions::get_followup),
    open("PATCH", "/webhooks/{application}/{token}/messages/{message}", Some(B::Webhook), interactions::edit_followup),
    open("DELETE", "/webhooks/{application}/{token}/messages/{message}", Some(B::Webhook), interactions::delete_followup),
];

/// What the table has for a request.
pub(super) enum Found {
    Row(&'static Row),
    /// The path exists, with other verbs.
    WrongMethod,
    Nothing,
}

/// Finds the row of a request. A row with `@me` stands before the one with a parameter in its place.
pub(super) fn find(call: &Call) -> Found {
    let mut of_path = TABLE.iter().filter(|row| fits(row.path, &call.path)).peekable();
    if of_path.peek().is_none() {
        return Found::Nothing;
    }
    of_path.find(|row| row.method == call.method).map_or(Found::WrongMethod, Found::Row)
}

fn fits(pattern: &str, path: &[String]) -> bool {
    let mut wanted = pattern.trim_start_matches('/').split('/');
    let all = path.iter().all(|segment| wanted.next().is_some_and(|it| it.starts_with('{') || it == segment));
    all && wanted.next().is_none()
}

impl Row {
    /// The bucket a request is counted in, and under what.
    pub(super) fn bucket(&self, call: &Call, now_us: i64) -> Option<(RestBucket, Major)> {
        const TWO_WEEKS_US: i64 = 14 * 24 * 60 * 60 * 1_000_000;
        let old = || call.message().is_ok_and(|message| created_us(message.get()) < now_us - TWO_WEEKS_US);
        let bucket = match self.bucket? {
            RestBucket::DeleteMessage if old() => RestBucket::DeleteOldMessage,
            bucket => bucket,
        };
        let id = call.segment(1).parse().unwrap_or(0);
        let token = if call.segment(0) == "webhooks" { call.segment(2).to_owned() } else { String::new() };
        Some((bucket, (id, token)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_paths_of_their_length() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        assert!(fits("/channels/{channel}/messages", &path("channels/1/messages")));
        assert!(!fits("/channels/{channel}/messages", &path("channels/1")));
        assert!(!fits("/channels/{channel}/messages", &path("channels/1/messages/2")));
        assert!(!fits("/channels/{channel}/messages", &path("channels/1/pins")));
    }
}
