//! [`arguments`]: which text each option of a command gets. Pure.

use super::words::Word;
use crate::{
    command::Writing,
    model::{CommandChoice, CommandOption, CommandOptionKind, GenericId, Locale, OptionValue, text::Mention},
    texts::{OwnText, localized, own},
};

/// The value of an option, as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Argument<'a> {
    pub(super) option: &'a CommandOption,
    pub(super) written: Written,
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    /// The value itself.
    Value(OptionValue),
    /// A mention, an id or a name of a user, a role or a channel.
    Object(String),
    /// The number of an attachment of the message.
    File(usize),
}

/// What a line holds beside the command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// The words after the name of the command.
    pub(super) words: &'a [Word],
    /// How many files the message has.
    pub(super) files: usize,
    pub(super) naming: Naming<'a>,
}

/// The names of options and choices in a language.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Naming<'a>(pub(super) Option<&'a Locale>);

impl Naming<'_> {
    pub(super) fn of(self, option: &CommandOption) -> &str {
        localized(&option.name_localizations, self.0).unwrap_or(&option.name)
    }

    fn of_choice(self, choice: &CommandChoice) -> &str {
        localized(&choice.name_localizations, self.0).unwrap_or(&choice.name)
    }

    /// Whether a word names the option, in this language or the default one. `-` may stand for `_`.
    pub(super) fn is(self, option: &CommandOption, word: &str) -> bool {
        let is_it = |name: &str| name == word || name.replace('_', "-") == word;
        is_it(&option.name) || is_it(self.of(option))
    }
}

/// The values of `options`. `writing` says how an option is written.
///
/// # Errors
/// The text for the user: what is missing, or cannot be a value.
pub(super) fn arguments<'a>(
    options: &'a [CommandOption],
    writing: impl Fn(&str) -> Writing,
    line: Line<'_>,
) -> Result<Vec<Argument<'a>>, OwnText> {
    let naming = line.naming;
    let mut found: Vec<Argument<'a>> = Vec::new();
    let mut words = line.words.iter().peekable();
    while let Some(word) = words.next() {
        if let Some((option, value)) = flag(options, naming, word) {
            if found.iter().any(|it| it.option.name == option.name) {
                return Err(own::given_twice(naming.of(option)));
            }
            let text = match value {
                Some(value) => value.to_owned(),
                // A switch needs no value.
                None if option.kind == CommandOptionKind::Boolean => "true".to_owned(),
                None => match words.next() {
                    Some(next) => next.text.clone(),
                    None => return Err(own::needs_value(naming.of(option))),
                },
            };
            let written = read(option, naming, &text).ok_or_else(|| wrong(option, naming, &text))?;
            found.push(Argument { option, written });
            continue;
        }
        let is_open = |option: &&CommandOption| {
            option.kind != CommandOptionKind::Attachment
                && writing(&option.name) != Writing::Flag
                && !found.iter().any(|it| it.option.name == option.name)
        };
        let open: Vec<&CommandOption> = options.iter().filter(is_open).collect();
        let Some((option, written, is_rest)) = place(&open, &writing, word, line)? else {
            return Err(own::superfluous(short(&word.text)));
        };
        found.push(Argument { option, written });
        if is_rest {
            break;
        }
    }
    let files = options.iter().filter(|option| option.kind == CommandOptionKind::Attachment).zip(0..line.files);
    found.extend(files.map(|(option, number)| Argument { option, written: Written::File(number) }));
    match options.iter().find(|option| option.required && !found.iter().any(|it| it.option.name == option.name)) {
        Some(missing) if missing.kind == CommandOptionKind::Attachment => Err(own::missing_file(naming.of(missing))),
        Some(missing) => Err(own::missing(naming.of(missing))),
        None => Ok(found),
    }
}

/// The option that a word is for: the first that is open, or, if that may be left out and the word cannot be its value,
/// the next. `None` if none is open. The third value is whether the option takes the rest of the line.
fn place<'a>(
    open: &[&'a CommandOption],
    writing: &impl Fn(&str) -> Writing,
    word: &Word,
    line: Line<'_>,
) -> Result<Option<(&'a CommandOption, Written, bool)>, OwnText> {
    for (at, option) in open.iter().enumerate() {
        let is_rest = writing(&option.name) == Writing::Rest;
        let text = if is_rest {
            let rest = line.text.get(word.start..).unwrap_or_default().trim_end();
            // One text in quotes is meant without them.
            if word.is_quoted && line.words.last() == Some(word) { &word.text } else { rest }
        } else {
            &word.text
        };
        let is_last = at + 1 == open.len();
        match read(option, line.naming, text) {
            // A name can be that of a user only if nothing else can take it.
            Some(Written::Object(_)) if !option.required && !is_last && !is_reference(text) => {}
            Some(written) => return Ok(Some((option, written, is_rest))),
            None if option.required || is_last => return Err(wrong(option, line.naming, text)),
            None => {}
        }
    }
    Ok(None)
}

