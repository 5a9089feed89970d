//! A chat in the terminal: typed lines become messages or uses of a user in #general, the bot's answers are printed.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::sandbox::Sandbox;
use super::terminal::{CHANNEL, Terminal, USER};
use crate::sandbox::people::SandboxChannel;

/// How long the chat goes on after the last line and its latest answer.
const AFTER_ANSWER: Duration = Duration::from_millis(300);
/// How long the chat waits for an answer to the last line.
const WITHOUT_ANSWER: Duration = Duration::from_secs(2);
/// How often it is checked whether the time for an answer is over.
const CHECK: Duration = Duration::from_millis(250);
/// The limit of lines that were read but not sent. Above it, reading pauses.
const MAX_LINES: usize = 64;

impl Sandbox {
    /// Lines for the user of a bot: where the sandbox is, and how to use it.
    #[must_use]
    pub fn greeting(&self) -> String {
        let url = self.url();
        format!(
            "No DISCORD_TOKEN is set: the bot talks to a sandbox at {url}\n\
             Each line you type is sent by `{USER}` in #{CHANNEL}; Ctrl-D ends the chat.\n\
             `/roll count:3` runs a command, `/` lists them; a number clicks the button that it stands before.\n\
             Over HTTP: curl {url}/sandbox"
        )
    }

