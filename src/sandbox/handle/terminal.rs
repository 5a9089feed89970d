//! What the chat in the terminal prints, and what a typed line does.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::Value;

use super::sandbox::Sandbox;
use crate::model::MessageId;
use crate::sandbox::people::{
    SandboxChannel, SandboxCommand, SandboxForm, SandboxMessage, SandboxUser, SentUse, UseError, Used,
};
use crate::sandbox::world::{LOADING, flat, is_clickable, is_select};

/// The user who sends the typed lines.
pub(super) const USER: &str = "you";
/// The channel.
pub(super) const CHANNEL: &str = "general";
/// How many of the newest messages are printed again when they are edited.
const WATCHED: usize = 20;

const BUTTON: u64 = 2;
const TEXT_DISPLAY: u64 = 10;

/// One user at a terminal.
pub(super) struct Terminal<W> {
    channel: SandboxChannel,
    user: SandboxUser,
    output: W,
    /// The last message that was seen.
    last: Option<MessageId>,
    /// Messages whose content is deferred.
    loading: BTreeSet<MessageId>,
    /// The newest printed messages, as they were printed.
    printed: BTreeMap<MessageId, SandboxMessage>,
    /// The custom ids behind the numbers, and the message they are in.
    numbers: Vec<(MessageId, String)>,
    /// Uses that the bot has not answered yet.
    unanswered: Vec<SentUse>,
    form: Option<OpenForm>,
}

/// A form that is being filled in.
struct OpenForm {
    form: SandboxForm,
    /// The custom ids of the fields.
    fields: Vec<String>,
    filled: Vec<(String, String)>,
    next: usize,
}

impl<W: Write> Terminal<W> {
    pub(super) fn new(channel: SandboxChannel, user: SandboxUser, output: W) -> Self {
        let last = channel.messages().last().map(|it| it.id);
        Self {
            channel,
            user,
            output,
            last,
            loading: BTreeSet::new(),
            printed: BTreeMap::new(),
            numbers: Vec::new(),
            unanswered: Vec::new(),
            form: None,
        }
    }

    #[cfg(test)]
    pub(super) fn into_output(self) -> W {
        self.output
    }

    pub(super) fn channel(&self) -> &SandboxChannel {
        &self.channel
    }

    /// Whether there are uses without an answer.
    pub(super) fn waits(&self) -> bool {
        !self.unanswered.is_empty()
    }

    /// Does what a line stands for. Returns whether the bot is to answer it.
    pub(super) fn read(&mut self, line: &str) -> io::Result<bool> {
        if self.form.is_some() {
            return self.fill_in(line.trim());
        }
        let line = line.trim();
        if line.is_empty() {
            return Ok(false);
        }
        if line == "/" {
            self.list_commands()?;
            return Ok(false);
        }
        if line.starts_with('/') {
            let used = self.user.uses(&self.channel, line);
            return self.send(used);
        }
        let (number, values) = line.split_once(' ').unwrap_or((line, ""));
        let numbered = number.parse::<usize>().ok().and_then(|number| self.numbers.get(number.checked_sub(1)?));
        if let Some((message, custom_id)) = numbered
            && let Some(message) = self.channel.message(*message)
        {
            let is_select = flat(&message.components).iter().any(|it| it["custom_id"] == **custom_id && is_select(it));
            let values = values.split(',').map(str::trim).filter(|it| !it.is_empty());
            let used = if is_select {
                self.user.selects(&message, custom_id, values)
            } else {
                self.user.clicks(&message, custom_id)
            };
            return self.send(used);
        }
        self.user.say(&self.channel, line);
        Ok(true)
    }

