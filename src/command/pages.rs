//! [`CallContext::pages`]: an answer of several pages, through which the user turns with buttons.

use std::time::Duration;

use super::{
    answer::Update,
    answer_error::AnswerError,
    confirm::key,
    context::{CallContext, ComponentContext},
    reply::Reply,
    usable::disabling,
};
use crate::model::{ActionRow, Button, Component, Select, SelectOption};
use crate::texts::{Language, own};

/// How long after the last click the buttons work.
const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// Up to how many pages there is a menu of them.
const MOST_LISTED: usize = 25;

impl CallContext {
    /// Answers with the first of these pages, and buttons that turn to the others: one page back and forth, and with
    /// more than two pages to the first and the last. From four to 25 pages a menu leads to each. Only the user of this
    /// call can use them; others are told that they are for somebody else. Five minutes after the last click, by the
    /// clock of the bot, they are disabled, and this returns. One page is sent without buttons, and none is not sent.
    ///
    /// A page is a text, or any [`Reply`]; it can have up to three rows of components of its own, which must have
    /// handlers. A long text becomes pages with [`split_text`](super::split_text).
    ///
    /// ```
    /// # #[cfg(feature = "macros")] {
    /// use greenroom::command::{CommandContext, CommandResult};
    ///
    /// /// Lists the planets
    /// #[greenroom::command]
    /// async fn planets(ctx: &CommandContext) -> CommandResult {
    ///     ctx.pages(["Mercury", "Venus", "Earth", "Mars"]).await?;
    ///     Ok(())
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`reply`](Self::reply).
    pub async fn pages<P: Into<Reply>>(&self, pages: impl IntoIterator<Item = P> + Send) -> Result<(), AnswerError> {
        let pages: Vec<Reply> = pages.into_iter().map(Into::into).collect();
        let Some(first) = pages.first() else { return Ok(()) };
        if pages.len() == 1 {
            return self.reply(first.clone()).await.map(drop);
        }
        let (key, language) = (key(), self.language());
        let mut at = 0;
        let mut shown = turned(&pages, at, &key, &language);
        let sent = self.reply(shown.clone()).await?;
        let mut last: Option<ComponentContext> = None;
        let user = self.user().id;
        loop {
            let key_of_ours = key.clone();
            let is_ours = move |click: &ComponentContext| {
                click.user().id == user && super::custom_id::key(click.custom_id()) == key_of_ours
            };
            let Some(click) = sent.await_component_for(is_ours, LIFETIME).await else { break };
            at = target(&click).unwrap_or(at).min(pages.len() - 1);
            shown = turned(&pages, at, &key, &language);
            click.update(Update::from(shown.clone().replacing())).await?;
            last = Some(click);
        }
        let disabled = disabling(&shown.data.components.unwrap_or_default());
        match last {
            // Its token is newer than that of this call.
            Some(click) => click.edit(disabled).await,
            None => sent.edit(disabled).await,
        }
    }
}

/// A page with the components that lead to the others.
fn turned(pages: &[Reply], at: usize, key: &str, language: &Language) -> Reply {
    let (count, page) = (pages.len(), pages.get(at).cloned().unwrap_or_default());
    let last = count.saturating_sub(1);
    // Two buttons that lead to the same page have different custom ids, as Discord requires.
    let button =
        |way: &str, label: &str, to: usize| Button::secondary(format!("{key}.{way}{to}"), label).disabled(to == at);
    let mut row = vec![button("p", "‹", at.saturating_sub(1)), button("n", "›", (at + 1).min(last))];
    if count > 2 {
        row.insert(0, button("f", "«", 0));
        row.push(button("l", "»", last));
    }
    let place = Button::secondary(format!("{key}.x{at}"), format!("{} / {count}", at + 1)).disabled(true);
    row.insert(row.len() / 2, place);
    let page = page.component(ActionRow::new(row));
    if !(4..=MOST_LISTED).contains(&count) {
        return page;
    }
    let name = |number: usize| language.own(&own::page(number + 1));
    let options = (0..count).map(|number| SelectOption::new(name(number), number.to_string()));
    let placeholder = language.own(&own::go_to_page());
    page.component(Component::from(ActionRow::from(Select::texts(key, options).placeholder(placeholder))))
}

/// The page to which a button or the menu leads.
fn target(click: &ComponentContext) -> Option<usize> {
    match click.custom_id().split_once('.') {
        Some((_, way)) => way.get(1..)?.parse().ok(),
        None => click.data()?.values.first()?.parse().ok(),
    }
}
