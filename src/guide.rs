//! The guide: how to do what most bots do, one task on each page. It is also a book: `docs/guide/` of the repository.

/// Includes the pages. The links between them lead to the modules here, and to the files in the book.
macro_rules! pages {
    ($($(#[$if:meta])* $name:ident $file:literal)+) => {$(
        $(#[$if])*
        #[doc = include_str!("guide_links.md")]
        #[doc = include_str!(concat!("../docs/guide/src/", $file))]
        pub mod $name {}
    )+};
}

pages! {
    introduction "introduction.md"
    first_bot "first-bot.md"
    slash_commands "slash-commands.md"
    buttons "buttons.md"
    forms "forms.md"
    remember "remember.md"
    members "members.md"
    moderation "moderation.md"
    permissions "permissions.md"
    testing "testing.md"
    errors "errors.md"
    prefix "prefix.md"
    #[cfg(feature = "cron")]
    tasks "tasks.md"
    #[cfg(feature = "fluent")]
    languages "languages.md"
    #[cfg(feature = "http-interactions")]
    http "http.md"
    voice "voice.md"
    server "server.md"
    shards "shards.md"
    coming_from_serenity "coming-from-serenity.md"
    coming_from_discord_py "coming-from-discord-py.md"
    coming_from_discord_js "coming-from-discord-js.md"
}
