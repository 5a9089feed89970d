//! Packs members into bytes.
//!
//! A bot has far more members than other objects. As [`Arc<Member>`](std::sync::Arc) in a map, a member takes 490
//! bytes, most of them for fields that are rarely set. A struct with the common fields inline and the others boxed
//! would take about 250 bytes, with its user, two `Arc`s and two map entries. Packed, member and user take about 75
//! bytes: a bit field records which fields are set, and only these follow, texts with their lengths, hashes in 16
//! bytes, ids and times in 8. With the map entries that makes 170 to 180 (`cargo bench --bench cache`). Reading unpacks
//! a new [`CachedMember`], which takes a few hundred nanoseconds.

use bitflags::bitflags;
use compact_str::CompactString;

use super::CachedMember;
use crate::model::{
    AvatarDecoration, Collectibles, DisplayNameEffect, DisplayNameFont, DisplayNameStyles, GuildId, ImageHash, Member,
    MemberFlags, Nameplate, PrimaryGuild, RoleId, SkuId, Timestamp, User, UserFlags, UserId,
};

bitflags! {
    /// The flags of a member and its user, and which optional fields follow.
    #[derive(Debug, Clone, Copy)]
    struct Bits: u32 {
        const BOT = 1 << 0;
        const SYSTEM = 1 << 1;
        const DEAF = 1 << 2;
        const MUTE = 1 << 3;
        const PENDING = 1 << 4;

        const DISCRIMINATOR = 1 << 5;
        const GLOBAL_NAME = 1 << 6;
        const AVATAR = 1 << 7;
        const PUBLIC_FLAGS = 1 << 8;
        const BANNER = 1 << 9;
        const ACCENT_COLOR = 1 << 10;
        const AVATAR_DECORATION = 1 << 11;
        const COLLECTIBLES = 1 << 12;
        const PRIMARY_GUILD = 1 << 13;

        const NICK = 1 << 14;
        const ROLES = 1 << 15;
        const JOINED_AT = 1 << 16;
        const PREMIUM_SINCE = 1 << 17;
        const FLAGS = 1 << 18;
        const TIMEOUT = 1 << 19;
        const GUILD_AVATAR = 1 << 20;
        const GUILD_BANNER = 1 << 21;
        const GUILD_AVATAR_DECORATION = 1 << 22;
        const GUILD_COLLECTIBLES = 1 << 23;

        const DISPLAY_NAME_STYLES = 1 << 24;
    }
}

/// A packed member with its user, without the ids of the guild and the user, which are the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed(Box<[u8]>);

impl Packed {
    /// Packs a member and its user. `scratch` is reused, so each member needs only one allocation.
    pub(super) fn new(user: &User, member: &Member, scratch: &mut Vec<u8>) -> Self {
        // All fields are listed, so a new field causes a compile error here.
        let User {
            id: _,
            username,
            discriminator,
            global_name,
            avatar,
            bot,
            system,
            public_flags,
            banner,
            accent_color,
            avatar_decoration_data,
            collectibles,
            primary_guild,
            display_name_styles,
            member: _,
            locale: _,
            mfa_enabled: _,
            verified: _,
            email: _,
            flags: _,
            premium_type: _,
        } = user;
        let Member {
            user: _,
            nick,
            avatar: guild_avatar,
            banner: guild_banner,
            roles,
            joined_at,
            premium_since,
            deaf,
            mute,
            flags,
            pending,
            permissions: _,
            communication_disabled_until,
            avatar_decoration_data: guild_avatar_decoration,
            collectibles: guild_collectibles,
            guild_id: _,
            user_id: _,
        } = member;

        let mut writer = Writer::new(scratch);
        writer.bits.set(Bits::BOT, *bot);
        writer.bits.set(Bits::SYSTEM, *system);
        writer.bits.set(Bits::DEAF, *deaf);
        writer.bits.set(Bits::MUTE, *mute);
        writer.bits.set(Bits::PENDING, *pending);

        username.write(writer.out);
        writer.nonzero(Bits::DISCRIMINATOR, u64::from(discriminator.get()));
        writer.option(Bits::GLOBAL_NAME, global_name.as_ref());
        writer.option(Bits::AVATAR, avatar.as_ref());
        writer.nonzero(Bits::PUBLIC_FLAGS, public_flags.bits());
        writer.option(Bits::BANNER, banner.as_ref());
        writer.option(Bits::ACCENT_COLOR, accent_color.as_ref());
        writer.option(Bits::AVATAR_DECORATION, avatar_decoration_data.as_deref());
        writer.option(Bits::COLLECTIBLES, collectibles.as_deref());
        writer.option(Bits::PRIMARY_GUILD, primary_guild.as_deref());
        writer.option(Bits::DISPLAY_NAME_STYLES, display_name_styles.as_deref());

        writer.option(Bits::NICK, nick.as_ref());
        writer.option(Bits::ROLES, (!roles.is_empty()).then_some(roles));
        writer.option(Bits::JOINED_AT, joined_at.as_ref());
        writer.option(Bits::PREMIUM_SINCE, premium_since.as_ref());
        writer.nonzero(Bits::FLAGS, flags.bits());
        writer.option(Bits::TIMEOUT, communication_disabled_until.as_ref());
        writer.option(Bits::GUILD_AVATAR, guild_avatar.as_ref());
        writer.option(Bits::GUILD_BANNER, guild_banner.as_ref());
        writer.option(Bits::GUILD_AVATAR_DECORATION, guild_avatar_decoration.as_deref());
        writer.option(Bits::GUILD_COLLECTIBLES, guild_collectibles.as_deref());
        Self(writer.finish())
    }