    fn send(&mut self, used: Used) -> io::Result<bool> {
        match used.send() {
            Ok(sent) => {
                self.unanswered.push(sent);
                Ok(true)
            }
            Err(error) => {
                self.line(&format!("! {error}"))?;
                Ok(false)
            }
        }
    }

    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.output, "{text}")?;
        self.output.flush()
    }

    fn list_commands(&mut self) -> io::Result<()> {
        let mut lines: Vec<String> = self.user.commands(&self.channel).iter().flat_map(described).collect();
        if lines.is_empty() {
            lines.push("The application has no commands here.".to_owned());
        }
        self.line(&lines.join("\n"))
    }

    /// Prints new and edited messages, opened forms, and uses that were not answered in time. Returns whether anything
    /// was printed.
    pub(super) fn print_news(&mut self, sandbox: &Sandbox) -> io::Result<bool> {
        let mut any = false;
        for message in self.news(sandbox) {
            any = true;
            self.print(&message)?;
            self.printed.insert(message.id, message);
            while self.printed.len() > WATCHED {
                self.printed.pop_first();
            }
        }
        for sent in std::mem::take(&mut self.unanswered) {
            match settled(sandbox, &sent) {
                None => self.unanswered.push(sent),
                Some(Settled::Answered) => {}
                Some(Settled::Form(form)) => {
                    any = true;
                    self.open(form)?;
                }
                Some(Settled::Failed(error)) => {
                    any = true;
                    self.line(&format!("! {error}"))?;
                }
            }
        }
        Ok(any)
    }

    /// The bot's messages that are new or changed, without those whose content is deferred or that another user sees.
    fn news(&mut self, sandbox: &Sandbox) -> Vec<SandboxMessage> {
        let user = self.user.id();
        sandbox.shared().look(|state| {
            let (bot, Some(log)) = (state.world.bot, state.world.messages.get(&self.channel.id())) else {
                return Vec::new();
            };
            let mut news = Vec::new();
            for (id, printed) in &self.printed {
                let now = log.get(*id).map(|it| SandboxMessage::of(&state.world, it));
                news.extend(now.filter(|now| shown(now) != shown(printed)));
            }
            let waiting = std::mem::take(&mut self.loading);
            let waiting = waiting.into_iter().filter_map(|id| log.get(id));
            for message in waiting.chain(log.after(self.last).filter(|it| it.author == bot)) {
                self.last = self.last.max(Some(message.id));
                if message.ephemeral_for.is_some_and(|it| it != user) {
                    continue;
                }
                if message.flags & LOADING != 0 {
                    self.loading.insert(message.id);
                } else {
                    news.push(SandboxMessage::of(&state.world, message));
                }
            }
            news
        })
    }

    fn print(&mut self, message: &SandboxMessage) -> io::Result<()> {
        let mark = if message.ephemeral { "(only you can see this) " } else { "" };
        let mut lines = Vec::new();
        if !message.content.is_empty() {
            lines.push(message.content.clone());
        }
        for embed in &message.embeds {
            let texts = ["title", "description"].iter().filter_map(|key| embed.get(key)?.as_str());
            lines.extend(texts.map(|text| format!("  {text}")));
        }
        lines.extend(self.number(message));
        if let Some(first) = lines.first_mut() {
            first.insert_str(0, mark);
        }
        for line in lines {
            writeln!(self.output, "{line}")?;
        }
        self.output.flush()
    }

    /// The texts, buttons and selects of a message, as lines. The numbers stand for those of this message from now on.
    fn number(&mut self, message: &SandboxMessage) -> Vec<String> {
        let mut lines = Vec::new();
        let mut buttons: Vec<String> = Vec::new();
        let mut numbers = Vec::new();
        for component in flat(&message.components) {
            let custom_id = component["custom_id"].as_str().unwrap_or_default();
            let number = numbers.len() + 1;
            if component["type"] == TEXT_DISPLAY {
                lines.push(component["content"].as_str().unwrap_or_default().to_owned());
            } else if is_clickable(component) {
                numbers.push((message.id, custom_id.to_owned()));
                buttons.push(format!("[{number}] {}", label(component)));
            } else if component["type"] == BUTTON {
                let more = component["url"].as_str().map_or("(disabled)".to_owned(), |url| format!("<{url}>"));
                buttons.push(format!("{} {more}", label(component)));
            } else if is_select(component) && component["disabled"] != true {
                numbers.push((message.id, custom_id.to_owned()));
                lines.push(format!("[{number}] {}", select(component)));
            }
        }
        if !buttons.is_empty() {
            lines.push(buttons.join("  "));
        }
        if !numbers.is_empty() {
            self.numbers = numbers;
        }
        lines
    }

    fn open(&mut self, form: SandboxForm) -> io::Result<()> {
        self.line(&format!("{} (a form: answer line by line, an empty line skips)", form.title))?;
        for component in form.components.iter().filter(|it| it["type"] == TEXT_DISPLAY) {
            let text = component["content"].as_str().unwrap_or_default().to_owned();
            self.line(&text)?;
        }
        let custom_id = |label: &str| form.field(label).and_then(|it| it["custom_id"].as_str()).map(str::to_owned);
        let fields = form.labels().into_iter().filter_map(custom_id).collect();
        self.form = Some(OpenForm { form, fields, filled: Vec::new(), next: 0 });
        self.prompt()
    }

    /// Prints the next field of the form.
    fn prompt(&mut self) -> io::Result<()> {
        let Some(open) = &self.form else { return Ok(()) };
        let Some(custom_id) = open.fields.get(open.next) else { return Ok(()) };
        let label = open.form.labels().get(open.next).copied().unwrap_or_default().to_owned();
        let field = open.form.field(custom_id).cloned().unwrap_or_default();
        let options: Vec<&str> = options(&field);
        let choices = if options.is_empty() { String::new() } else { format!(" ({})", options.join(", ")) };
        let optional = if field["required"] == false { " (optional)" } else { "" };
        self.line(&format!("{label}{choices}{optional}"))
    }

    /// Takes a line as the value of the next field; after the last field the form is submitted.
    fn fill_in(&mut self, line: &str) -> io::Result<bool> {
        let Some(open) = &mut self.form else { return Ok(false) };
        if let Some(field) = open.fields.get(open.next) {
            let is_text = open.form.field(field).is_some_and(|it| it["type"] == 4);
            // Several values are separated by commas, but a text may have commas in it.
            let values = line.split(if is_text { '\n' } else { ',' }).map(str::trim).filter(|it| !it.is_empty());
            open.filled.extend(values.map(|value| (field.clone(), value.to_owned())));
            open.next += 1;
        }
        if open.next < open.fields.len() {
            self.prompt()?;
            return Ok(false);
        }
        let Some(open) = self.form.take() else { return Ok(false) };
        let used = self.user.submits(&open.form, open.filled);
        self.send(used)
    }
}

