//! The permissions that operations need (rest.md, section 12; Discord's docs, resources/*). VIEW_CHANNEL is needed for
//! all operations on a channel, and is not repeated here.

use crate::model::Permissions as P;

/// The permissions of an operation.
pub(super) struct Needs {
    operation: &'static str,
    pub(super) always: P,
    /// Permissions for fields of the body.
    pub(super) with: &'static [(&'static str, P)],
    /// Whether a field counts with every value, null and empty too: the operation is a change.
    pub(super) changes: bool,
    pub(super) above: Above,
}

/// The target that the highest role of the bot must be above.
pub(super) enum Above {
    Nothing,
    /// The member in the path.
    Member,
    /// The member in the path, if the body has one of these fields.
    MemberIf(&'static [&'static str]),
    /// The role in the path.
    Role,
}

/// The permissions of an operation, if it needs any.
pub(super) fn of(operation: &str) -> Option<&'static Needs> {
    let index = TABLE.binary_search_by(|needs| needs.operation.cmp(operation)).ok()?;
    TABLE.get(index)
}

const fn needs(operation: &'static str, always: P) -> Needs {
    Needs { operation, always, with: &[], changes: false, above: Above::Nothing }
}

impl Needs {
    const fn with(mut self, with: &'static [(&'static str, P)]) -> Self {
        self.with = with;
        self
    }

    const fn changes(mut self) -> Self {
        self.changes = true;
        self
    }

    const fn above(mut self, above: Above) -> Self {
        self.above = above;
        self
    }
}

const STAGE: P = P::MANAGE_CHANNELS.union(P::MUTE_MEMBERS).union(P::MOVE_MEMBERS);
const PRUNE: P = P::KICK_MEMBERS.union(P::MANAGE_GUILD);

const MESSAGE: &[(&str, P)] = &[
    ("embeds", P::EMBED_LINKS),
    ("attachments", P::ATTACH_FILES),
    ("tts", P::SEND_TTS_MESSAGES),
    ("poll", P::SEND_POLLS),
    ("message_reference", P::READ_MESSAGE_HISTORY),
];

const MEMBER: &[(&str, P)] = &[
    ("nick", P::MANAGE_NICKNAMES),
    ("roles", P::MANAGE_ROLES),
    ("mute", P::MUTE_MEMBERS),
    ("deaf", P::DEAFEN_MEMBERS),
    ("channel_id", P::MOVE_MEMBERS),
    ("communication_disabled_until", P::MODERATE_MEMBERS),
];