    /// Unpacks the member. `None` is returned only for bytes that [`new`](Self::new) did not write.
    pub(super) fn unpack(&self, guild_id: GuildId, user_id: UserId) -> Option<CachedMember> {
        let mut reader = Reader::new(&self.0)?;
        let user = User::new(user_id, CompactString::read(&mut reader.rest)?);
        // The fields of a struct expression are evaluated in the order in which they are written, which is that of
        // `new`.
        let user = User {
            discriminator: u16::try_from(reader.nonzero(Bits::DISCRIMINATOR)?).ok()?.into(),
            global_name: reader.option(Bits::GLOBAL_NAME)?,
            avatar: reader.option(Bits::AVATAR)?,
            bot: reader.bits.contains(Bits::BOT),
            system: reader.bits.contains(Bits::SYSTEM),
            public_flags: UserFlags::from_bits_retain(reader.nonzero(Bits::PUBLIC_FLAGS)?),
            banner: reader.option(Bits::BANNER)?,
            accent_color: reader.option(Bits::ACCENT_COLOR)?,
            avatar_decoration_data: reader.option(Bits::AVATAR_DECORATION)?.map(Box::new),
            collectibles: reader.option(Bits::COLLECTIBLES)?.map(Box::new),
            primary_guild: reader.option(Bits::PRIMARY_GUILD)?.map(Box::new),
            display_name_styles: reader.option(Bits::DISPLAY_NAME_STYLES)?.map(Box::new),
            ..user
        };
        Some(CachedMember {
            guild_id,
            user,
            nick: reader.option(Bits::NICK)?,
            roles: reader.option(Bits::ROLES)?.unwrap_or_default(),
            joined_at: reader.option(Bits::JOINED_AT)?,
            premium_since: reader.option(Bits::PREMIUM_SINCE)?,
            deaf: reader.bits.contains(Bits::DEAF),
            mute: reader.bits.contains(Bits::MUTE),
            flags: MemberFlags::from_bits_retain(reader.nonzero(Bits::FLAGS)?),
            pending: reader.bits.contains(Bits::PENDING),
            communication_disabled_until: reader.option(Bits::TIMEOUT)?,
            avatar: reader.option(Bits::GUILD_AVATAR)?,
            banner: reader.option(Bits::GUILD_BANNER)?,
            avatar_decoration_data: reader.option(Bits::GUILD_AVATAR_DECORATION)?.map(Box::new),
            collectibles: reader.option(Bits::GUILD_COLLECTIBLES)?.map(Box::new),
        })
    }

    /// The heap size in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The size of [`Bits`] in bytes.
const BITS_LEN: usize = size_of::<u32>();

struct Writer<'a> {
    bits: Bits,
    out: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        out.clear();
        out.extend_from_slice(&[0; BITS_LEN]);
        Self { bits: Bits::empty(), out }
    }

    fn option<T: Part>(&mut self, bit: Bits, value: Option<&T>) {
        if let Some(value) = value {
            self.bits |= bit;
            value.write(self.out);
        }
    }

    fn nonzero(&mut self, bit: Bits, value: u64) {
        self.option(bit, (value != 0).then_some(&value));
    }

    fn finish(self) -> Box<[u8]> {
        if let Some(front) = self.out.first_chunk_mut() {
            *front = self.bits.bits().to_le_bytes();
        }
        self.out.as_slice().into()
    }
}

