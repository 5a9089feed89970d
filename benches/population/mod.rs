//! Generated members, for measuring the memory of the cache. The same seed makes the same members.
//!
//! Names have 6 to 20 letters. 40 % of the members have a global name, 25 % a nickname, 60 % an avatar (a seventh of
//! these animated). Each has 0 to 6 of the 30 roles of its guild, with equal probability, and a join time. Rarer fields
//! are included: badges (30 %), membership flags (50 %), guild tags (8 %), avatar decorations (5 %), boosting (3 %),
//! guild avatars (3 %), timeouts (1 %), bots with discriminators (1 %).

#![allow(clippy::expect_used)]

use compact_str::CompactString;
use greenroom::event::{Event, GuildCreate, MembersChunk, Ready, ThreadCreate};
use greenroom::model::{
    AvatarDecoration, ChannelId, Discriminator, GuildId, ImageHash, Member, MemberFlags, PrimaryGuild, RoleId, SkuId,
    Timestamp, User, UserFlags, UserId,
};
use serde_json::json;

const ROLES: u64 = 30;
/// The number that Discord sends in a GUILD_MEMBERS_CHUNK.
pub(crate) const CHUNK: usize = 1000;

/// Makes members, each of a different user.
pub(crate) struct Population {
    random: fastrand::Rng,
    last_user: u64,
}

impl Population {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed), last_user: 80_351_110_224_678_912 }
    }

    /// The first events of a bot in these guilds.
    pub(crate) fn ready(guilds: &[GuildId]) -> Event {
        let guilds: Vec<_> = guilds.iter().map(|id| json!({"id": id, "unavailable": true})).collect();
        let ready: Ready = serde_json::from_value(json!({
            "v": 10, "user": {"id": "1", "username": "bot"}, "guilds": guilds, "session_id": "s",
            "resume_gateway_url": "wss://localhost", "application": {"id": "1", "flags": 0},
        }))
        .expect("READY has this shape");
        ready.into()
    }

    /// A loaded guild without members, with this number of channels and the roles of its members.
    pub(crate) fn guild(id: GuildId, members: usize, channels: u64) -> Event {
        let roles: Vec<_> = (0..=ROLES)
            .map(|n| json!({"id": RoleId::new(id.get() + n), "name": format!("role number {n}"), "position": n}))
            .collect();
        let channels: Vec<_> = (0..channels)
            .map(|n| {
                let overwrites = json!([{"id": id, "type": 0, "allow": "0", "deny": "1024"}]);
                json!({
                    "id": RoleId::new(id.get() + 1000 + n), "type": 0, "name": format!("channel-{n}"), "position": n,
                    "topic": "What this channel is for, in a sentence of usual length.",
                    "permission_overwrites": overwrites,
                })
            })
            .collect();
        let guild: GuildCreate = serde_json::from_value(json!({
            "id": id, "name": "A guild", "owner_id": "1", "member_count": members, "roles": roles, "channels": channels,
        }))
        .expect("GUILD_CREATE has this shape");
        guild.into()
    }

    /// The THREAD_CREATE of an active thread.
    pub(crate) fn thread(guild: GuildId, parent: ChannelId, n: u64) -> Event {
        let thread: ThreadCreate = serde_json::from_value(json!({
            "id": ChannelId::new(guild.get() + 10_000 + n), "type": 11, "guild_id": guild, "parent_id": parent,
            "owner_id": UserId::new(n), "name": format!("about thing number {n}"), "message_count": n,
            "member_count": 2,
            "last_message_id": ChannelId::new(guild.get() + 20_000 + n),
            "thread_metadata": {"archived": false, "auto_archive_duration": 60, "locked": false},
        }))
        .expect("THREAD_CREATE has this shape");
        thread.into()
    }

    pub(crate) fn chunk(&mut self, guild: GuildId, members: usize) -> Event {
        let members: Vec<_> = (0..members).map(|_| self.member(guild)).collect();
        MembersChunk::new(guild, members).into()
    }

    pub(crate) fn member(&mut self, guild: GuildId) -> Member {
        let user = self.user();
        let mut roles: Vec<u64> = (1..=ROLES).collect();
        self.random.shuffle(&mut roles);
        roles.truncate(self.random.usize(0..=6));
        let mut member = Member::new(user);
        member.nick = self.sometimes(25, Self::name);
        member.avatar = self.sometimes(3, Self::hash);
        member.roles = roles.into_iter().map(|n| RoleId::new(guild.get() + n)).collect();
        member.joined_at = Some(self.time());
        member.premium_since = self.sometimes(3, Self::time);
        member.flags =
            MemberFlags::from_bits_retain(self.sometimes(50, |it| it.random.u64(1..128)).unwrap_or_default());
        member.communication_disabled_until = self.sometimes(1, Self::time);
        member
    }

    fn user(&mut self) -> User {
        self.last_user += self.random.u64(1 << 22..1 << 34);
        let mut user = User::new(self.last_user, self.name());
        let bot = self.random.u8(0..100) < 1;
        let tag = |it: &mut Self| {
            let mut guild = PrimaryGuild::default();
            guild.identity_guild_id = Some(GuildId::new(it.last_user));
            guild.identity_enabled = Some(true);
            guild.tag = Some(CompactString::from("GREN"));
            guild.badge = Some(it.hash());
            Box::new(guild)
        };
        let decoration = |it: &mut Self| {
            let mut decoration = AvatarDecoration::new(it.hash());
            decoration.sku_id = Some(SkuId::new(it.last_user));
            Box::new(decoration)
        };
        user.discriminator = Discriminator::from(if bot { self.random.u16(1..10_000) } else { 0 });
        user.global_name = self.sometimes(40, Self::name);
        user.avatar = self.sometimes(60, Self::hash);
        user.bot = bot;
        user.public_flags =
            UserFlags::from_bits_retain(self.sometimes(30, |it| 1 << it.random.u64(0..20)).unwrap_or(0));
        user.avatar_decoration_data = self.sometimes(5, decoration);
        user.primary_guild = self.sometimes(8, tag);
        user
    }

    fn sometimes<T>(&mut self, percent: u8, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.random.u8(0..100) < percent).then(|| make(self))
    }

    fn name(&mut self) -> CompactString {
        let letters = self.random.usize(6..=20);
        (0..letters).map(|_| self.random.lowercase()).collect()
    }

    fn hash(&mut self) -> ImageHash {
        let animated = if self.random.u8(0..7) == 0 { "a_" } else { "" };
        ImageHash::from(format!("{animated}{:032x}", self.random.u128(..)).as_str())
    }

    fn time(&mut self) -> Timestamp {
        Timestamp::from_micros(self.random.i64(1_450_000_000_000_000..1_780_000_000_000_000))
    }
}