/// The option that a word names, and the value behind `=`: `--name` or `--name=value`.
fn flag<'a, 'b>(
    options: &'a [CommandOption],
    naming: Naming<'_>,
    word: &'b Word,
) -> Option<(&'a CommandOption, Option<&'b str>)> {
    if word.is_quoted {
        return None;
    }
    let text = word.text.strip_prefix("--").or_else(|| word.text.strip_prefix('—'))?;
    let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
    let name = name.to_lowercase();
    options.iter().find(|option| naming.is(option, &name)).map(|option| (option, value))
}

/// A text as the value of an option. `None` if it cannot be that.
fn read(option: &CommandOption, naming: Naming<'_>, text: &str) -> Option<Written> {
    if !option.choices.is_empty() {
        let is_it = |value: &OptionValue| match value {
            OptionValue::String(value) => value.eq_ignore_ascii_case(text),
            OptionValue::Integer(value) => text.parse() == Ok(*value),
            OptionValue::Number(value) => text.parse() == Ok(*value),
            OptionValue::Boolean(_) => false,
        };
        let lower = text.to_lowercase();
        let is_named = |choice: &CommandChoice| {
            [naming.of_choice(choice), &choice.name].iter().any(|name| name.to_lowercase() == lower)
        };
        let chosen = option.choices.iter().find(|choice| is_named(choice) || is_it(&choice.value))?;
        return Some(Written::Value(chosen.value.clone()));
    }
    Some(match option.kind {
        CommandOptionKind::String => Written::Value(OptionValue::from(text)),
        CommandOptionKind::Integer => Written::Value(OptionValue::Integer(text.parse().ok()?)),
        CommandOptionKind::Number => {
            Written::Value(OptionValue::Number(text.parse().ok().filter(|number: &f64| number.is_finite())?))
        }
        CommandOptionKind::Boolean => Written::Value(OptionValue::Boolean(switch(text)?)),
        CommandOptionKind::User
        | CommandOptionKind::Role
        | CommandOptionKind::Channel
        | CommandOptionKind::Mentionable
            if can_be(option.kind, text) =>
        {
            Written::Object(text.to_owned())
        }
        _ => return None,
    })
}

/// Whether a text can mean an object of this kind: a mention of another kind cannot.
fn can_be(kind: CommandOptionKind, text: &str) -> bool {
    match text.parse::<Mention>() {
        Ok(Mention::User(_)) => matches!(kind, CommandOptionKind::User | CommandOptionKind::Mentionable),
        Ok(Mention::Role(_)) => matches!(kind, CommandOptionKind::Role | CommandOptionKind::Mentionable),
        Ok(Mention::Channel(_)) => kind == CommandOptionKind::Channel,
        Ok(Mention::Everyone | Mention::Here) => false,
        Err(_) => !text.trim().is_empty(),
    }
}

/// Whether a text is a mention or an id, which can be nothing but a reference.
fn is_reference(text: &str) -> bool {
    text.parse::<Mention>().is_ok() || (text.len() >= 15 && text.parse::<GenericId>().is_ok())
}

