//! URLs of pictures and sounds on Discord's CDN (Discord's docs, reference, "Image Formatting").
//!
//! Every method returns an [`ImageUrl`], whose format and size can still be chosen: `user.face().size(256)`.

use std::fmt;

use super::{
    Application, ApplicationId, AvatarDecoration, CurrentUserGuild, Emoji, EmojiId, Guild, GuildId, GuildPreview,
    ImageFormat, ImageHash, IntegrationApplication, Member, PrimaryGuild, ReactionEmoji, Role, ScheduledEvent,
    SoundFormat, SoundboardSound, Sticker, StickerFormat, StickerId, StickerItem, StickerPack, Team, User, UserId,
    Webhook,
};

/// The host of most pictures.
const CDN: &str = "https://cdn.discordapp.com/";
/// The host of GIF stickers.
const MEDIA: &str = "https://media.discordapp.net";
/// The application under whose id the banners of sticker packs are stored.
const STICKER_APPLICATION: u64 = 710_982_414_301_790_216;

/// The URL of a picture. `Display` gives the form that a browser or an embed accepts:
///
/// ```
/// use greenroom::model::{Embed, ImageFormat, User, UserId};
///
/// let user = User::new(80351110224678912, "nelly");
/// assert_eq!(user.face().to_string(), "https://cdn.discordapp.com/embed/avatars/5.png");
/// let embed = Embed::new().thumbnail(user.face().format(ImageFormat::WebP).size(256));
/// # assert!(embed.thumbnail.is_some());
/// ```
///
/// By default the format is WebP for animated pictures and PNG for all others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageUrl {
    /// The URL without the file extension.
    path: String,
    formats: Formats,
    format: ImageFormat,
    size: Option<u16>,
}

/// The formats in which a picture is available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Formats {
    /// Only PNG, in one size.
    Fixed,
    /// Only PNG.
    Png,
    /// All formats without animation.
    Still,
    /// All formats, with animation.
    Animated,
}

impl ImageUrl {
    fn new(mut path: String, formats: Formats) -> Self {
        path.insert_str(0, CDN);
        let format = if formats == Formats::Animated { ImageFormat::WebP } else { ImageFormat::Png };
        Self { path, formats, format, size: None }
    }

    /// A picture that is animated if its hash has the prefix `a_`.
    fn hashed(folder: fmt::Arguments<'_>, hash: &ImageHash) -> Self {
        Self::new(format!("{folder}/{hash}"), if hash.is_animated() { Formats::Animated } else { Formats::Still })
    }

    /// A picture without animation.
    fn still(folder: fmt::Arguments<'_>, name: impl fmt::Display) -> Self {
        Self::new(format!("{folder}/{name}"), Formats::Still)
    }

    /// Chooses the format: PNG, JPEG or WebP, and GIF for an animated picture. PNG and JPEG show it without animation.
    /// A format in which the picture is not available is ignored.
    #[must_use]
    pub fn format(mut self, format: ImageFormat) -> Self {
        let offered = match format {
            ImageFormat::Png => true,
            ImageFormat::Jpeg | ImageFormat::WebP => matches!(self.formats, Formats::Still | Formats::Animated),
            ImageFormat::Gif => self.formats == Formats::Animated,
            ImageFormat::Avif => false,
        };
        if offered {
            self.format = format;
        }
        self
    }

    /// Chooses the length of the longer side in pixels: a power of two from 16 to 4096. Other values are rounded up.
    /// Pictures that have only one size, such as default avatars, keep it.
    #[must_use]
    pub fn size(mut self, pixels: u16) -> Self {
        if self.formats != Formats::Fixed {
            self.size = Some(pixels.clamp(16, 4096).next_power_of_two());
        }
        self
    }

    /// Whether the picture is animated in the chosen format.
    #[must_use]
    pub fn is_animated(&self) -> bool {
        self.formats == Formats::Animated && matches!(self.format, ImageFormat::Gif | ImageFormat::WebP)
    }
}

