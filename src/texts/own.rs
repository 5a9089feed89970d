//! The texts of the library that users of a bot see: one table of ids and English texts.

use std::{borrow::Cow, fmt};

/// A text of the library, with its arguments. It is given in English by `Display`, and in other languages by
/// [`Language::own`](super::Language::own).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnText {
    pub(crate) id: &'static str,
    english: &'static str,
    pub(crate) arguments: Vec<(&'static str, OwnArgument)>,
}

/// An argument of a text of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OwnArgument {
    Text(String),
    Number(i64),
}

impl From<&str> for OwnArgument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for OwnArgument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for OwnArgument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for OwnArgument {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or_else(|_| Self::Text(number.to_string()), Self::Number)
    }
}

impl OwnArgument {
    fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Number(number) => number.to_string().into(),
        }
    }
}

/// The text in English. It is read once: an argument that contains `{ $name }` is written as it is.
impl fmt::Display for OwnText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.english;
        while let Some((before, after)) = rest.split_once("{ $") {
            f.write_str(before)?;
            let (name, after) = after.split_once(" }").unwrap_or((after, ""));
            if let Some((_, value)) = self.arguments.iter().find(|(own, _)| *own == name) {
                f.write_str(&value.to_text())?;
            }
            rest = after;
        }
        f.write_str(rest)
    }
}