fn switch(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "on" | "1" => Some(true),
        "no" | "n" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// What is said of a text that cannot be the value of an option.
fn wrong(option: &CommandOption, naming: Naming<'_>, text: &str) -> OwnText {
    let (name, text) = (naming.of(option), short(text));
    if !option.choices.is_empty() {
        let names = option.choices.iter().map(|choice| format!("`{}`", naming.of_choice(choice)));
        return own::must_be_choice(name, text, names.collect::<Vec<_>>().join(", "));
    }
    match option.kind {
        CommandOptionKind::Integer => own::must_be_whole_number(name, text),
        CommandOptionKind::Number => own::must_be_number(name, text),
        CommandOptionKind::Boolean => own::must_be_yes_or_no(name, text),
        CommandOptionKind::User => own::must_be_user(name, text),
        CommandOptionKind::Role => own::must_be_role(name, text),
        CommandOptionKind::Channel => own::must_be_channel(name, text),
        CommandOptionKind::Mentionable => own::must_be_user_or_role(name, text),
        _ => own::must_be_other(name, text),
    }
}

/// The beginning of a text, without what would end its quotation.
fn short(text: &str) -> String {
    text.chars().filter(|letter| *letter != '`').take(50).collect()
}

/// How a command is written: `roll <dice> [why…] [--times value]`.
pub(super) fn usage(
    name: &str,
    options: &[CommandOption],
    naming: Naming<'_>,
    writing: impl Fn(&str) -> Writing,
) -> String {
    let mut usage = name.to_owned();
    for option in options {
        let name = naming.of(option);
        let written = match writing(&option.name) {
            Writing::Flag if option.kind == CommandOptionKind::Boolean => format!("--{name}"),
            Writing::Flag => format!("--{name} value"),
            Writing::Rest => format!("{name}…"),
            Writing::Word => name.to_owned(),
        };
        usage.push_str(&if option.required { format!(" <{written}>") } else { format!(" [{written}]") });
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn writing(name: &str) -> Writing {
        match name {
            "why" => Writing::Rest,
            "quiet" | "times" => Writing::Flag,
            _ => Writing::Word,
        }
    }

    /// The values by name, in one text.
    fn given(options: &[CommandOption], text: &str, files: usize) -> Result<String, String> {
        given_in(None, options, text, files)
    }

    fn given_in(
        locale: Option<&Locale>,
        options: &[CommandOption],
        text: &str,
        files: usize,
    ) -> Result<String, String> {
        let words = words(text);
        let found = arguments(options, writing, Line { text, words: &words, files, naming: Naming(locale) })
            .map_err(|problem| problem.to_string())?;
        let shown = found.iter().map(|it| match &it.written {
            Written::Value(OptionValue::String(text)) | Written::Object(text) => format!("{}={text}", it.option.name),
            Written::Value(OptionValue::Integer(number)) => format!("{}={number}", it.option.name),
            Written::Value(OptionValue::Number(number)) => format!("{}={number}", it.option.name),
            Written::Value(OptionValue::Boolean(value)) => format!("{}={value}", it.option.name),
            Written::File(number) => format!("{}=file {number}", it.option.name),
        });
        Ok(shown.collect::<Vec<_>>().join(", "))
    }

    fn options() -> Vec<CommandOption> {
        vec![
            CommandOption::integer("count", "C").required(true),
            CommandOption::user("whom", "W"),
            CommandOption::string("size", "S").choice("Very large", "xl").choice("Small", "s"),
            CommandOption::string("why", "Y"),
            CommandOption::boolean("quiet", "Q"),
            CommandOption::number("times", "T"),
        ]
    }

    #[test]
    fn words_go_to_options() {
        for (text, expected) in [
            ("3", "count=3"),
            ("3 <@1>", "count=3, whom=<@1>"),
            ("3 \"very LARGE\" because of it", "count=3, size=xl, why=because of it"),
            ("3 S", "count=3, size=s"),
            ("3 because  of \"it\"", "count=3, why=because  of \"it\""),
            ("3 \"because of it\"", "count=3, why=because of it"),
            ("--quiet 3 --times=1.5", "quiet=true, count=3, times=1.5"),
            ("3 --times 2 late", "count=3, times=2, why=late"),
            ("3 --quiet=no \"--quiet\"", "count=3, quiet=false, why=--quiet"),
            ("3 why not --quiet", "count=3, why=why not --quiet"),
            ("--count 4 <@!2> s x", "count=4, whom=<@!2>, size=s, why=x"),
        ] {
            assert_eq!(given(&options(), text, 0), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_value_is_named() {
        let two = vec![CommandOption::integer("count", "C").required(true), CommandOption::boolean("loud", "L")];
        let file = vec![CommandOption::attachment("photo", "P").required(true)];
        for (options, text, expected) in [
            (&options(), "", "The option `count` is missing."),
            (&options(), "x", "The option `count` must be a whole number, and not `x`."),
            (&options(), "3 --times", "The option `times` needs a value: `--times value`."),
            (&options(), "3 --times x", "The option `times` must be a number, and not `x`."),
            (&options(), "3 --quiet --quiet", "The option `quiet` is given twice."),
            (&options(), "3 --size l", "The option `size` must be one of `Very large`, `Small`, and not `l`."),
            (&two, "3 maybe", "The option `loud` must be `yes` or `no`, and not `maybe`."),
            (&two, "3 yes please", "`please` is more than the command takes."),
            (&file, "", "The file `photo` is missing."),
        ] {
            assert_eq!(given(options, text, 0), Err(expected.to_owned()), "{text}");
        }
        assert_eq!(given(&file, "", 2), Ok("photo=file 0".to_owned()));
    }

    #[test]
    fn words_can_be_names_in_a_language() {
        let locale = Locale::German;
        let size = CommandOption::string("size", "S").choice("Large", "xl");
        let mut options = vec![size.name_localization(locale.clone(), "größe")];
        options[0].choices[0].name_localizations.insert(locale.clone(), "Riesig".into());
        let flag = CommandOption::integer("times_a", "T").name_localization(locale.clone(), "mal_a");
        options.push(flag);
        for (text, expected) in [
            ("riesig", "size=xl"),
            ("LARGE", "size=xl"),
            ("--größe xl", "size=xl"),
            ("--mal-a 3 --size riesig", "times_a=3, size=xl"),
        ] {
            assert_eq!(given_in(Some(&locale), &options, text, 0), Ok(expected.to_owned()), "{text}");
        }
        assert_eq!(
            given_in(Some(&locale), &options, "klein", 0),
            Err("The option `mal_a` must be a whole number, and not `klein`.".to_owned())
        );
        let french = given_in(Some(&Locale::French), &options, "--größe riesig", 0);
        assert_eq!(french, Err("The option `times_a` must be a whole number, and not `--größe`.".to_owned()));
        let naming = Naming(Some(&locale));
        assert_eq!(usage("roll", &options, naming, |_| Writing::Word), "roll [größe] [mal_a]");
    }

    #[test]
    fn usages() {
        let expected = "roll <count> [whom] [size] [why…] [--quiet] [--times value]";
        assert_eq!(usage("roll", &options(), Naming::default(), writing), expected);
    }
}