/// Sorted by name.
static TABLE: &[Needs] = &[
    needs("add_guild_member_role", P::MANAGE_ROLES).above(Above::Role),
    needs("add_my_message_reaction", P::ADD_REACTIONS.union(P::READ_MESSAGE_HISTORY)),
    needs("add_thread_member", P::SEND_MESSAGES),
    needs("ban_user_from_guild", P::BAN_MEMBERS).above(Above::Member),
    needs("bulk_ban_users_from_guild", P::BAN_MEMBERS.union(P::MANAGE_GUILD)),
    needs("bulk_delete_messages", P::MANAGE_MESSAGES),
    needs("bulk_update_guild_channels", P::MANAGE_CHANNELS),
    needs("bulk_update_guild_roles", P::MANAGE_ROLES),
    needs("create_auto_moderation_rule", P::MANAGE_GUILD),
    needs("create_channel_invite", P::CREATE_INSTANT_INVITE),
    needs("create_guild_channel", P::MANAGE_CHANNELS).with(&[("permission_overwrites", P::MANAGE_ROLES)]),
    needs("create_guild_emoji", P::CREATE_GUILD_EXPRESSIONS),
    needs("create_guild_role", P::MANAGE_ROLES),
    needs("create_guild_scheduled_event", P::CREATE_EVENTS),
    needs("create_guild_soundboard_sound", P::CREATE_GUILD_EXPRESSIONS),
    needs("create_guild_sticker", P::CREATE_GUILD_EXPRESSIONS),
    needs("create_guild_template", P::MANAGE_GUILD),
    needs("create_message", P::SEND_MESSAGES).with(MESSAGE),
    needs("create_pin", P::PIN_MESSAGES),
    needs("create_stage_instance", STAGE),
    needs("create_thread_from_message", P::CREATE_PUBLIC_THREADS),
    needs("create_webhook", P::MANAGE_WEBHOOKS),
    needs("crosspost_message", P::SEND_MESSAGES),
    needs("delete_all_message_reactions", P::MANAGE_MESSAGES),
    needs("delete_all_message_reactions_by_emoji", P::MANAGE_MESSAGES),
    needs("delete_auto_moderation_rule", P::MANAGE_GUILD),
    needs("delete_channel", P::MANAGE_CHANNELS),
    needs("delete_channel_permission_overwrite", P::MANAGE_ROLES),
    needs("delete_guild_emoji", P::MANAGE_GUILD_EXPRESSIONS),
    needs("delete_guild_integration", P::MANAGE_GUILD),
    needs("delete_guild_member", P::KICK_MEMBERS).above(Above::Member),
    needs("delete_guild_member_role", P::MANAGE_ROLES).above(Above::Role),
    needs("delete_guild_role", P::MANAGE_ROLES).above(Above::Role),
    needs("delete_guild_scheduled_event", P::MANAGE_EVENTS),
    needs("delete_guild_soundboard_sound", P::MANAGE_GUILD_EXPRESSIONS),
    needs("delete_guild_sticker", P::MANAGE_GUILD_EXPRESSIONS),
    needs("delete_guild_template", P::MANAGE_GUILD),
    needs("delete_message", P::MANAGE_MESSAGES),
    needs("delete_pin", P::PIN_MESSAGES),
    needs("delete_stage_instance", STAGE),
    needs("delete_thread_member", P::MANAGE_THREADS),
    needs("delete_user_message_reaction", P::MANAGE_MESSAGES),
    needs("deprecated_create_pin", P::PIN_MESSAGES),
    needs("deprecated_delete_pin", P::PIN_MESSAGES),
    needs("get_auto_moderation_rule", P::MANAGE_GUILD),
    needs("get_guild_ban", P::BAN_MEMBERS),
    needs("get_guild_vanity_url", P::MANAGE_GUILD),
    needs("get_guild_webhooks", P::MANAGE_WEBHOOKS),
    needs("get_guild_widget_settings", P::MANAGE_GUILD),
    needs("get_message", P::READ_MESSAGE_HISTORY),
    needs("guild_search", P::READ_MESSAGE_HISTORY),
    needs("list_auto_moderation_rules", P::MANAGE_GUILD),
    needs("list_channel_invites", P::MANAGE_CHANNELS),
    needs("list_channel_webhooks", P::MANAGE_WEBHOOKS),
    needs("list_guild_audit_log_entries", P::VIEW_AUDIT_LOG),
    needs("list_guild_bans", P::BAN_MEMBERS),
    needs("list_guild_integrations", P::MANAGE_GUILD),
    needs("list_guild_invites", P::MANAGE_GUILD),
    needs("list_guild_templates", P::MANAGE_GUILD),
    needs("list_message_reactions_by_emoji", P::READ_MESSAGE_HISTORY),
    needs("list_messages", P::READ_MESSAGE_HISTORY),
    needs("list_pins", P::READ_MESSAGE_HISTORY),
    needs("list_private_archived_threads", P::READ_MESSAGE_HISTORY.union(P::MANAGE_THREADS)),
    needs("list_public_archived_threads", P::READ_MESSAGE_HISTORY),
    needs("preview_prune_guild", PRUNE),
    needs("prune_guild", PRUNE),
    needs("put_guilds_onboarding", P::MANAGE_GUILD.union(P::MANAGE_ROLES)),
    needs("send_soundboard_sound", P::SPEAK.union(P::USE_SOUNDBOARD)),
    needs("set_channel_permission_overwrite", P::MANAGE_ROLES),
    needs("sync_guild_template", P::MANAGE_GUILD),
    needs("trigger_typing_indicator", P::SEND_MESSAGES),
    needs("unban_user_from_guild", P::BAN_MEMBERS),
    needs("update_auto_moderation_rule", P::MANAGE_GUILD),
    needs("update_channel", P::MANAGE_CHANNELS).with(&[("permission_overwrites", P::MANAGE_ROLES)]),
    needs("update_guild", P::MANAGE_GUILD),
    needs("update_guild_emoji", P::MANAGE_GUILD_EXPRESSIONS),
    // To change the roles of a member the bot must be above the roles, not above the member.
    needs("update_guild_member", P::empty())
        .with(MEMBER)
        .changes()
        .above(Above::MemberIf(&["nick", "communication_disabled_until"])),
    needs("update_guild_role", P::MANAGE_ROLES).above(Above::Role),
    needs("update_guild_scheduled_event", P::MANAGE_EVENTS),
    needs("update_guild_soundboard_sound", P::MANAGE_GUILD_EXPRESSIONS),
    needs("update_guild_sticker", P::MANAGE_GUILD_EXPRESSIONS),
    needs("update_guild_template", P::MANAGE_GUILD),
    needs("update_guild_welcome_screen", P::MANAGE_GUILD),
    needs("update_guild_widget_settings", P::MANAGE_GUILD),
    needs("update_my_guild_member", P::empty()).with(&[("nick", P::CHANGE_NICKNAME)]).changes(),
    needs("update_stage_instance", STAGE),
    needs("update_voice_channel_status", P::SET_VOICE_CHANNEL_STATUS),
    needs("update_voice_state", P::MUTE_MEMBERS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        assert!(TABLE.windows(2).all(|pair| pair[0].operation < pair[1].operation));
        for row in TABLE {
            assert!(of(row.operation).is_some_and(|found| found.operation == row.operation));
        }
    }

    /// Every operation is in Discord's OpenAPI document.
    #[test]
    fn all_operations_exist() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/discord/openapi.json");
        let document = std::fs::read_to_string(file).unwrap();
        for row in TABLE {
            assert!(document.contains(&format!("\"operationId\": \"{}\"", row.operation)), "{}", row.operation);
        }
    }
}