/// For each row: the function that makes the text of its arguments. For all: [`ENGLISH`].
macro_rules! own_texts {
    ($($(#[$doc:meta])* $name:ident($($argument:ident),*) $id:literal = $english:literal;)+) => {
        $($(#[$doc])*
        pub(crate) fn $name($($argument: impl Into<OwnArgument>),*) -> OwnText {
            OwnText {
                id: $id,
                english: $english,
                arguments: vec![$((stringify!($argument), $argument.into())),*],
            }
        })+

        /// All texts of the library that users of a bot see, as a Fluent file in English. To give them in another
        /// language, copy this, translate it, and add it to the texts of that language (feature `fluent`). What is
        /// left out stays English.
        ///
        /// ```text
        $(#[doc = concat!($id, " = ", $english)])+
        /// ```
        ///
        /// `$noun` is `option`, or `field` in a form.
        pub const ENGLISH: &str = concat!($($id, " = ", $english, "\n"),+);

        /// All texts, each argument with its own name as the value.
        #[cfg(test)]
        pub(super) fn all() -> Vec<OwnText> {
            vec![$($name($(concat!("<", stringify!($argument), ">")),*)),+]
        }
    };
}

own_texts! {
    // Why a call was not made, or failed.
    check() "greenroom-check" = "You may not use this.";
    not_owner() "greenroom-not-owner" = "Only the owner of this bot may use this.";
    not_yours() "greenroom-not-yours" = "This is for somebody else.";
    expired() "greenroom-expired" = "This can no longer be used.";
    /// The command, or the handler that it belongs to, is switched off.
    switched_off() "greenroom-switched-off" = "This is switched off here.";
    /// What a component refers to is not stored any more.
    not_stored() "greenroom-not-stored" = "This has expired.";
    missing_permissions(permissions) "greenroom-missing-permissions" =
        "You need the permission { $permissions } to use this.";
    bot_missing_permissions(permissions) "greenroom-bot-missing-permissions" =
        "The bot needs the permission { $permissions } here.";
    not_bought() "greenroom-not-bought" = "This is a premium feature.";
    /// `unit`: `s`, `min` or `h`.
    cooldown(amount, unit) "greenroom-cooldown" = "This was used too often. Try again in { $amount } { $unit }.";
    busy() "greenroom-busy" = "This is running already. Try again when it has finished.";
    incident(incident) "greenroom-error" = "Something went wrong (incident { $incident }).";
    error() "greenroom-error-without-incident" = "Something went wrong.";
    updated() "greenroom-updated" = "This command was updated. Reload Discord and try again.";
    old_component() "greenroom-old-component" =
        "This was sent by another version of the bot and does not work any more.";
    old_form() "greenroom-old-form" =
        "This form was sent by another version of the bot and cannot be read any more.";
    no_code() "greenroom-no-code" = "This command does nothing yet.";
    servers_only() "greenroom-servers-only" = "This can be used in servers only.";
    in_servers_only() "greenroom-works-in-servers-only" = "This works in servers only.";
    in_direct_messages_only() "greenroom-works-in-direct-messages-only" = "This works in direct messages only.";
    age_restricted() "greenroom-age-restricted" = "This works in age-restricted channels only.";
    reply_needed() "greenroom-reply-needed" = "Reply to a message with this command.";
    // What a call answers by itself.
    done() "greenroom-done" = "Done.";
    yes() "greenroom-yes" = "Yes";
    no() "greenroom-no" = "No";
    page(number) "greenroom-page" = "Page { $number }";
    go_to_page() "greenroom-go-to-page" = "Go to page";
    // Options, fields and menus.
    missing(name) "greenroom-missing" = "The option `{ $name }` is missing.";
    empty_field(name) "greenroom-empty-field" = "The field `{ $name }` is empty.";
    /// `problem`: an English text of the type of the option.
    unusable(noun, name, problem) "greenroom-unusable" = "The { $noun } `{ $name }` { $problem }.";
    not_a_choice(noun, name) "greenroom-not-a-choice" = "The { $noun } `{ $name }` is not one of the choices.";
    whole_number(noun, name) "greenroom-whole-number" = "The { $noun } `{ $name }` must be a whole number.";
    number(noun, name) "greenroom-number" = "The { $noun } `{ $name }` must be a number.";
    too_small(name, least) "greenroom-too-small" = "The option `{ $name }` must be at least { $least }.";
    too_large(name, most) "greenroom-too-large" = "The option `{ $name }` must be at most { $most }.";
    too_short(name, least) "greenroom-too-short" = "The option `{ $name }` needs at least { $least } characters.";
    too_long(name, most) "greenroom-too-long" = "The option `{ $name }` has more than { $most } characters.";
    channel_kind(name) "greenroom-channel-kind" = "The option `{ $name }` is a channel of another kind.";
    longer_than(noun, name, most) "greenroom-longer-than" =
        "The { $noun } `{ $name }` is longer than { $most } characters.";
    too_many_entries(noun, name, most) "greenroom-too-many-entries" =
        "The { $noun } `{ $name }` has more than { $most } entries.";
    not_a_member(noun, name) "greenroom-not-a-member" =
        "The { $noun } `{ $name }` is not a member of this server.";
    several_values(noun, name) "greenroom-several-values" = "The { $noun } `{ $name }` has more than one value.";
    another_kind(noun, name) "greenroom-another-kind" =
        "The { $noun } `{ $name }` is of another kind than before; reload Discord and try again.";
    in_servers_value(noun, name) "greenroom-value-in-servers-only" =
        "The { $noun } `{ $name }` can be used in servers only.";
    duration(noun, name) "greenroom-duration" =
        "The { $noun } `{ $name }` is not a duration; write it like `1h 30m`, with w, d, h, m and s.";
    time(noun, name) "greenroom-time" =
        "The { $noun } `{ $name }` is not a time; write it like `2026-05-01T12:00:00Z`, or as `<t:1700000000>`.";
    colour(noun, name) "greenroom-colour" = "The { $noun } `{ $name }` is not a colour; write it like `#ff8800`.";
    url(noun, name) "greenroom-url" =
        "The { $noun } `{ $name }` is not an address of a web page; it begins with `https://`.";
    emoji(noun, name) "greenroom-emoji" = "The { $noun } `{ $name }` is not an emoji.";
    select_one() "greenroom-select-one" = "Select one.";
    select_at_most_one() "greenroom-select-at-most-one" = "Select at most one.";
    nothing_selected() "greenroom-nothing-selected" = "Nothing was selected.";
    // What messages call.
    given_twice(name) "greenroom-given-twice" = "The option `{ $name }` is given twice.";
    needs_value(name) "greenroom-needs-value" = "The option `{ $name }` needs a value: `--{ $name } value`.";
    superfluous(word) "greenroom-superfluous" = "`{ $word }` is more than the command takes.";
    missing_file(name) "greenroom-missing-file" = "The file `{ $name }` is missing.";
    must_be_choice(name, value, choices) "greenroom-must-be-choice" =
        "The option `{ $name }` must be one of { $choices }, and not `{ $value }`.";
    must_be_whole_number(name, value) "greenroom-must-be-whole-number" =
        "The option `{ $name }` must be a whole number, and not `{ $value }`.";
    must_be_number(name, value) "greenroom-must-be-number" =
        "The option `{ $name }` must be a number, and not `{ $value }`.";
    must_be_yes_or_no(name, value) "greenroom-must-be-yes-or-no" =
        "The option `{ $name }` must be `yes` or `no`, and not `{ $value }`.";
    must_be_user(name, value) "greenroom-must-be-user" =
        "The option `{ $name }` must be a user, and not `{ $value }`.";
    must_be_role(name, value) "greenroom-must-be-role" =
        "The option `{ $name }` must be a role, and not `{ $value }`.";
    must_be_channel(name, value) "greenroom-must-be-channel" =
        "The option `{ $name }` must be a channel, and not `{ $value }`.";
    must_be_user_or_role(name, value) "greenroom-must-be-user-or-role" =
        "The option `{ $name }` must be a user or a role, and not `{ $value }`.";
    must_be_other(name, value) "greenroom-must-be-other" =
        "The option `{ $name }` must be something else, and not `{ $value }`.";
    user_not_found(name) "greenroom-user-not-found" = "The user for the option `{ $name }` was not found.";
    role_not_found(name) "greenroom-role-not-found" = "The role for the option `{ $name }` was not found.";
    channel_not_found(name) "greenroom-channel-not-found" =
        "The channel for the option `{ $name }` was not found.";
    user_or_role_not_found(name) "greenroom-user-or-role-not-found" =
        "The user or role for the option `{ $name }` was not found.";
    words_needed(command, words) "greenroom-words-needed" = "`{ $command }` needs one of these words: { $words }.";
    usage(usage) "greenroom-usage" = "Usage: `{ $usage }`";
    unknown(name) "greenroom-unknown" = "There is no command `{ $name }`.";
    unknown_but_like(name, names) "greenroom-unknown-but-like" =
        "There is no command `{ $name }`. Did you mean { $names }?";
    either(one, other) "greenroom-either" = "{ $one } or { $other }";
    // The help.
    /// The name of the help as a prefix command.
    help() "greenroom-help" = "help";
    not_here() "greenroom-not-here" = "There is no such command here.";
    commands() "greenroom-commands" = "Commands";
    help_hint(command) "greenroom-help-hint" = "`{ $command } command` explains a command.";
    also(names) "greenroom-also" = "Also: { $names }";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_uses_its_arguments_and_no_others() {
        let texts = all();
        for (at, text) in texts.iter().enumerate() {
            let names = text.english.split("{ $").skip(1).map(|rest| rest.split_once(" }").unwrap().0);
            let mut used: Vec<&str> = names.collect();
            used.sort_unstable();
            used.dedup();
            let mut own: Vec<&str> = text.arguments.iter().map(|(name, _)| *name).collect();
            own.sort_unstable();
            assert_eq!(used, own, "{}", text.id);
            assert!(text.id.starts_with("greenroom-"), "{}", text.id);
            assert!(texts[..at].iter().all(|other| other.id != text.id), "{} exists twice", text.id);
        }
    }

    #[test]
    fn arguments_are_written_as_they_are() {
        assert_eq!(missing("{ $name }").to_string(), "The option `{ $name }` is missing.");
        assert_eq!(cooldown(5_i64, "s").to_string(), "This was used too often. Try again in 5 s.");
        assert_eq!(needs_value("a").to_string(), "The option `a` needs a value: `--a value`.");
        assert_eq!(page(3_usize).to_string(), "Page 3");
    }
}