impl fmt::Display for ImageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.path, self.format.extension())?;
        let mut mark = '?';
        if let Some(size) = self.size {
            write!(f, "?size={size}")?;
            mark = '&';
        }
        if self.is_animated() && self.format == ImageFormat::WebP {
            write!(f, "{mark}animated=true")?;
        }
        Ok(())
    }
}

impl From<ImageUrl> for String {
    fn from(url: ImageUrl) -> Self {
        url.to_string()
    }
}

impl User {
    /// The avatar, if the user has set one; see [`face`](Self::face).
    #[must_use]
    pub fn avatar_url(&self) -> Option<ImageUrl> {
        let hash = self.avatar.as_ref()?;
        Some(ImageUrl::hashed(format_args!("avatars/{}", self.id), hash))
    }

    /// The coloured picture of users without an avatar.
    #[must_use]
    pub fn default_avatar_url(&self) -> ImageUrl {
        let index = match self.discriminator.get() {
            0 => (self.id.get() >> 22) % 6,
            digits => u64::from(digits) % 5,
        };
        ImageUrl::new(format!("embed/avatars/{index}"), Formats::Fixed)
    }

    /// The picture that clients show for the user: the avatar, or the default one.
    #[must_use]
    pub fn face(&self) -> ImageUrl {
        self.avatar_url().unwrap_or_else(|| self.default_avatar_url())
    }

    /// The banner of the profile, if there is one. Only users that were requested by their id have it.
    #[must_use]
    pub fn banner_url(&self) -> Option<ImageUrl> {
        let hash = self.banner.as_ref()?;
        Some(ImageUrl::hashed(format_args!("banners/{}", self.id), hash))
    }
}

impl AvatarDecoration {
    /// The frame.
    #[must_use]
    pub fn url(&self) -> ImageUrl {
        ImageUrl::new(format!("avatar-decoration-presets/{}", self.asset), Formats::Png)
    }
}

impl PrimaryGuild {
    /// The picture next to the tag, if the tag is shown.
    #[must_use]
    pub fn badge_url(&self) -> Option<ImageUrl> {
        let (guild, hash) = (self.identity_guild_id?, self.badge.as_ref()?);
        Some(ImageUrl::still(format_args!("guild-tag-badges/{guild}"), hash))
    }
}

impl Member {
    /// The avatar in this guild, if one is set there and the member's user is known.
    #[must_use]
    pub fn avatar_url(&self, guild: GuildId) -> Option<ImageUrl> {
        let (user, hash) = (self.id()?, self.avatar.as_ref()?);
        Some(ImageUrl::hashed(format_args!("guilds/{guild}/users/{user}/avatars"), hash))
    }

    /// The banner in this guild, if one is set there and the member's user is known.
    #[must_use]
    pub fn banner_url(&self, guild: GuildId) -> Option<ImageUrl> {
        let (user, hash) = (self.id()?, self.banner.as_ref()?);
        Some(ImageUrl::hashed(format_args!("guilds/{guild}/users/{user}/banners"), hash))
    }

    /// The picture that clients show for the member in this guild: the avatar there, or the [user's](User::face).
    /// `None` if the member's user is not known.
    #[must_use]
    pub fn face(&self, guild: GuildId) -> Option<ImageUrl> {
        self.avatar_url(guild).or_else(|| self.user.as_ref().map(User::face))
    }
}

/// Methods for the pictures that guilds and their previews have in common.
macro_rules! pictures_of_guilds {
    ($($guild:ty)*) => {$(
        impl $guild {
            /// The icon, if there is one.
            #[must_use]
            pub fn icon_url(&self) -> Option<ImageUrl> {
                let hash = self.icon.as_ref()?;
                Some(ImageUrl::hashed(format_args!("icons/{}", self.id), hash))
            }

            /// The picture behind invites, if there is one.
            #[must_use]
            pub fn splash_url(&self) -> Option<ImageUrl> {
                let hash = self.splash.as_ref()?;
                Some(ImageUrl::still(format_args!("splashes/{}", self.id), hash))
            }

            /// The picture in the list of public guilds, if there is one.
            #[must_use]
            pub fn discovery_splash_url(&self) -> Option<ImageUrl> {
                let hash = self.discovery_splash.as_ref()?;
                Some(ImageUrl::still(format_args!("discovery-splashes/{}", self.id), hash))
            }
        }
    )*};
}
pictures_of_guilds!(Guild GuildPreview);

