//! Rules of AutoMod (Discord's docs, resources/auto-moderation).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    AutoModerationAction, AutoModerationEvent, AutoModerationRule, AutoModerationRuleId, AutoModerationTrigger,
    AutoModerationTriggerMetadata, ChannelId, GuildId, RoleId,
};
use crate::rest::{
    Call, Http,
    body::Object,
    call::Audited,
    endpoint::{audited, endpoint},
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::create_auto_moderation_rule`](crate::rest::Http::create_auto_moderation_rule); awaiting
    /// it sends it.
    pub struct CreateAutoModerationRule -> AutoModerationRule {
        body: Object {
            /// The data of the trigger. Required for all triggers but [`Spam`](AutoModerationTrigger::Spam).
            trigger_metadata: AutoModerationTriggerMetadata,
            /// The actions, 1–5.
            actions: Vec<AutoModerationAction>,
            /// Whether it is enabled; `false` by default.
            enabled: bool,
            /// The roles to which it does not apply, up to 20.
            exempt_roles: Vec<RoleId>,
            /// The channels to which it does not apply, up to 50.
            exempt_channels: Vec<ChannelId>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_auto_moderation_rule`](crate::rest::Http::update_auto_moderation_rule); awaiting
    /// it sends it.
    pub struct UpdateAutoModerationRule -> AutoModerationRule {
        body: Object {
            /// The name, up to 100 characters.
            name: String,
            /// The event at which it is checked.
            event_type: AutoModerationEvent,
            /// The present trigger, which cannot be changed. Discord's docs do not mention it.
            trigger_type: AutoModerationTrigger,
            /// The data of the trigger.
            trigger_metadata: AutoModerationTriggerMetadata,
            /// The actions, 1–5.
            actions: Vec<AutoModerationAction>,
            /// Whether it is enabled.
            enabled: bool,
            /// The roles to which it does not apply, up to 20.
            exempt_roles: Vec<RoleId>,
            /// The channels to which it does not apply, up to 50.
            exempt_channels: Vec<ChannelId>,
        }
    }
}

audited!(CreateAutoModerationRule, UpdateAutoModerationRule);

impl Http {
    /// The rules of a guild. Needs MANAGE_GUILD.
    pub fn auto_moderation_rules(&self, guild: GuildId) -> Call<Vec<AutoModerationRule>> {
        self.call(&op::LIST_AUTO_MODERATION_RULES, &[Param::Id(guild.get())])
    }

    /// A rule of a guild. Needs MANAGE_GUILD.
    pub fn auto_moderation_rule(&self, guild: GuildId, rule: AutoModerationRuleId) -> Call<AutoModerationRule> {
        self.call(&op::GET_AUTO_MODERATION_RULE, &[Param::Id(guild.get()), Param::Id(rule.get())])
    }

    /// Creates a rule. A guild can have up to six rules with keywords, and one of each other type. Needs MANAGE_GUILD.
    ///
    /// * `name`: The name, up to 100 characters.
    /// * `event_type`: The event at which it is checked.
    /// * `trigger_type`: The trigger.
    pub fn create_auto_moderation_rule(
        &self,
        guild: GuildId,
        name: &str,
        event_type: AutoModerationEvent,
        trigger_type: AutoModerationTrigger,
    ) -> CreateAutoModerationRule {
        CreateAutoModerationRule::of(
            self.call(&op::CREATE_AUTO_MODERATION_RULE, &[Param::Id(guild.get())]),
            Object::default().with("name", &name).with("event_type", &event_type).with("trigger_type", &trigger_type),
        )
    }

    /// Changes a rule. Fields that are not set stay unchanged. Needs MANAGE_GUILD.
    pub fn update_auto_moderation_rule(&self, guild: GuildId, rule: AutoModerationRuleId) -> UpdateAutoModerationRule {
        UpdateAutoModerationRule::of(
            self.call(&op::UPDATE_AUTO_MODERATION_RULE, &[Param::Id(guild.get()), Param::Id(rule.get())]),
            Object::default(),
        )
    }

    /// Deletes a rule. Needs MANAGE_GUILD.
    pub fn delete_auto_moderation_rule(&self, guild: GuildId, rule: AutoModerationRuleId) -> Call<(), Audited> {
        self.act(&op::DELETE_AUTO_MODERATION_RULE, &[Param::Id(guild.get()), Param::Id(rule.get())]).audited()
    }
}
