//! The operations of Discord that the sandbox does not have. Each is answered with 501 and the reason in this table.
//!
#![doc = include_str!("missing.md")]

/// An operation that the sandbox does not have.
#[derive(Debug)]
pub(super) struct Missing {
    /// The name in Discord's OpenAPI document.
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// Why the sandbox does not have it: a clause without a full stop.
    pub(super) reason: &'static str,
}

const fn row(name: &'static str, method: &'static str, path: &'static str, reason: &'static str) -> Missing {
    Missing { name, method, path, reason }
}

const LOBBY: &str = "lobbies belong to games that use the Social SDK; the sandbox has no lobbies";
const SDK: &str = "it serves games that use the Social SDK, which the sandbox does not simulate";
const BEARER: &str = "it needs the OAuth2 token of a user; the sandbox accepts only the token of the bot";
const OAUTH: &str = "the sandbox has no OAuth2 authorization server";
const GROUP: &str = "it needs a group DM and the OAuth2 token of a user; the sandbox has no group DMs";
const JOIN: &str = "the sandbox has no membership applications";
const TARGETS: &str = "invites of the sandbox are for everybody";
const ACTIVITY: &str = "the sandbox does not run Activities";
const FOREIGN: &str = "a service posts to it in its own format; bots execute the webhook itself";
const PICTURE: &str = "the sandbox draws no pictures; widget.json has the same data";

#[rustfmt::skip]
pub(super) const MISSING: &[Missing] = &[
    row("action_guild_join_request", "PATCH", "/guilds/{guild_id}/requests/{request_id}", JOIN),
    row("add_group_dm_user", "PUT", "/channels/{channel_id}/recipients/{user_id}", GROUP),
    row("add_lobby_member", "PUT", "/lobbies/{lobby_id}/members/{user_id}", LOBBY),
    row("applications_get_activity_instance", "GET",
        "/applications/{application_id}/activity-instances/{instance_id}", ACTIVITY),
    row("bot_partner_sdk_token", "POST", "/partner-sdk/token/bot", SDK),
    row("bot_partner_sdk_unmerge_provisional_account", "POST", "/partner-sdk/provisional-accounts/unmerge/bot", SDK),
    row("bulk_update_lobby_members", "POST", "/lobbies/{lobby_id}/members/bulk", LOBBY),
    row("create_linked_lobby_guild_invite_for_self", "POST", "/lobbies/{lobby_id}/members/@me/invites", LOBBY),
    row("create_linked_lobby_guild_invite_for_user", "POST", "/lobbies/{lobby_id}/members/{user_id}/invites", LOBBY),
    row("create_lobby", "POST", "/lobbies", LOBBY),
    row("create_lobby_message", "POST", "/lobbies/{lobby_id}/messages", LOBBY),
    row("create_or_join_lobby", "PUT", "/lobbies", LOBBY),
    row("delete_application_user_role_connection", "DELETE",
        "/users/@me/applications/{application_id}/role-connection", BEARER),
    row("delete_group_dm_user", "DELETE", "/channels/{channel_id}/recipients/{user_id}", GROUP),
    row("delete_lobby", "DELETE", "/lobbies/{lobby_id}", LOBBY),
    row("delete_lobby_member", "DELETE", "/lobbies/{lobby_id}/members/{user_id}", LOBBY),
    row("edit_lobby", "PATCH", "/lobbies/{lobby_id}", LOBBY),
    row("edit_lobby_channel_link", "PATCH", "/lobbies/{lobby_id}/channel-linking", LOBBY),
    row("execute_github_compatible_webhook", "POST", "/webhooks/{webhook_id}/{webhook_token}/github", FOREIGN),
    row("execute_slack_compatible_webhook", "POST", "/webhooks/{webhook_id}/{webhook_token}/slack", FOREIGN),
    row("get_application_user_role_connection", "GET",
        "/users/@me/applications/{application_id}/role-connection", BEARER),
    row("get_current_user_application_entitlements", "GET",
        "/users/@me/applications/{application_id}/entitlements", BEARER),
    row("get_guild_join_requests", "GET", "/guilds/{guild_id}/requests", JOIN),
    row("get_guild_widget_png", "GET", "/guilds/{guild_id}/widget.png", PICTURE),
    row("get_invite_target_users", "GET", "/invites/{code}/target-users", TARGETS),
    row("get_invite_target_users_job_status", "GET", "/invites/{code}/target-users/job-status", TARGETS),
    row("get_lobby", "GET", "/lobbies/{lobby_id}", LOBBY),
    row("get_lobby_messages", "GET", "/lobbies/{lobby_id}/messages", LOBBY),
    row("get_my_guild_member", "GET", "/users/@me/guilds/{guild_id}/member", BEARER),
    row("get_my_oauth2_authorization", "GET", "/oauth2/@me", OAUTH),
    row("get_openid_connect_userinfo", "GET", "/oauth2/userinfo", OAUTH),
    row("get_public_keys", "GET", "/oauth2/keys", OAUTH),
    row("leave_lobby", "DELETE", "/lobbies/{lobby_id}/members/@me", LOBBY),
    row("partner_sdk_token", "POST", "/partner-sdk/token", SDK),
    row("partner_sdk_unmerge_provisional_account", "POST", "/partner-sdk/provisional-accounts/unmerge", SDK),
    row("update_application_user_role_connection", "PUT",
        "/users/@me/applications/{application_id}/role-connection", BEARER),
    row("update_invite_target_users", "PUT", "/invites/{code}/target-users", TARGETS),
    row("update_lobby_message_external_moderation_metadata", "PUT",
        "/lobbies/{lobby_id}/messages/{message_id}/moderation-metadata", LOBBY),
    row("update_user_message_external_moderation_metadata", "PUT",
        "/partner-sdk/dms/{user_id_1}/{user_id_2}/messages/{message_id}/moderation-metadata", SDK),
    row("upload_application_attachment", "POST", "/applications/{application_id}/attachment", ACTIVITY),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The most operations that may be missing.
    const MOST: usize = 40;

    /// That the table is complete is tested where the other table is, in `routes.rs`.
    #[test]
    fn few_operations_are_missing_and_each_has_a_reason() {
        assert!(MISSING.len() <= MOST, "{} operations are missing", MISSING.len());
        for it in MISSING {
            assert!(it.reason.len() > 20 && !it.reason.ends_with('.'), "{}: {}", it.name, it.reason);
        }
    }

    /// `missing.md` has the operations by reason, in the order of the table.
    #[test]
    fn the_documented_list_equals_the_table() {
        let mut reasons: Vec<&str> = Vec::new();
        for it in MISSING {
            if !reasons.contains(&it.reason) {
                reasons.push(it.reason);
            }
        }
        let listed = reasons.iter().map(|reason| {
            let names = MISSING.iter().filter(|it| it.reason == *reason).map(|it| format!("`{}`", it.name));
            format!("{reason}: {}.", names.collect::<Vec<_>>().join(", "))
        });
        let documented = include_str!("missing.md").split("\n* ").skip(1);
        let documented: Vec<String> =
            documented.map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(documented, listed.collect::<Vec<_>>());
    }
}
