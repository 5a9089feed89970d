//! Examples of other libraries, written for this one: what they do can be done here, in fewer lines. Each file begins
//! with the bot; what follows `mod conversation` shows that it does the same. The number of lines of the bot is
//! compared with that of the original, without blank lines and comments.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]
#![allow(clippy::print_stdout, reason = "the originals print")]

mod discord_py_hybrid;
mod discord_py_views;
mod poise_basic_structure;
#[cfg(feature = "fluent")]
mod poise_fluent_localization;

/// The lines of code of a file before its conversation.
fn lines(source: &str) -> usize {
    let bot = source.split("\nmod conversation").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    bot.lines().filter(is_code).count()
}

#[test]
fn each_port_is_shorter_than_the_original() {
    for (source, original, name) in [
        (include_str!("poise_basic_structure.rs"), 151, "poise's basic_structure"),
        (include_str!("poise_fluent_localization.rs"), 198, "poise's fluent_localization"),
        (include_str!("discord_py_hybrid.rs"), 53, "discord.py's hybrid_commands"),
        (include_str!("discord_py_views.rs"), 463, "discord.py's views"),
    ] {
        let port = lines(source);
        assert!((10..original).contains(&port), "{name}: {port} lines, and the original has {original}");
    }
}
