//! What was before an event, and what is now.

use std::sync::Arc;

use greenroom::{cache::CachedGuild, prelude::*};
use tokio::sync::Semaphore;

use crate::common::{Diary, general, patient, patient_sandbox};

struct Historian(Diary);

#[event_handler(intents(GUILD_MEMBERS))]
impl EventHandler for Historian {
    async fn guild_update(&self, ctx: &Context, event: &GuildUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_guild().unwrap().name.clone();
        self.0.write(format!("guild {old} -> {} = {}", event.name, ctx.cache().guild(event.id).unwrap().name));
        Ok(())
    }

    async fn channel_update(&self, ctx: &Context, event: &ChannelUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_channel().unwrap().topic.clone();
        let cached = ctx.cache().channel(event.id).unwrap().topic.clone();
        self.0.write(format!("channel {old:?} -> {:?} = {cached:?}", event.topic));
        Ok(())
    }

    async fn channel_delete(&self, ctx: &Context, event: &ChannelDelete) -> HandlerResult {
        let old = ctx.old().unwrap().as_channel().unwrap().name.clone();
        self.0.write(format!("channel {old:?} gone {}", ctx.cache().channel(event.id).is_none()));
        Ok(())
    }

    async fn role_update(&self, ctx: &Context, event: &RoleUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_role().unwrap().permissions.bits();
        let cached = ctx.cache().role(event.role.id).unwrap().permissions.bits();
        self.0.write(format!("role {old} -> {} = {cached}", event.role.permissions.bits()));
        Ok(())
    }

    async fn role_delete(&self, ctx: &Context, event: &RoleDelete) -> HandlerResult {
        let old = ctx.old().unwrap().as_role().unwrap().name.clone();
        self.0.write(format!("role {old} gone {}", ctx.cache().role(event.role_id).is_none()));
        Ok(())
    }

    async fn member_add(&self, ctx: &Context, event: &MemberAdd) -> HandlerResult {
        let user = event.member.user.as_ref().unwrap();
        let cached = ctx.cache().member(event.guild_id, user.id).is_some();
        self.0.write(format!("member {} is here {cached} old {}", user.username, ctx.old().is_some()));
        Ok(())
    }

    async fn member_update(&self, ctx: &Context, event: &MemberUpdate) -> HandlerResult {
        let old = ctx.old().unwrap().as_member().unwrap().nick.clone();
        let cached = ctx.cache().member(event.guild_id, event.user.id).unwrap().nick.clone();
        self.0.write(format!("member {old:?} -> {cached:?}"));
        Ok(())
    }

    async fn member_remove(&self, ctx: &Context, event: &MemberRemove) -> HandlerResult {
        let old = ctx.old().unwrap().as_member().unwrap().user.username.clone();
        let gone = ctx.cache().member(event.guild_id, event.user.id).is_none();
        self.0.write(format!("member {old} gone {gone}"));
        Ok(())
    }

    async fn voice_state_update(&self, ctx: &Context, event: &VoiceStateUpdate) -> HandlerResult {
        let old = ctx.old().and_then(|old| old.as_voice_state()).and_then(|old| old.channel_id);
        let cached = ctx.cache().voice_state(event.guild_id.unwrap(), event.user_id).and_then(|state| state.channel_id);
        self.0.write(format!("voice {old:?} -> {:?} = {cached:?}", event.channel_id));
        Ok(())
    }
}

#[greenroom::test]
async fn handlers_see_what_was_before_and_the_cache_what_is_now() {
    let sandbox = patient_sandbox().await;
    let diary = Diary::default();
    let bot = patient(&sandbox).handler(Historian(diary.clone())).spawn().await.unwrap();
    let guild = sandbox.create_guild("Foyer");
    let (channel, lobby, loft) = (guild.channel("general"), guild.voice_channel("lobby"), guild.voice_channel("loft"));
    let bob = sandbox.user("bob");

    guild.rename("Bar");
    diary.expect("guild Foyer -> Bar = Bar").await;
    channel.set_topic("old");
    channel.set_topic("new");
    diary.expect("channel Some(\"old\") -> Some(\"new\") = Some(\"new\")").await;
    channel.delete();
    diary.expect("channel Some(\"general\") gone true").await;
    let role = guild.create_role("usher", Permissions::ADMINISTRATOR);
    guild.set_role_permissions(role, Permissions::MANAGE_CHANNELS);
    diary.expect("role 8 -> 16 = 16").await;
    guild.delete_role(role);
    diary.expect("role usher gone true").await;
    bob.join(&guild);
    diary.expect("member bob is here true old false").await;
    bob.set_nick(&guild, Some("bobby"));
    diary.expect("member None -> Some(\"bobby\")").await;
    bob.set_nick(&guild, None);
    diary.expect("member Some(\"bobby\") -> None").await;
    bob.join_voice(&lobby);
    let (lobby, loft, bobs) = (lobby.id(), (loft.id(), loft), bob.clone());
    diary.expect(&format!("voice None -> {:?} = {:?}", Some(lobby), Some(lobby))).await;
    bobs.join_voice(&loft.1);
    diary.expect(&format!("voice {:?} -> {:?} = {:?}", Some(lobby), Some(loft.0), Some(loft.0))).await;
    bobs.leave_voice(&guild);
    diary.expect(&format!("voice {:?} -> None = None", Some(loft.0))).await;
    bobs.leave(&guild);
    diary.expect("member bob gone true").await;
    assert_eq!(bot.stats().panicked, 0, "{:?}", diary.lines());
    bot.stop().await;
}

/// Holds on to the guild as it was when it heard a message.
struct Holder(Arc<Semaphore>, Diary);

#[event_handler(intents(GUILDS, MESSAGE_CONTENT))]
impl EventHandler for Holder {
    async fn message_create(&self, ctx: &Context, message: &MessageCreate) -> HandlerResult {
        let guild: Arc<CachedGuild> = ctx.cache().guild(message.guild_id.unwrap()).unwrap();
        self.1.write("holding");
        self.0.acquire().await?.forget();
        let now = ctx.cache().guild(guild.id).unwrap();
        self.1.write(format!("held {}, now {}", guild.name, now.name));
        Ok(())
    }
}

struct Renames(Diary);

#[event_handler]
impl EventHandler for Renames {
    async fn guild_update(&self, _: &Context, guild: &GuildUpdate) -> HandlerResult {
        self.0.write(format!("renamed {}", guild.name));
        Ok(())
    }
}

#[greenroom::test]
async fn a_handler_that_holds_a_guild_keeps_nobody_from_changing_it() {
    let sandbox = patient_sandbox().await;
    let (diary, gate) = (Diary::default(), Arc::new(Semaphore::new(0)));
    let bot = patient(&sandbox).handler(Holder(Arc::clone(&gate), diary.clone())).handler(Renames(diary.clone()));
    let bot = bot.spawn().await.unwrap();
    let guild = sandbox.guild("Greenroom");
    sandbox.user("alice").say(general(&sandbox), "hold it");
    diary.expect("holding").await;
    (1..=1000).for_each(|n| guild.rename(&format!("number {n}")));
    diary.expect("renamed number 1000").await;
    assert_eq!(diary.count("renamed"), 1000);
    gate.add_permits(1);
    diary.expect("held Greenroom, now number 1000").await;
    bot.stop().await;
}
