//! Every kind of event has its method.

use greenroom::prelude::*;

use crate::common::{Diary, patient, patient_sandbox};

struct Everything(Diary);

/// A method that writes down its name, and what `$what` says of the event.
macro_rules! everything {
    ($($method:ident: $event:ident => |$it:ident| $what:expr;)+) => {
        #[event_handler(intents(GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT))]
        impl EventHandler for Everything {
            $(
                async fn $method(&self, _: &Context, $it: &$event) -> HandlerResult {
                    self.0.write(format!("{} {}", stringify!($method), $what));
                    Ok(())
                }
            )+

            async fn error(&self, _: &Context, failure: &Failure) {
                self.0.write(format!("failure {failure}"));
            }
        }
    };
}

everything! {
    ready: Ready => |it| it.user.id;
    message_create: MessageCreate => |it| it.content;
    message_update: MessageUpdate => |it| it.content.as_deref().unwrap_or_default();
    message_delete: MessageDelete => |it| it.id;
    message_delete_bulk: MessageDeleteBulk => |it| it.ids.len();
    reaction_add: ReactionAdd => |it| it.emoji;
    reaction_remove: ReactionRemove => |it| it.emoji;
    reaction_remove_all: ReactionRemoveAll => |it| it.message_id;
    reaction_remove_emoji: ReactionRemoveEmoji => |it| it.emoji;
    typing_start: TypingStart => |it| it.user_id;
    presence_update: PresenceUpdate => |it| format!("{:?}", it.status);
    user_update: UserUpdate => |it| it.username;
    member_add: MemberAdd => |it| it.member.user.as_ref().unwrap().username;
    member_update: MemberUpdate => |it| it.user.username;
    member_remove: MemberRemove => |it| it.user.username;
    ban_add: BanAdd => |it| it.user.username;
    ban_remove: BanRemove => |it| it.user.username;
    channel_create: ChannelCreate => |it| it.name.as_deref().unwrap_or_default();
    channel_update: ChannelUpdate => |it| it.topic.as_deref().unwrap_or_default();
    channel_delete: ChannelDelete => |it| it.id;
    channel_pins_update: ChannelPinsUpdate => |it| it.channel_id;
    role_create: RoleCreate => |it| it.role.name;
    role_update: RoleUpdate => |it| it.role.permissions.bits();
    role_delete: RoleDelete => |it| it.role_id;
    guild_create: GuildCreate => |it| it.id();
    guild_update: GuildUpdate => |it| it.name;
    guild_delete: GuildDelete => |it| it.id;
    emojis_update: EmojisUpdate => |it| it.emojis.len();
    integrations_update: IntegrationsUpdate => |it| it.guild_id;
    webhooks_update: WebhooksUpdate => |it| it.channel_id;
    voice_state_update: VoiceStateUpdate => |it| it.channel_id.map_or(0, ChannelId::get);
    voice_server_update: VoiceServerUpdate => |it| it.guild_id;
    interaction_create: InteractionCreate => |it| it.channel_id.map_or(0, ChannelId::get);
    members_chunk: MembersChunk => |it| it.members.len();
}

#[greenroom::test]
async fn every_kind_of_event_reaches_its_method() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Everything(diary.clone())).spawn().await.unwrap();
    diary.expect(&format!("ready {}", sandbox.bot().id())).await;
    let guild = sandbox.create_guild("Foyer");
    diary.expect(&format!("guild_create {}", guild.id())).await;
    let bob = sandbox.user("bob");
    bob.join(&guild);
    diary.expect("member_add bob").await;
    bob.set_nick(&guild, Some("bobby"));
    diary.expect("member_update bob").await;

    let channel = guild.channel("stage");
    diary.expect("channel_create stage").await;
    let first = bob.say(&channel, "hello");
    diary.expect("message_create hello").await;
    bob.edit(&channel, first, "goodbye");
    diary.expect("message_update goodbye").await;
    bob.pin(&channel, first);
    diary.expect(&format!("channel_pins_update {}", channel.id())).await;
    bob.react(&channel, first, "🎉");
    diary.expect("reaction_add 🎉").await;
    bob.unreact(&channel, first, "🎉");
    diary.expect("reaction_remove 🎉").await;
    bob.react(&channel, first, "🎭");
    bob.clear_emoji(&channel, first, "🎭");
    diary.expect("reaction_remove_emoji 🎭").await;
    bob.react(&channel, first, "🎭");
    bob.clear_reactions(&channel, first);
    diary.expect(&format!("reaction_remove_all {first}")).await;
    bob.delete(&channel, first);
    diary.expect(&format!("message_delete {first}")).await;
    let more = bob.say_all(&channel, ["a", "b", "c"]);
    bob.delete_many(&channel, &more);
    diary.expect("message_delete_bulk 3").await;
    bob.typing(&channel);
    diary.expect(&format!("typing_start {}", bob.id())).await;
    bob.set_status("idle");
    diary.expect("presence_update Idle").await;
    bob.interacts(&channel, 2, serde_json::json!({"id": "77", "name": "ping", "type": 1}));
    diary.expect(&format!("interaction_create {}", channel.id())).await;
    channel.set_topic("the play");
    diary.expect("channel_update the play").await;

    let lobby = guild.voice_channel("lobby");
    bob.join_voice(&lobby);
    diary.expect(&format!("voice_state_update {}", lobby.id())).await;
    bob.leave_voice(&guild);
    diary.expect("voice_state_update 0").await;
    bot.set_voice_state(guild.id(), Some(lobby.id()), false, false).await.unwrap();
    diary.expect(&format!("voice_server_update {}", guild.id())).await;

    let role = guild.create_role("usher", Permissions::ADMINISTRATOR);
    diary.expect("role_create usher").await;
    guild.set_role_permissions(role, Permissions::MANAGE_CHANNELS);
    diary.expect("role_update 16").await;
    guild.delete_role(role);
    diary.expect(&format!("role_delete {role}")).await;
    guild.create_emoji("mask");
    diary.expect("emojis_update 1").await;
    // Nobody in the sandbox has webhooks or integrations; the gateway's part of them is that Discord says they have
    // changed.
    let ids = (guild.id(), channel.id());
    sandbox.faults().dispatch("WEBHOOKS_UPDATE", &format!(r#"{{"guild_id":"{}","channel_id":"{}"}}"#, ids.0, ids.1));
    diary.expect(&format!("webhooks_update {}", ids.1)).await;
    sandbox.faults().dispatch("GUILD_INTEGRATIONS_UPDATE", &format!(r#"{{"guild_id":"{}"}}"#, ids.0));
    diary.expect(&format!("integrations_update {}", ids.0)).await;
    sandbox.bot().rename("understudy");
    diary.expect("user_update understudy").await;

    channel.delete();
    diary.expect(&format!("channel_delete {}", ids.1)).await;
    guild.ban(&bob);
    diary.expect("ban_add bob").await;
    diary.expect("member_remove bob").await;
    guild.unban(&bob);
    diary.expect("ban_remove bob").await;
    guild.rename("Bar");
    diary.expect("guild_update Bar").await;
    guild.delete();
    diary.expect(&format!("guild_delete {}", ids.0)).await;
    assert_eq!(diary.count("failure"), 0, "{:?}", diary.lines());
    bot.stop().await;
}
