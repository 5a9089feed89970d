//! Checks submitted options against the command. Discord's clients check them too, and old clients may not.

use crate::{
    command::Refused,
    model::{
        CommandDataOption, CommandNumber, CommandOption, CommandOptionKind, Interaction, OptionValue, ResolvedData,
    },
    texts::{OwnText, own},
};

/// Checks the submitted options.
///
/// # Errors
/// The first value that does not fit.
pub(crate) fn validate(
    declared: &[CommandOption],
    submitted: &[CommandDataOption],
    interaction: &Interaction,
) -> Result<(), Refused> {
    let resolved = interaction.command().and_then(|command| command.resolved.as_deref());
    check_all(declared, submitted, resolved)
}

fn check_all(
    declared: &[CommandOption],
    submitted: &[CommandDataOption],
    resolved: Option<&ResolvedData>,
) -> Result<(), Refused> {
    for option in submitted {
        let Some(declared) = declared.iter().find(|it| it.name == option.name) else {
            return Err(Refused::outdated());
        };
        match declared.kind {
            CommandOptionKind::SubCommand | CommandOptionKind::SubCommandGroup => {
                check_all(&declared.options, &option.options, resolved)?;
            }
            _ => {
                if let Some(problem) = option.value.as_ref().and_then(|value| problem(declared, value, resolved)) {
                    return Err(Refused::own(problem));
                }
            }
        }
    }
    Ok(())
}

/// Why a value does not fit its option.
fn problem(option: &CommandOption, value: &OptionValue, resolved: Option<&ResolvedData>) -> Option<OwnText> {
    let name = option.name.as_str();
    if !option.choices.is_empty() {
        let is_choice =
            option.choices.iter().any(|choice| is_same(&choice.value, value) || is_name(&choice.name, value));
        return (!is_choice).then(|| own::not_a_choice("option", name));
    }
    match (option.kind, value) {
        // A value that was suggested may be longer than the option allows.
        (CommandOptionKind::String, OptionValue::String(text)) if !option.autocomplete => {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            match (option.min_length, option.max_length) {
                (Some(min), _) if length < min => Some(own::too_short(name, i64::from(min))),
                (_, Some(max)) if length > max => Some(own::too_long(name, i64::from(max))),
                _ => None,
            }
        }
        (CommandOptionKind::Integer | CommandOptionKind::Number, value) => {
            let number = as_number(value)?;
            match (option.min_value.map(as_f64), option.max_value.map(as_f64)) {
                (Some(min), _) if number < min => Some(own::too_small(name, min.to_string())),
                (_, Some(max)) if number > max => Some(own::too_large(name, max.to_string())),
                _ => None,
            }
        }
        (CommandOptionKind::Channel, OptionValue::String(id)) if !option.channel_types.is_empty() => {
            let id = id.parse().ok()?;
            let channel = resolved?.channels.get(&crate::model::ChannelId::new(id))?;
            (!option.channel_types.contains(&channel.kind)).then(|| own::channel_kind(name))
        }
        _ => None,
    }
}

fn is_same(one: &OptionValue, other: &OptionValue) -> bool {
    match (one, other) {
        (OptionValue::String(one), OptionValue::String(other)) => one == other,
        _ => match (as_number(one), as_number(other)) {
            (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
            _ => false,
        },
    }
}

fn is_name(name: &str, value: &OptionValue) -> bool {
    matches!(value, OptionValue::String(text) if text == name)
}

/// Numbers of options are below 2^53, which `f64` represents exactly. A text that is a number is read as one.
fn as_number(value: &OptionValue) -> Option<f64> {
    match value {
        OptionValue::Integer(number) => Some(*number as f64),
        OptionValue::Number(number) => Some(*number),
        OptionValue::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn as_f64(number: CommandNumber) -> f64 {
    match number {
        CommandNumber::Integer(number) => number as f64,
        CommandNumber::Number(number) => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_again() {
        let text = || CommandOption::string("o", "O").min_length(2).max_length(3);
        let number = || CommandOption::integer("o", "O").min_value(1).max_value(3);
        let choice = || CommandOption::string("o", "O").choice("Red", "r");
        for (option, value, problem) in [
            (text(), OptionValue::from("ab"), None),
            (text(), "äöü".into(), None),
            (text(), "a".into(), Some("The option `o` needs at least 2 characters.")),
            (text(), "abcd".into(), Some("The option `o` has more than 3 characters.")),
            (text().autocomplete(true), "abcd".into(), None),
            (number(), 3.into(), None),
            (number(), 3.0.into(), None),
            (number(), 4.into(), Some("The option `o` must be at most 3.")),
            (number(), "4".into(), Some("The option `o` must be at most 3.")),
            (number(), (-1).into(), Some("The option `o` must be at least 1.")),
            (choice(), "r".into(), None),
            (choice(), "Red".into(), None),
            (choice(), "b".into(), Some("The option `o` is not one of the choices.")),
        ] {
            let mut given = CommandDataOption::new("o", option.kind);
            given.value = Some(value.clone());
            let refused = check_all(std::slice::from_ref(&option), &[given], None).err();
            assert_eq!(refused.as_ref().map(Refused::text), problem, "{option:?}: {value:?}");
        }
        let unknown = CommandDataOption::new("x", CommandOptionKind::String);
        assert!(check_all(&[text()], &[unknown], None).is_err());
    }
}
