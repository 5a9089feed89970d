//! A chat in the terminal: typed lines become messages of a user in #general, the bot's answers are printed.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::sandbox::Sandbox;
use crate::model::MessageId;
use crate::sandbox::people::{SandboxChannel, SandboxMessage};

/// The user who sends the typed lines.
const USER: &str = "you";
/// The channel.
const CHANNEL: &str = "general";
/// How long the chat goes on after the last line and its latest answer.
const AFTER_ANSWER: Duration = Duration::from_millis(300);
/// How long the chat waits for an answer to the last line.
const WITHOUT_ANSWER: Duration = Duration::from_secs(2);
/// The limit of lines that were read but not sent. Above it, reading pauses.
const MAX_LINES: usize = 64;

impl Sandbox {
    /// Two lines that tell the user of a bot where the sandbox is and how to use it.
    #[must_use]
    pub fn greeting(&self) -> String {
        let url = self.url();
        format!(
            "No DISCORD_TOKEN is set: the bot talks to a sandbox at {url}\n\
             Each line you type is sent by `{USER}` in #{CHANNEL}; Ctrl-D ends the chat. Over HTTP: curl {url}/sandbox"
        )
    }

    /// Sends every line of `input` as a message in #general of the first guild, and writes each answer of the bot to
    /// `output` as a line. Nothing is sent before the bot is connected.
    ///
    /// Ends after the end of the input: 300 ms after the latest answer to the last line, or after 2 s without an
    /// answer. The input is read on its own thread. If this future is dropped before the input ends, that thread stays
    /// blocked in its read until the input or the process ends.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub async fn chat<R, W>(&self, input: R, mut output: W) -> io::Result<()>
    where
        R: Read + Send + 'static,
        W: Write,
    {
        let guild = self.guilds().into_iter().next().unwrap_or_else(|| self.create_guild("Greenroom"));
        let channel = guild.channel(CHANNEL);
        let user = self.user(USER);
        let mut lines = read_lines(input)?;
        let mut shown = channel.messages().last().map(|it| it.id);
        self.wait_for_bot(&channel).await;
        let mut answered = true;
        let mut end: Option<Instant> = None;
        loop {
            let mut changed = pin!(self.shared().changed());
            changed.as_mut().enable();
            for message in self.answers_after(&channel, &mut shown) {
                print(&mut output, &message)?;
                answered = true;
                end = end.map(|_| Instant::now() + AFTER_ANSWER);
            }
            tokio::select! {
                line = lines.recv(), if end.is_none() => match line {
                    Some(line) if line.trim().is_empty() => {}
                    Some(line) => {
                        answered = false;
                        user.say(&channel, &line);
                    }
                    None => end = Some(Instant::now() + if answered { AFTER_ANSWER } else { WITHOUT_ANSWER }),
                },
                () = changed => {}
                () = sleep_until(end.unwrap_or_else(Instant::now)), if end.is_some() => return Ok(()),
            }
        }
    }

    /// Waits for a session that gets the messages of this channel.
    async fn wait_for_bot(&self, channel: &SandboxChannel) {
        let there = |sandbox: &Self| {
            sandbox.shared().look(|state| {
                let guild = state.world.channels.get(&channel.id()).and_then(|it| it.guild);
                state.hub.sessions.values().any(|it| it.connection.is_some() && it.seq > 0 && it.has(guild))
            })
        };
        while self.wait_until(WITHOUT_ANSWER, there).await.is_err() {}
    }

    fn answers_after(&self, channel: &SandboxChannel, shown: &mut Option<MessageId>) -> Vec<SandboxMessage> {
        self.shared().look(|state| {
            let (bot, log) = (state.world.bot, state.world.messages.get(&channel.id()));
            let new = log.into_iter().flat_map(|log| log.after(*shown)).filter(|it| it.author == bot);
            let new: Vec<_> = new.map(|it| SandboxMessage::of(&state.world, it)).collect();
            if let Some(last) = new.last() {
                *shown = Some(last.id);
            }
            new
        })
    }
}

