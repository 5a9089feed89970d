//! Events about interactions and commands.

use super::scope::{newtype, scope};
use crate::model::{GuildCommandPermissions, Interaction, User};

newtype! {
    /// A user used a command, a button, a select menu or a modal (INTERACTION_CREATE). Dereferences to [`Interaction`].
    InteractionCreate(Interaction)
}
scope!(InteractionCreate, |it| guild: it.guild_id, channel: it.channel_id, user: it.author().map(|User { id, .. }| *id),
    message: it.message.as_ref().map(|message| message.id));

newtype! {
    /// The permissions of a command in a guild were changed (APPLICATION_COMMAND_PERMISSIONS_UPDATE). Dereferences to
    /// [`GuildCommandPermissions`].
    ApplicationCommandPermissionsUpdate(GuildCommandPermissions)
}
scope!(ApplicationCommandPermissionsUpdate, |it| guild: Some(it.guild_id));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;
    use crate::model::{
        CommandPermissionKind, GuildId, GuildInstallation, InteractionContext, InteractionData, InteractionKind, UserId,
    };

    #[test]
    fn permissions_of_one_command_or_all() {
        let one: ApplicationCommandPermissionsUpdate = there_and_back(
            r#"{"id":"6","application_id":"9","guild_id":"5","permissions":[{"id":"5","type":1,"permission":false},
            {"id":"1","type":2,"permission":true},{"id":"4","type":3,"permission":true}]}"#,
        );
        assert!(!one.is_for_all_commands());
        assert_eq!(one.permissions[2].kind, CommandPermissionKind::Channel);
        let all: ApplicationCommandPermissionsUpdate = there_and_back(
            r#"{"id":"9","application_id":"9","guild_id":"5","permissions":[{"id":"5","type":7,"permission":true}]}"#,
        );
        assert!(all.is_for_all_commands());
        assert_eq!(all.permissions[0].kind, CommandPermissionKind::Unknown(7));
    }

    /// As [`there_and_back`], with the token.
    fn with_token_there_and_back(json: &str) -> Interaction {
        let interaction: Interaction = serde_json::from_str(json).unwrap();
        assert!(!interaction.token.is_empty());
        let written = serde_json::to_string(&interaction.with_token()).unwrap();
        assert_eq!(serde_json::from_str::<Interaction>(&written).unwrap(), interaction);
        let without_token = Interaction { token: String::new(), ..interaction.clone() };
        let json = json.replace(&format!(r#""token":"{}","#, interaction.token), "");
        assert_eq!(there_and_back::<Interaction>(&json), without_token);
        interaction
    }

    #[test]
    fn a_command_of_a_user_installed_application() {
        let interaction = with_token_there_and_back(
            r#"{"id":"786008729715212338","application_id":"775799577604522054","type":2,"token":"A_UNIQUE_TOKEN",
            "version":1,"guild":{"id":"290926798626357999","features":["COMMUNITY"],"locale":"en-US"},
            "guild_id":"290926798626357999","channel":{"id":"645027906669510667","type":0,"name":"bots",
            "permissions":"8"},"channel_id":"645027906669510667","member":{"user":{"id":"53908232506183680",
            "username":"Mason","discriminator":"0","global_name":"Mason","avatar":"a_d5efa99b3eeaa7dd43acca82f5692432",
            "public_flags":131141},"roles":["539082325061836999"],"premium_since":"2020-01-01T00:00:00.000000+00:00",
            "permissions":"2147483647","joined_at":"2017-03-13T19:19:14.040000+00:00","deaf":false,"mute":false,
            "flags":0},"app_permissions":"442368","locale":"en-US","guild_locale":"en-US","entitlements":[],
            "authorizing_integration_owners":{"0":"290926798626357999","1":"53908232506183680"},"context":0,
            "attachment_size_limit":10485760,"data":{"id":"771825006014889984","name":"cardsearch","type":1,
            "options":[{"type":3,"name":"cardname","value":"The Gitrog Monster"}]}}"#,
        );
        assert_eq!(interaction.context, Some(InteractionContext::Guild));
        let owners = interaction.authorizing_integration_owners;
        assert_eq!(owners.guild, Some(GuildInstallation::Guild(GuildId::new(290_926_798_626_357_999))));
        assert_eq!(owners.user, Some(UserId::new(53_908_232_506_183_680)));
        assert_eq!(interaction.guild.as_ref().and_then(|guild| guild.locale.as_deref()), Some("en-US"));
    }

    #[test]
    fn a_command_in_the_dm_with_the_bot() {
        let interaction = with_token_there_and_back(
            r#"{"id":"4","application_id":"9","type":2,"token":"t","version":1,"app_permissions":"0","entitlements":[],
            "authorizing_integration_owners":{"0":"0"},"context":1,"attachment_size_limit":5,
            "data":{"id":"3","name":"ping","type":1}}"#,
        );
        let guild = interaction.authorizing_integration_owners.guild;
        assert_eq!((guild, guild.and_then(GuildInstallation::guild_id)), (Some(GuildInstallation::BotDm), None));
    }

    #[test]
    fn interaction_data_of_an_unknown_kind_is_kept_as_it_came() {
        for data in [r#"{"form":"new"}"#, r#"{"id":"3","name":"x","type":1}"#, "{}", "[1]", "\"x\""] {
            for json in [
                format!(r#"{{"id":"4","application_id":"9","type":99,"data":{data}}}"#),
                format!(r#"{{"data":{data},"id":"4","application_id":"9","type":99}}"#),
            ] {
                let interaction: InteractionCreate = serde_json::from_str(&json).unwrap();
                let Some(InteractionData::Unknown(raw)) = &interaction.data else { panic!("{:?}", interaction.data) };
                assert_eq!((raw.get(), interaction.kind), (data, InteractionKind::Unknown(99)));
                assert_eq!(
                    serde_json::to_value(&interaction).unwrap()["data"],
                    serde_json::from_str::<serde_json::Value>(data).unwrap()
                );
            }
        }
        let none = r#"{"id":"4","application_id":"9","type":99,"data":null}"#;
        assert_eq!(serde_json::from_str::<InteractionCreate>(none).unwrap().data, None);
    }

    #[test]
    fn data_that_does_not_fit_its_kind_is_lost_alone() {
        for (kind, data) in [(2, r#"{"custom_id":"x"}"#), (3, r#"{"id":"3","name":"x","type":1}"#), (5, "[]")] {
            let json = format!(r#"{{"id":"4","data":{data},"application_id":"9","type":{kind}}}"#);
            let read = crate::json::read::<InteractionCreate>(&json).unwrap();
            assert_eq!((read.value.data.is_none(), read.left_out.count), (true, 1), "{json}");
        }
    }

    #[test]
    fn a_submitted_modal() {
        let interaction = with_token_there_and_back(
            r#"{"id":"4","application_id":"9","type":5,"token":"t","version":1,"user":{"id":"1","username":"ann",
            "discriminator":"0","global_name":null,"avatar":null},"app_permissions":"0","entitlements":[],
            "authorizing_integration_owners":{"1":"1"},"context":1,"attachment_size_limit":5,
            "data":{"custom_id":"form","components":[{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"name",
            "value":"Ann"}},{"type":10,"id":3}]}}"#,
        );
        let modal = interaction.modal().unwrap();
        assert!(modal.field("name").is_some() && modal.field("age").is_none());
    }
}