impl Guild {
    /// The picture above the channels, if there is one.
    #[must_use]
    pub fn banner_url(&self) -> Option<ImageUrl> {
        let hash = self.banner.as_ref()?;
        Some(ImageUrl::hashed(format_args!("banners/{}", self.id), hash))
    }
}

impl CurrentUserGuild {
    /// The icon, if there is one.
    #[must_use]
    pub fn icon_url(&self) -> Option<ImageUrl> {
        let hash = self.icon.as_ref()?;
        Some(ImageUrl::hashed(format_args!("icons/{}", self.id), hash))
    }
}

impl Webhook {
    /// The avatar of its messages, if one was set.
    #[must_use]
    pub fn avatar_url(&self) -> Option<ImageUrl> {
        let hash = self.avatar.as_ref()?;
        Some(ImageUrl::hashed(format_args!("avatars/{}", self.id), hash))
    }
}

impl Role {
    /// The icon, if there is one that is not an emoji.
    #[must_use]
    pub fn icon_url(&self) -> Option<ImageUrl> {
        let hash = self.icon.as_ref()?;
        Some(ImageUrl::still(format_args!("role-icons/{}", self.id), hash))
    }
}

impl EmojiId {
    /// The picture of the custom emoji.
    #[must_use]
    pub fn url(self, animated: bool) -> ImageUrl {
        ImageUrl::new(format!("emojis/{self}"), if animated { Formats::Animated } else { Formats::Still })
    }
}

impl Emoji {
    /// The picture of a custom emoji; `None` for a standard one.
    #[must_use]
    pub fn url(&self) -> Option<ImageUrl> {
        Some(self.id?.url(self.animated))
    }
}

impl ReactionEmoji {
    /// The picture of a custom emoji; `None` for a standard one.
    #[must_use]
    pub fn url(&self) -> Option<ImageUrl> {
        Some(self.id?.url(self.animated))
    }
}

/// The URL of a sticker. Its format is fixed, so there is nothing to choose.
fn sticker(id: StickerId, format: StickerFormat) -> String {
    match format {
        StickerFormat::Gif => format!("{MEDIA}/stickers/{id}.gif"),
        StickerFormat::Lottie => format!("{CDN}stickers/{id}.json"),
        _ => format!("{CDN}stickers/{id}.png"),
    }
}

impl Sticker {
    /// The picture: PNG, GIF, or the JSON of a Lottie animation.
    #[must_use]
    pub fn url(&self) -> String {
        sticker(self.id, self.format_type)
    }
}

impl StickerItem {
    /// The picture: PNG, GIF, or the JSON of a Lottie animation.
    #[must_use]
    pub fn url(&self) -> String {
        sticker(self.id, self.format_type)
    }
}

impl StickerPack {
    /// The banner, if there is one.
    #[must_use]
    pub fn banner_url(&self) -> Option<ImageUrl> {
        let asset = self.banner_asset_id?;
        Some(ImageUrl::still(format_args!("app-assets/{STICKER_APPLICATION}/store"), asset))
    }
}

impl ApplicationId {
    /// A picture that was uploaded for Rich Presence.
    #[must_use]
    pub fn asset_url(self, asset: impl fmt::Display) -> ImageUrl {
        ImageUrl::still(format_args!("app-assets/{self}"), asset)
    }

    /// A picture of the application's store page.
    #[must_use]
    pub fn store_asset_url(self, asset: impl fmt::Display) -> ImageUrl {
        ImageUrl::still(format_args!("app-assets/{self}/store"), asset)
    }

    /// The icon of an achievement.
    #[must_use]
    pub fn achievement_icon_url(self, achievement: impl fmt::Display, icon: &ImageHash) -> ImageUrl {
        ImageUrl::still(format_args!("app-assets/{self}/achievements/{achievement}/icons"), icon)
    }
}

impl Application {
    /// The icon, if there is one.
    #[must_use]
    pub fn icon_url(&self) -> Option<ImageUrl> {
        let hash = self.icon.as_ref()?;
        Some(ImageUrl::still(format_args!("app-icons/{}", self.id), hash))
    }

