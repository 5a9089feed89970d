//! [`CallContext::confirm`] and [`CallContext::choose`]: questions that are asked once.

use std::time::Duration;

use super::{
    answer::Update,
    answer_error::AnswerError,
    awaited::Place,
    context::{CallContext, ComponentContext},
    reply::Reply,
    usable::disabling,
};
use crate::model::{ActionRow, Button, Component, Select, SelectOption};
use crate::texts::own;

/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(60);
/// The most choices that are buttons.
const MOST_BUTTONS: usize = 5;
/// The most choices.
const MOST_CHOICES: usize = 25;

impl CallContext {
    /// Asks the user a question with the buttons "Yes" and "No", and waits for their click, at most 60 s by the clock
    /// of the bot. `false` if they click "No" or nothing. Then the buttons are disabled.
    ///
    /// The question is the first answer, replaces the loading message of a deferral, or is a follow-up, and is as
    /// visible as the answers of this call. Other users who click are told that it is for somebody else. What the call
    /// answers later is a follow-up.
    ///
    /// # Errors
    /// As [`reply`](Self::reply).
    pub async fn confirm(&self, question: impl Into<Reply> + Send) -> Result<bool, AnswerError> {
        let key = key();
        let language = self.language();
        let buttons = [
            Button::danger(format!("{key}.0"), language.own(&own::yes())),
            Button::secondary(format!("{key}.1"), language.own(&own::no())),
        ];
        let row = ActionRow::new(buttons).into();
        Ok(self.ask_once(question.into(), &key, row).await?.is_some_and(|click| chosen(&click) == Some(0)))
    }

    /// Asks the user to choose one of up to 25 texts (80 characters each; longer ones are cut), and waits at most 60 s.
    /// The result is the index of the chosen text, or `None` if they chose none. Up to five texts are buttons, more are
    /// a menu. Otherwise as [`confirm`](Self::confirm).
    ///
    /// # Errors
    /// As [`reply`](Self::reply); [`AnswerError::Choices`] without choices and with more than 25.
    pub async fn choose<T: AsRef<str>>(
        &self,
        question: impl Into<Reply> + Send,
        choices: impl IntoIterator<Item = T>,
    ) -> Result<Option<usize>, AnswerError> {
        let labels: Vec<String> = choices.into_iter().map(|it| it.as_ref().chars().take(80).collect()).collect();
        if !(1..=MOST_CHOICES).contains(&labels.len()) {
            return Err(AnswerError::Choices(labels.len()));
        }
        let key = key();
        let numbered = labels.iter().enumerate();
        let row: Component = if labels.len() <= MOST_BUTTONS {
            ActionRow::new(numbered.map(|(at, label)| Button::secondary(format!("{key}.{at}"), label))).into()
        } else {
            let options = numbered.map(|(at, label)| SelectOption::new(label, at.to_string()));
            ActionRow::from(Select::texts(&key, options)).into()
        };
        Ok(self.ask_once(question.into(), &key, row).await?.as_ref().and_then(chosen))
    }

    /// Sends the question, waits for the use of one of its components, and disables them.
    async fn ask_once(
        &self,
        question: Reply,
        key: &str,
        row: Component,
    ) -> Result<Option<ComponentContext>, AnswerError> {
        let (user, id_start) = (self.user().id, key.to_owned());
        let filter = move |click: &ComponentContext| {
            click.user().id == user && super::custom_id::key(click.custom_id()) == id_start
        };
        let question = question.component(row);
        let components = question.data.components.clone().unwrap_or_default();
        let (sent, click) = if self.written().is_some() {
            // Discord does not connect the message with an interaction, so that it is found by its own id.
            let sent = self.reply(question).await?;
            let click = sent.await_component_for(filter, WAIT).await;
            (sent, click)
        } else {
            // The wait begins before the question is sent, so that no click comes too early.
            let wait = self.services().awaited.add(Place::AnswerTo(self.interaction().id), filter);
            let sent = self.reply(question).await?;
            (sent, wait.found(self.clock(), WAIT).await)
        };
        match &click {
            Some(click) => click.update(Update::from(disabling(&components))).await?,
            None => sent.disable(&components).await?,
        }
        Ok(click)
    }
}

/// A key that no other question has, and no custom id of the user: it begins with `~`.
pub(super) fn key() -> String {
    format!("~{:x}", fastrand::u64(..))
}

/// The number in the custom id of a button, or of the selected option.
fn chosen(click: &ComponentContext) -> Option<usize> {
    let number = match click.custom_id().split_once('.') {
        Some((_, number)) => number,
        None => click.data()?.values.first()?.as_str(),
    };
    number.parse().ok()
}