struct Reader<'a> {
    bits: Bits,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let (bits, rest) = bytes.split_first_chunk()?;
        Some(Self { bits: Bits::from_bits_retain(u32::from_le_bytes(*bits)), rest })
    }

    /// Reads an optional field. The outer `Option` is `None` if the bytes are invalid.
    fn option<T: Part>(&mut self, bit: Bits) -> Option<Option<T>> {
        if self.bits.contains(bit) { T::read(&mut self.rest).map(Some) } else { Some(None) }
    }

    fn nonzero(&mut self, bit: Bits) -> Option<u64> {
        self.option(bit).map(Option::unwrap_or_default)
    }
}

/// A value that can be written as bytes and read again.
trait Part: Sized {
    fn write(&self, out: &mut Vec<u8>);
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(taken)
}

fn take_array<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

/// Encoded with seven bits per byte, the lowest first; the eighth bit is set if more bytes follow. Small values take
/// one byte.
impl Part for u64 {
    fn write(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let mut value = 0;
        for shift in (0..Self::BITS).step_by(7) {
            let [byte] = take_array(bytes)?;
            value |= Self::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

impl Part for CompactString {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u64).write(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let len = usize::try_from(u64::read(bytes)?).ok()?;
        Self::from_utf8(take(bytes, len)?).ok()
    }
}

impl Part for ImageHash {
    fn write(&self, out: &mut Vec<u8>) {
        match self.digest() {
            Some((animated, bytes)) => {
                out.push(u8::from(animated));
                out.extend_from_slice(&bytes);
            }
            None => {
                out.push(2);
                CompactString::from(self.to_string()).write(out);
            }
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        match take_array(bytes)? {
            [2] => CompactString::read(bytes).map(|text| Self::from(text.as_str())),
            [animated] => take_array(bytes).map(|digest| Self::from_digest(animated == 1, digest)),
        }
    }
}

impl Part for Timestamp {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.as_micros().to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        take_array(bytes).map(i64::from_le_bytes).map(Self::from_micros)
    }
}

macro_rules! ids {
    ($($id:ty),+) => {$(
        impl Part for $id {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.get().to_le_bytes());
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                take_array(bytes).map(u64::from_le_bytes).map(Self::new)
            }
        }
    )+};
}

ids!(GuildId, RoleId, SkuId);

impl Part for u32 {
    fn write(&self, out: &mut Vec<u8>) {
        u64::from(*self).write(out);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Self::try_from(u64::read(bytes)?).ok()
    }
}

macro_rules! enums {
    ($($name:ty),+) => {$(
        impl Part for $name {
            fn write(&self, out: &mut Vec<u8>) {
                self.value().write(out);
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                u32::read(bytes).map(Self::from)
            }
        }
    )+};
}

enums!(DisplayNameFont, DisplayNameEffect);

impl Part for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        take_array(bytes).map(|[byte]| byte == 1)
    }
}

impl<T: Part> Part for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        if bool::read(bytes)? { T::read(bytes).map(Some) } else { Some(None) }
    }
}

impl<T: Part> Part for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u64).write(out);
        for item in self {
            item.write(out);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        (0..u64::read(bytes)?).map(|_| T::read(bytes)).collect()
    }
}

macro_rules! structs {
    ($($name:ident { $($field:ident),+ })+) => {$(
        impl Part for $name {
            fn write(&self, out: &mut Vec<u8>) {
                let Self { $($field),+ } = self;
                $($field.write(out);)+
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: Part::read(bytes)?),+ })
            }
        }
    )+};
}