/// Reads the lines on a thread, since reading blocks.
fn read_lines(input: impl Read + Send + 'static) -> io::Result<mpsc::Receiver<String>> {
    let (sender, lines) = mpsc::channel(MAX_LINES);
    std::thread::Builder::new().name("sandbox-stdin".to_owned()).spawn(move || {
        for line in BufReader::new(input).lines() {
            let Ok(line) = line else { return };
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(lines)
}

fn print(output: &mut impl Write, message: &SandboxMessage) -> io::Result<()> {
    if !message.content.is_empty() {
        writeln!(output, "{}", message.content)?;
    }
    for embed in &message.embeds {
        for text in ["title", "description"].iter().filter_map(|key| embed.get(key)?.as_str()) {
            writeln!(output, "  {text}")?;
        }
    }
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::gateway::Upgrade;
    use crate::sandbox::world::Draft;

    /// Input that drops a sender when it has been read to its end.
    struct Input {
        text: &'static [u8],
        _unread: std::sync::mpsc::Sender<()>,
    }

    impl Read for Input {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.text.read(buffer)
        }
    }

    /// Runs a chat with a simulated bot: a session that counts as connected, and answers.
    async fn with_answers(input: &'static str, answer: impl Fn(&Sandbox, usize)) -> (String, Duration) {
        let sandbox = Sandbox::start().await.unwrap();
        let channel = sandbox.guild("Greenroom").channel(CHANNEL);
        let mut output = Vec::new();
        let (unread, read) = std::sync::mpsc::channel();
        // While a blocking task runs, tokio's paused clock does not advance: the time the reader takes does not count.
        tokio::task::spawn_blocking(move || read.recv());
        let start = Instant::now();
        {
            let input = Input { text: input.as_bytes(), _unread: unread };
            let mut chat = pin!(sandbox.chat(input, &mut output));
            let mut answered = 0;
            loop {
                tokio::select! {
                    done = &mut chat => {
                        done.unwrap();
                        break;
                    }
                    () = tokio::time::sleep(Duration::from_millis(10)) => {
                        pretend_session(&sandbox);
                        let said = channel.messages().iter().filter(|it| it.author == USER).count();
                        for index in answered..said {
                            answer(&sandbox, index);
                        }
                        answered = said;
                    }
                }
            }
        }
        (String::from_utf8(output).unwrap(), start.elapsed())
    }

    fn pretend_session(sandbox: &Sandbox) {
        use std::time::Instant as Now;
        sandbox.shared().act(|state| {
            if state.hub.sessions.is_empty() {
                let upgrade = Upgrade {
                    url: "/".to_owned(),
                    path: "/".to_owned(),
                    query: Vec::new(),
                    host: None,
                    user_agent: None,
                };
                let id = state.gateway().opened(&upgrade, Now::now(), Box::new(|_| {}));
                let token = state.world.application.token.clone();
                let properties = serde_json::json!({"os": "", "browser": "", "device": ""});
                let identify = serde_json::json!({"token": token, "intents": 0, "properties": properties});
                state.gateway().ready(id, &identify, Now::now());
            }
        });
    }

    #[tokio::test(start_paused = true)]
    async fn lines_are_sent_and_answers_printed() {
        let (output, took) = with_answers("!ping\n\n!again", |sandbox, index| {
            let channel = sandbox.guild("Greenroom").channel(CHANNEL);
            sandbox.shared().act(|state| {
                let bot = state.world.bot;
                state.world.create_message(channel.id(), bot, Draft::text(&format!("Pong {index}!"))).unwrap();
            });
        })
        .await;
        assert_eq!(output, "Pong 0!\nPong 1!\n");
        assert!(took >= AFTER_ANSWER && took < WITHOUT_ANSWER, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn the_chat_ends_without_an_answer_after_a_limit() {
        let (output, took) = with_answers("hello\n", |_, _| {}).await;
        assert_eq!(output, "");
        assert!(took >= WITHOUT_ANSWER, "{took:?}");
    }
}
