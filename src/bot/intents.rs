//! The intents of a [`Bot`]: which part of it needs each, and which handlers lack one.

use super::Bot;
use crate::{
    gateway::Intents,
    handler::{Blind, Interests},
    prefix::PrefixCommands,
};

impl Bot {
    /// The interests of the handlers, in the order in which they were added.
    pub(super) fn interests(&self) -> Vec<Interests> {
        self.handlers.iter().map(|handler| handler.interests()).collect()
    }

    /// The intents that were set; otherwise those that handlers, streams and cache need.
    pub(super) fn effective_intents(&self) -> Intents {
        self.intents.unwrap_or_else(|| self.intent_sources().iter().fold(Intents::empty(), |all, (_, one)| all | *one))
    }

    /// The parts of the bot that need intents, each with its intents.
    fn intent_sources(&self) -> Vec<(&'static str, Intents)> {
        let mut sources: Vec<_> =
            self.handlers.iter().map(|handler| (handler.name(), handler.interests().derived_intents())).collect();
        let streamed = Interests { events: self.streamed, ..Interests::NOTHING };
        sources.push(("a stream of events", streamed.derived_intents()));
        if let Some(commands) = &self.prefix_commands {
            sources.push(("prefix commands", commands.interests().derived_intents()));
        }
        #[cfg(feature = "cache")]
        sources.push(("the cache", self.cache.intents()));
        sources
    }

    /// Logs the intents, each with the parts of the bot that need it.
    pub(super) fn report_intents(&self, intents: Intents) {
        if self.intents.is_some() {
            tracing::info!("intents: {intents}, as set with `Bot::intents`");
        } else {
            tracing::info!("intents: {}", described(intents, &self.intent_sources()));
        }
    }

    /// Warns of methods of the handlers, and of prefix commands, that lack intents.
    pub(super) fn warn_of_missing_intents(&self, intents: Intents) {
        let needs_content = self.prefix_commands.as_ref().is_some_and(PrefixCommands::needs_content);
        if needs_content && !intents.contains(Intents::MESSAGE_CONTENT) {
            tracing::warn!(
                "prefix commands are called only by messages that mention the bot or are sent to it, because \
                 `.intents(..)` lacks MESSAGE_CONTENT: add it, and enable it at \
                 https://discord.com/developers/applications"
            );
        }
        for handler in &self.handlers {
            for Blind { method, needs } in handler.interests().blind(intents) {
                let (handler, advice) = (handler.name(), advice(needs, self.intents.is_some()));
                tracing::warn!(
                    handler,
                    method,
                    %needs,
                    "this method will not be called, or will get messages without content: {advice}, or turn this \
                     warning off with #[event_handler(without(..))]"
                );
            }
        }
    }
}

/// Each intent with the sources that need it.
fn described(intents: Intents, sources: &[(&str, Intents)]) -> String {
    if intents.is_empty() {
        return "none".to_owned();
    }
    let with_sources = intents.iter().map(|intent| {
        let asked = sources.iter().filter(|(_, intents)| intents.contains(intent)).map(|(name, _)| *name);
        format!("{intent} ({})", asked.collect::<Vec<_>>().join(", "))
    });
    with_sources.collect::<Vec<_>>().join(", ")
}

/// What to do about missing intents. `are_set`: the user has set all intents with `Bot::intents`.
fn advice(needs: Intents, are_set: bool) -> &'static str {
    match (needs.privileged().is_empty(), are_set) {
        (true, true) => {
            "`Bot::intents` leaves the intent out; add it there, or leave `.intents(..)` out, so that the \
                         bot asks for the intents that its methods need"
        }
        (true, false) => "request the intent with #[event_handler(intents(..))]",
        (false, true) => {
            "add the intent to those of `Bot::intents` and enable it at \
                          https://discord.com/developers/applications"
        }
        (false, false) => {
            "request the intent with #[event_handler(intents(..))] and enable it at \
                           https://discord.com/developers/applications"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_intent_is_named_with_the_parts_that_need_it() {
        let sources = [
            ("Ping", Intents::GUILD_MESSAGES | Intents::GUILDS),
            ("the cache", Intents::GUILDS),
            ("Pong", Intents::empty()),
        ];
        let all = Intents::GUILD_MESSAGES | Intents::GUILDS;
        assert_eq!(described(all, &sources), "GUILDS (Ping, the cache), GUILD_MESSAGES (Ping)");
        assert_eq!(described(Intents::empty(), &sources), "none");
    }

    #[test]
    fn the_portal_is_named_only_for_privileged_intents() {
        for (needs, are_set, portal, option) in [
            (Intents::GUILDS, true, false, true),
            (Intents::GUILDS, false, false, false),
            (Intents::MESSAGE_CONTENT, true, true, true),
            (Intents::MESSAGE_CONTENT, false, true, false),
        ] {
            let advice = advice(needs, are_set);
            assert_eq!(advice.contains("developers/applications"), portal, "{advice}");
            assert_eq!(advice.contains("Bot::intents"), option, "{advice}");
        }
    }
}