structs! {
    AvatarDecoration { asset, sku_id }
    Collectibles { nameplate }
    DisplayNameStyles { font_id, effect_id, colors }
    Nameplate { sku_id, asset, label, palette }
    PrimaryGuild { identity_guild_id, identity_enabled, tag, badge }
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;
    use crate::model::Discriminator;

    fn text() -> impl Strategy<Value = CompactString> {
        "\\PC{0,40}".prop_map(CompactString::from)
    }

    fn hash() -> impl Strategy<Value = ImageHash> {
        "(a_)?[0-9a-f]{32}|[a-z_0-9]{0,40}".prop_map(|text| ImageHash::from(text.as_str()))
    }

    fn decoration() -> impl Strategy<Value = Option<Box<AvatarDecoration>>> {
        of((hash(), of(any::<u64>()))
            .prop_map(|(asset, sku)| Box::new(AvatarDecoration { asset, sku_id: sku.map(SkuId::new) })))
    }

    fn collectibles() -> impl Strategy<Value = Option<Box<Collectibles>>> {
        let nameplate = (any::<u64>(), text(), text(), text()).prop_map(|(sku, asset, label, palette)| Nameplate {
            sku_id: SkuId::new(sku),
            asset,
            label,
            palette,
        });
        of(of(nameplate).prop_map(|nameplate| Box::new(Collectibles { nameplate })))
    }

    fn styles() -> impl Strategy<Value = Option<Box<DisplayNameStyles>>> {
        let colors = proptest::collection::vec(any::<u32>(), 0..6);
        of((any::<u32>(), any::<u32>(), colors).prop_map(|(font, effect, colors)| {
            Box::new(DisplayNameStyles { font_id: font.into(), effect_id: effect.into(), colors })
        }))
    }

    prop_compose! {
        fn any_user()(
            (username, discriminator, global_name) in (text(), any::<u16>(), of(text())),
            (avatar, banner, accent_color) in (of(hash()), of(hash()), of(any::<u32>())),
            (bot, system, public_flags) in (any::<bool>(), any::<bool>(), any::<u64>()),
            (avatar_decoration_data, collectibles, display_name_styles) in (decoration(), collectibles(), styles()),
            primary_guild in of((of(any::<u64>()), of(any::<bool>()), of(text()), of(hash()))),
        ) -> User {
            User {
                discriminator: Discriminator::from(discriminator),
                global_name,
                avatar,
                bot,
                system,
                public_flags: UserFlags::from_bits_retain(public_flags),
                banner,
                accent_color,
                avatar_decoration_data,
                collectibles,
                primary_guild: primary_guild.map(|(guild, identity_enabled, tag, badge)| Box::new(PrimaryGuild {
                    identity_guild_id: guild.map(GuildId::new),
                    identity_enabled,
                    tag,
                    badge,
                })),
                display_name_styles,
                ..User::new(UserId::new(1), username)
            }
        }
    }

    prop_compose! {
        fn any_member()(
            user in any_user(),
            (nick, avatar, banner) in (of(text()), of(hash()), of(hash())),
            roles in proptest::collection::vec(any::<u64>(), 0..6),
            times in [of(any::<i64>()), of(any::<i64>()), of(any::<i64>())],
            (deaf, mute, pending, flags) in (any::<bool>(), any::<bool>(), any::<bool>(), any::<u64>()),
            (avatar_decoration_data, collectibles) in (decoration(), collectibles()),
        ) -> Member {
            let [joined_at, premium_since, communication_disabled_until] =
                times.map(|time| time.map(Timestamp::from_micros));
            Member {
                user: Some(user),
                nick,
                avatar,
                banner,
                roles: roles.into_iter().map(RoleId::new).collect(),
                joined_at,
                premium_since,
                deaf,
                mute,
                flags: MemberFlags::from_bits_retain(flags),
                pending,
                permissions: None,
                communication_disabled_until,
                avatar_decoration_data,
                collectibles,
                guild_id: Some(GuildId::new(7)),
                user_id: None,
            }
        }
    }

    proptest! {
        #[test]
        fn members_are_restored(member in any_member()) {
            let user = member.user.clone().unwrap();
            let packed = Packed::new(&user, &member, &mut Vec::new());
            let unpacked = packed.unpack(GuildId::new(7), user.id).unwrap();
            prop_assert_eq!(unpacked.guild_id, 7);
            prop_assert_eq!(Member::from(unpacked), member);
        }

        #[test]
        fn invalid_bytes_do_not_panic(bytes: Vec<u8>) {
            let _ = Packed(bytes.into()).unpack(GuildId::new(7), UserId::new(1));
        }
    }

    #[test]
    fn a_common_member_takes_about_seventy_bytes() {
        let member: Member = serde_json::from_str(
            r#"{"user":{"id":"1","username":"wumpus_the_2nd","global_name":null,
            "avatar":"8342729096ea3675442027381ff50dfe"},
            "nick":null,"roles":["41771983423143936","41771983423143937"],
            "joined_at":"2021-03-31T18:45:31.297561+00:00","flags":0}"#,
        )
        .unwrap();
        let packed = Packed::new(member.user.as_ref().unwrap(), &member, &mut Vec::new());
        assert_eq!(packed.len(), 4 + (1 + 14) + (1 + 16) + (1 + 2 * 8) + 8);
    }
}
