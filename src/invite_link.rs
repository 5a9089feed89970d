//! The link with which a bot is invited to a guild.

use std::fmt::Write;

use crate::model::{ApplicationId, GuildId, Permissions};

/// The link with which a bot and its commands are added to a guild, with these permissions. `guild`: the guild that is
/// selected on the page (Discord's docs, OAuth2, bot authorization flow).
pub(crate) fn invite_link(application: ApplicationId, permissions: Permissions, guild: Option<GuildId>) -> String {
    let mut link =
        format!("https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands");
    if !permissions.is_empty() {
        // Writing to a string does not fail.
        let _ = write!(link, "&permissions={}", permissions.bits());
    }
    if let Some(guild) = guild {
        let _ = write!(link, "&guild_id={guild}");
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_given_is_in_the_link() {
        let start = "https://discord.com/oauth2/authorize?client_id=7&scope=bot+applications.commands";
        let (application, ban) = (ApplicationId::new(7), Permissions::BAN_MEMBERS);
        assert_eq!(invite_link(application, Permissions::empty(), None), start);
        let whole = format!("{start}&permissions=4&guild_id=9");
        assert_eq!(invite_link(application, ban, Some(GuildId::new(9))), whole);
    }
}