    /// The picture of Rich Presence invites, if there is one.
    #[must_use]
    pub fn cover_image_url(&self) -> Option<ImageUrl> {
        let hash = self.cover_image.as_ref()?;
        Some(ImageUrl::still(format_args!("app-icons/{}", self.id), hash))
    }
}

impl IntegrationApplication {
    /// The icon, if there is one.
    #[must_use]
    pub fn icon_url(&self) -> Option<ImageUrl> {
        let hash = self.icon.as_ref()?;
        Some(ImageUrl::still(format_args!("app-icons/{}", self.id), hash))
    }
}

impl Team {
    /// The icon, if there is one.
    #[must_use]
    pub fn icon_url(&self) -> Option<ImageUrl> {
        let hash = self.icon.as_ref()?;
        Some(ImageUrl::still(format_args!("team-icons/{}", self.id), hash))
    }
}

impl ScheduledEvent {
    /// The cover, if there is one.
    #[must_use]
    pub fn image_url(&self) -> Option<ImageUrl> {
        let hash = self.image.as_ref()?;
        Some(ImageUrl::still(format_args!("guild-events/{}", self.id), hash))
    }
}

impl SoundboardSound {
    /// The URL of the sound.
    #[must_use]
    pub fn url(&self, format: SoundFormat) -> String {
        format!("{CDN}soundboard-sounds/{}.{}", self.sound_id, format.extension())
    }
}

