//! A chat in the terminal: what is typed is said by a person in #general, what the bot answers is printed.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::sandbox::Sandbox;
use crate::model::MessageId;
use crate::sandbox::people::{SandboxChannel, SandboxMessage};

/// Who says what is typed.
const SPEAKER: &str = "you";
/// Where.
const ROOM: &str = "general";
/// After the last line and an answer to it, so much silence ends the chat.
const QUIET: Duration = Duration::from_millis(300);
/// After the last line without any answer to it, so much silence does.
const UNANSWERED: Duration = Duration::from_secs(2);
/// Lines that may wait to be said. The reader waits when there are more.
const LINES: usize = 64;

impl Sandbox {
    /// Two lines for whoever starts a bot against this sandbox: where it is, and what can be done with it.
    #[must_use]
    pub fn greeting(&self) -> String {
        let url = self.url();
        format!(
            "No DISCORD_TOKEN is set: the bot talks to a sandbox at {url}\n\
             Type a line and `{SPEAKER}` says it in #{ROOM}; Ctrl-D ends. From elsewhere: curl {url}/sandbox"
        )
    }

    /// Lets every line of `input` be said in #general of the first guild, and writes the bot's answers to `output`, a line for
    /// each. Nothing is said before the bot is there.
    ///
    /// Ends when the input ends and the bot has had its say: when it has been quiet for 300 ms after an answer to the last
    /// line, or for 2 s if there is none. The input is read on a thread of its own; if this future is dropped
    /// before the input ends, that thread stays where it is, in its read, until the input or the process ends.
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
        let room = guild.channel(ROOM);
        let speaker = self.user(SPEAKER);
        let mut lines = read_lines(input)?;
        let mut shown = room.messages().last().map(|it| it.id);
        self.bot_is_there(&room).await;
        let mut answered = true;
        let mut end: Option<Instant> = None;
        loop {
            let mut changed = pin!(self.shared().changed());
            changed.as_mut().enable();
            for message in self.answers_after(&room, &mut shown) {
                print(&mut output, &message)?;
                answered = true;
                end = end.map(|_| Instant::now() + QUIET);
            }
            tokio::select! {
                line = lines.recv(), if end.is_none() => match line {
                    Some(line) if line.trim().is_empty() => {}
                    Some(line) => {
                        answered = false;
                        speaker.say(&room, &line);
                    }
                    None => end = Some(Instant::now() + if answered { QUIET } else { UNANSWERED }),
                },
                () = changed => {}
                () = sleep_until(end.unwrap_or_else(Instant::now)), if end.is_some() => return Ok(()),
            }
        }
    }

    /// Waits for a session that gets the messages of this channel.
    async fn bot_is_there(&self, room: &SandboxChannel) {
        let there = |sandbox: &Self| {
            sandbox.shared().look(|state| {
                let guild = state.world.channels.get(&room.id()).and_then(|it| it.guild);
                state.hub.sessions.values().any(|it| it.connection.is_some() && it.seq > 0 && it.has(guild))
            })
        };
        while self.wait_until(UNANSWERED, there).await.is_err() {}
    }

    fn answers_after(&self, room: &SandboxChannel, shown: &mut Option<MessageId>) -> Vec<SandboxMessage> {
        self.shared().look(|state| {
            let (bot, log) = (state.world.bot, state.world.messages.get(&room.id()));
            let new = log.into_iter().flat_map(|log| log.after(*shown)).filter(|it| it.author == bot);
            let new: Vec<_> = new.map(|it| SandboxMessage::of(&state.world, it)).collect();
            if let Some(last) = new.last() {
                *shown = Some(last.id);
            }
            new
        })
    }
}

/// Blocking reads have no place on an async thread.
fn read_lines(input: impl Read + Send + 'static) -> io::Result<mpsc::Receiver<String>> {
    let (sender, lines) = mpsc::channel(LINES);
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

    /// Input that says when it has been read to its end, by going.
    struct Input {
        text: &'static [u8],
        _unread: std::sync::mpsc::Sender<()>,
    }

    impl Read for Input {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.text.read(buffer)
        }
    }

    /// A stand-in for a bot: something that is connected as far as the sandbox knows, and answers.
    async fn with_answers(input: &'static str, answer: impl Fn(&Sandbox, usize)) -> (String, Duration) {
        let sandbox = Sandbox::start().await.unwrap();
        let room = sandbox.guild("Greenroom").channel(ROOM);
        let mut output = Vec::new();
        let (unread, read) = std::sync::mpsc::channel();
        // The clock stands still while there is a task like this one: what the reading thread takes is no silence.
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
                        let said = room.messages().iter().filter(|it| it.author == SPEAKER).count();
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
    async fn lines_are_said_and_answers_printed() {
        let (output, took) = with_answers("!ping\n\n!again", |sandbox, index| {
            let room = sandbox.guild("Greenroom").channel(ROOM);
            sandbox.shared().act(|state| {
                let bot = state.world.bot;
                state.world.create_message(room.id(), bot, Draft::text(&format!("Pong {index}!"))).unwrap();
            });
        })
        .await;
        assert_eq!(output, "Pong 0!\nPong 1!\n");
        assert!(took >= QUIET && took < UNANSWERED, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_bot_that_says_nothing_is_not_waited_for_for_ever() {
        let (output, took) = with_answers("hello\n", |_, _| {}).await;
        assert_eq!(output, "");
        assert!(took >= UNANSWERED, "{took:?}");
    }
}