    /// Sends every line of `input` as a message in #general of the first guild, and writes each answer of the bot to
    /// `output` as a line. Nothing is sent before the bot is connected.
    ///
    /// A line that begins with `/` and a name runs a command; `/` alone lists the commands. Buttons and selects are
    /// printed with numbers: a line `2` clicks the button 2, a line `3 Small, Large` selects two options in the select
    /// 3. The fields of a form (modal) are filled in line by line; an empty line keeps what is preset. Messages that
    /// only the user sees are marked.
    ///
    /// Ends after the end of the input: 300 ms after the latest answer to the last line, or after 2 s without an
    /// answer. The input is read on its own thread. If this future is dropped before the input ends, that thread stays
    /// blocked in its read until the input or the process ends.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub async fn chat<R, W>(&self, input: R, output: W) -> io::Result<()>
    where
        R: Read + Send + 'static,
        W: Write,
    {
        let guild = self.guilds().into_iter().next().unwrap_or_else(|| self.create_guild("Greenroom"));
        let mut terminal = Terminal::new(guild.channel(CHANNEL), self.user(USER), output);
        let mut lines = read_lines(input)?;
        self.wait_for_bot(terminal.channel()).await;
        let mut answered = true;
        let mut end: Option<Instant> = None;
        loop {
            let mut changed = pin!(self.shared().changed());
            changed.as_mut().enable();
            if terminal.print_news(self)? {
                answered = true;
                end = end.map(|_| Instant::now() + AFTER_ANSWER);
            }
            tokio::select! {
                line = lines.recv(), if end.is_none() => match line {
                    Some(line) => answered &= !terminal.read(&line)?,
                    None => end = Some(Instant::now() + if answered { AFTER_ANSWER } else { WITHOUT_ANSWER }),
                },
                () = changed => {}
                () = tokio::time::sleep(CHECK), if terminal.waits() => {}
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::{CommandId, InteractionId};
    use crate::sandbox::gateway::Upgrade;
    use crate::sandbox::world::{Draft, InteractionState};

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

    /// Runs a chat whose bot answers each interaction with the next of these callbacks. A line is typed when the bot
    /// has answered all before it.
    async fn with_commands(lines: &[&'static str], commands: &Value, callbacks: &[Value]) -> String {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.shared().act(|state| {
            let list = commands.as_array().unwrap().iter().cloned().zip(1..);
            state.world.commands.insert(None, list.map(|(it, id)| (CommandId::new(id), it)).collect());
        });
        pretend_session(&sandbox);
        let mut terminal = Terminal::new(sandbox.guild("Greenroom").channel(CHANNEL), sandbox.user(USER), Vec::new());
        let mut callbacks = callbacks.iter();
        let mut last = None;
        for line in lines {
            terminal.read(line).unwrap();
            let new = sandbox.look(|state| state.world.interactions.last_key_value().map(|(id, _)| *id));
            if new > last
                && let Some((id, callback)) = new.zip(callbacks.next())
            {
                last = new;
                answer(&sandbox, id, callback);
            }
            terminal.print_news(&sandbox).unwrap();
        }
        String::from_utf8(terminal.into_output()).unwrap()
    }

    fn answer(sandbox: &Sandbox, id: InteractionId, callback: &Value) {
        sandbox.shared().act(|state| {
            let world = &mut state.world;
            let data = &callback["data"];
            let original = match callback["type"].as_u64() {
                Some(4) => {
                    let draft = Draft {
                        flags: data["flags"].as_u64().unwrap_or_default(),
                        components: data["components"].as_array().cloned().unwrap_or_default(),
                        ..Draft::text(data["content"].as_str().unwrap())
                    };
                    Some(world.answer(id, draft).unwrap())
                }
                _ => {
                    world.interactions.get_mut(&id).unwrap().form = Some(data.clone());
                    None
                }
            };
            world.note_callback(id, original, InteractionState::Answered, callback.clone()).unwrap();
        });
    }

    #[tokio::test]
    async fn commands_buttons_selects_and_forms_are_used_line_by_line() {
        let commands = json!([
            {"id": "1", "name": "ask", "description": "Asks", "type": 1, "options": [
                {"type": 3, "name": "question", "description": "d", "required": true},
                {"type": 4, "name": "days", "description": "d"},
            ]},
            {"id": "2", "name": "tag", "description": "Notes", "type": 1, "options": [
                {"type": 1, "name": "show", "description": "Shows one"},
            ]},
            {"id": "3", "name": "Show notes", "description": "", "type": 2},
        ]);
        let components = json!([
            {"type": 1, "components": [
                {"type": 2, "style": 1, "label": "Yes", "custom_id": "y"},
                {"type": 2, "style": 5, "label": "Docs", "url": "https://example.com"},
                {"type": 2, "style": 1, "label": "No", "custom_id": "n", "disabled": true},
            ]},
            {"type": 1, "components": [{"type": 3, "custom_id": "s", "placeholder": "Size", "max_values": 2,
                "options": [{"label": "Small", "value": "1"}, {"label": "Large", "value": "2"},
            ]}]},
        ]);
        let form = json!({"custom_id": "f", "title": "Report", "components": [
            {"type": 18, "label": "What?", "component": {"type": 4, "custom_id": "what"}},
            {"type": 18, "label": "How bad?", "component": {"type": 21, "custom_id": "bad", "required": false,
                "options": [{"label": "Low", "value": "1"}]}},
        ]});
        let lines = ["/", "/ask", "/ask question:Tea, now?", "1", "2 Small, Large", "noise, loud", "", "3"];
        let callbacks = [
            json!({"type": 4, "data": {"content": "Tea, now?", "components": components}}),
            json!({"type": 4, "data": {"content": "Thanks.", "flags": 64}}),
            json!({"type": 9, "data": form}),
            json!({"type": 4, "data": {"content": "Noted."}}),
        ];
        let output = with_commands(&lines, &commands, &callbacks).await;
        let expected = [
            "/ask question: [days:] – Asks",
            "/tag show – Shows one",
            "Show notes (on a user)",
            "! the user cannot do this: the option \"question\" is required",
            "Tea, now?",
            "[2] Size: Small, Large",
            "[1] Yes  Docs <https://example.com>  No (disabled)",
            "(only you can see this) Thanks.",
            "Report (a form: answer line by line, an empty line skips)",
            "What?",
            "How bad? (Low) (optional)",
            "Noted.",
            "",
        ];
        assert_eq!(output, expected.join("\n"));
    }
}