impl UserId {
    /// The URL of a user's avatar, if only its hash is known.
    #[must_use]
    pub fn avatar_url(self, hash: &ImageHash) -> ImageUrl {
        ImageUrl::hashed(format_args!("avatars/{self}"), hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    const STILL: &str = "8342729096ea3675442027381ff50dfe";
    const MOVING: &str = "a_8342729096ea3675442027381ff50dfe";

    fn read<T: DeserializeOwned>(json: Value) -> T {
        serde_json::from_value(json).unwrap()
    }

    fn user(json: Value) -> User {
        read(json)
    }

    /// The templates of the reference, one after the other.
    #[test]
    fn urls_match_the_reference() {
        let nelly = user(json!({ "id": "80351110224678912", "username": "nelly", "avatar": STILL, "banner": MOVING }));
        let member = Member {
            avatar: Some(STILL.into()),
            banner: Some(MOVING.into()),
            ..read(json!({ "user": nelly, "roles": [] }))
        };
        let guild = GuildId::new(41_771_983_423_143_937);
        let mut greenroom: Guild = read(json!({ "id": guild, "name": "Greenroom" }));
        for hash in [&mut greenroom.icon, &mut greenroom.banner, &mut greenroom.splash, &mut greenroom.discovery_splash]
        {
            *hash = Some(STILL.into());
        }
        let badge =
            PrimaryGuild { identity_guild_id: Some(guild), badge: Some(STILL.into()), ..PrimaryGuild::default() };
        let frame = AvatarDecoration { asset: MOVING.into(), sku_id: None };
        let app = ApplicationId::new(9);
        for (url, path) in [
            (nelly.avatar_url(), "avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png"),
            (nelly.banner_url(), "banners/80351110224678912/a_8342729096ea3675442027381ff50dfe.webp?animated=true"),
            (
                member.avatar_url(guild),
                "guilds/41771983423143937/users/80351110224678912/avatars/8342729096ea3675442027381ff50dfe.png",
            ),
            (
                member.banner_url(guild),
                "guilds/41771983423143937/users/80351110224678912/banners/a_8342729096ea3675442027381ff50dfe.webp\
                 ?animated=true",
            ),
            (greenroom.icon_url(), "icons/41771983423143937/8342729096ea3675442027381ff50dfe.png"),
            (greenroom.banner_url(), "banners/41771983423143937/8342729096ea3675442027381ff50dfe.png"),
            (greenroom.splash_url(), "splashes/41771983423143937/8342729096ea3675442027381ff50dfe.png"),
            (
                greenroom.discovery_splash_url(),
                "discovery-splashes/41771983423143937/8342729096ea3675442027381ff50dfe.png",
            ),
            (badge.badge_url(), "guild-tag-badges/41771983423143937/8342729096ea3675442027381ff50dfe.png"),
            (Some(frame.url()), "avatar-decoration-presets/a_8342729096ea3675442027381ff50dfe.png"),
            (Some(EmojiId::new(5).url(false)), "emojis/5.png"),
            (Some(EmojiId::new(5).url(true)), "emojis/5.webp?animated=true"),
            (Some(app.asset_url(7)), "app-assets/9/7.png"),
            (Some(app.store_asset_url(7)), "app-assets/9/store/7.png"),
            (
                Some(app.achievement_icon_url(7, &STILL.into())),
                "app-assets/9/achievements/7/icons/8342729096ea3675442027381ff50dfe.png",
            ),
        ] {
            assert_eq!(url.unwrap().to_string(), format!("{CDN}{path}"));
        }
        for (format, address) in [
            (StickerFormat::Png, "https://cdn.discordapp.com/stickers/5.png"),
            (StickerFormat::Apng, "https://cdn.discordapp.com/stickers/5.png"),
            (StickerFormat::Lottie, "https://cdn.discordapp.com/stickers/5.json"),
            (StickerFormat::Gif, "https://media.discordapp.net/stickers/5.gif"),
        ] {
            assert_eq!(sticker(StickerId::new(5), format), address);
        }
    }

    #[test]
    fn every_user_has_a_face() {
        for (json, path) in [
            (json!({ "id": "8388608", "username": "x" }), "embed/avatars/2.png"),
            (json!({ "id": "1", "username": "x", "discriminator": "0007" }), "embed/avatars/2.png"),
            (
                json!({ "id": "1", "username": "x", "avatar": MOVING }),
                "avatars/1/a_8342729096ea3675442027381ff50dfe.webp?animated=true",
            ),
        ] {
            assert_eq!(user(json).face().to_string(), format!("{CDN}{path}"));
        }
        let (guild, nelly) = (GuildId::new(3), user(json!({ "id": "1", "username": "x" })));
        let mut member: Member = read(json!({ "roles": [], "avatar": STILL }));
        assert_eq!(member.face(guild), None, "of whom?");
        member.user = Some(nelly.clone());
        assert_eq!(member.face(guild).unwrap().to_string(), format!("{CDN}guilds/3/users/1/avatars/{STILL}.png"));
        member.avatar = None;
        assert_eq!(member.face(guild), Some(nelly.face()));
    }

    #[test]
    fn unavailable_formats_and_sizes_are_ignored() {
        use ImageFormat::{Avif, Gif, Jpeg, Png, WebP};
        let (still, moving) = (ImageHash::from(STILL), ImageHash::from(MOVING));
        let of = |hash: &ImageHash| ImageUrl::hashed(format_args!("avatars/1"), hash);
        for (url, end) in [
            (of(&still), ".png"),
            (of(&still).format(WebP), ".webp"),
            (of(&still).format(Jpeg).size(256), ".jpg?size=256"),
            (of(&still).format(Gif), ".png"),
            (of(&still).format(Avif), ".png"),
            (of(&moving), ".webp?animated=true"),
            (of(&moving).size(64), ".webp?size=64&animated=true"),
            (of(&moving).format(Gif).size(64), ".gif?size=64"),
            (of(&moving).format(Png), ".png"),
            (of(&moving).format(Jpeg), ".jpg"),
            (of(&still).size(0), ".png?size=16"),
            (of(&still).size(17), ".png?size=32"),
            (of(&still).size(4096), ".png?size=4096"),
            (of(&still).size(u16::MAX), ".png?size=4096"),
        ] {
            let url = url.to_string();
            assert!(url.ends_with(&format!("dfe{end}")), "{url} does not end with {end}");
        }
        let frame = AvatarDecoration { asset: MOVING.into(), sku_id: None };
        assert!(frame.url().format(WebP).size(64).to_string().ends_with("dfe.png?size=64"));
        let nobody = user(json!({ "id": "8388608", "username": "x" }));
        assert!(nobody.face().format(WebP).size(64).to_string().ends_with("/2.png"));
    }
}