/// What became of a use.
enum Settled {
    /// The answer is a message, which is printed as such, or nothing that is seen.
    Answered,
    Form(SandboxForm),
    Failed(UseError),
}

/// `None`: there is no answer yet, and still time for one.
fn settled(sandbox: &Sandbox, sent: &SentUse) -> Option<Settled> {
    match sandbox.shared().look(|state| sent.outcome(state)) {
        None => None,
        Some(Err(error)) => Some(Settled::Failed(error)),
        Some(Ok(())) => Some(sent.opened().map_or(Settled::Answered, Settled::Form)),
    }
}

/// What a printed message consists of.
fn shown(message: &SandboxMessage) -> (&str, &[Value], &[Value]) {
    (&message.content, &message.embeds, &message.components)
}

/// The label or emoji of a button.
fn label(button: &Value) -> &str {
    button["label"].as_str().or_else(|| button["emoji"]["name"].as_str()).unwrap_or_default()
}

fn options(select: &Value) -> Vec<&str> {
    select["options"].as_array().into_iter().flatten().filter_map(|it| it["label"].as_str()).collect()
}

/// A select with what can be selected.
fn select(select: &Value) -> String {
    let name = select["placeholder"].as_str().or_else(|| select["custom_id"].as_str()).unwrap_or_default();
    let values = match select["type"].as_u64() {
        Some(5) => "users".to_owned(),
        Some(6) => "roles".to_owned(),
        Some(7) => "users and roles".to_owned(),
        Some(8) => "channels".to_owned(),
        _ => options(select).join(", "),
    };
    format!("{name}: {values}")
}

/// A command as lines: one for each sub-command.
fn described(command: &SandboxCommand) -> Vec<String> {
    match command.kind {
        2 => vec![format!("{} (on a user)", command.name)],
        3 => vec![format!("{} (on a message)", command.name)],
        _ => {
            let mut lines = Vec::new();
            branches(&format!("/{}", command.name), &command.raw, &mut lines);
            lines
        }
    }
}

fn branches(path: &str, part: &Value, lines: &mut Vec<String>) {
    let options = part["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_branch = |it: &Value| matches!(it["type"].as_u64(), Some(1 | 2));
    let name = |it: &Value| it["name"].as_str().unwrap_or_default().to_owned();
    if options.iter().any(is_branch) {
        for option in options {
            branches(&format!("{path} {}", name(option)), option, lines);
        }
        return;
    }
    let mut line = path.to_owned();
    for option in options {
        let name = name(option);
        line.push_str(&if option["required"] == true { format!(" {name}:") } else { format!(" [{name}:]") });
    }
    let description = part["description"].as_str().unwrap_or_default();
    lines.push(format!("{line} – {description}"));
}
