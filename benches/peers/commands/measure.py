"""What 100 commands of 5 options cost to compile: by our macros, registered by hand, and by poise.

    python3 benches/peers/commands/measure.py [--rounds 5]

Writes three crates into scratch/commands, builds their dependencies, and prints, as medians in seconds of CPU (user and
system, one job): `cargo check` after one body was changed (incremental), and `cargo build` of the crate from nothing.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PLACE = ROOT / "scratch" / "commands"
TARGET = PLACE / "target"
COMMANDS = 100

OURS = """
/// Command {n}
#[command]
async fn command_{n}(
    #[option("A text")] text: String,
    #[option("A number", range = 1..=10)] number: u32,
    #[option("A member")] member: GuildMember,
    #[option("A channel")] channel: Option<Channel>,
    #[option("Yes")] yes: Option<bool>,
) -> CommandResult<String> {{
    let changed = {mark};
    Ok(format!("{{text}} {{number}} {{}} {{}} {{yes:?}} {{changed}}", member.id(), channel.is_some()))
}}
"""

BY_HAND = """
fn spec_{n}() -> CommandSpec {{
    CommandSpec::chat_input("command_{n}", "Command {n}")
        .option(CommandOption::string("text", "A text").required(true))
        .option(CommandOption::integer("number", "A number").min_value(1).max_value(10).required(true))
        .option(CommandOption::user("member", "A member").required(true))
        .option(CommandOption::channel("channel", "A channel"))
        .option(CommandOption::boolean("yes", "Yes"))
}}

async fn command_{n}(ctx: &Context, it: &InteractionCreate) -> HandlerResult {{
    let (text, number): (&str, u32) = (it.option("text")?, it.option("number")?);
    let (member, channel): (&User, Option<&Channel>) = (it.option("member")?, it.option("channel")?);
    let (yes, changed): (Option<bool>, u32) = (it.option("yes")?, {mark});
    let answer = format!("{{text}} {{number}} {{}} {{}} {{yes:?}} {{changed}}", member.id, channel.is_some());
    it.respond_text(ctx, answer).await?;
    Ok(())
}}
"""

POISE = """
/// Command {n}
#[poise::command(slash_command)]
async fn command_{n}(
    ctx: Context<'_>,
    #[description = "A text"] text: String,
    #[description = "A number"] #[min = 1] #[max = 10] number: u32,
    #[description = "A member"] member: serenity::Member,
    #[description = "A channel"] channel: Option<serenity::GuildChannel>,
    #[description = "Yes"] yes: Option<bool>,
) -> Result<(), Error> {{
    let changed = {mark};
    let id = member.user.id;
    ctx.say(format!("{{text}} {{number}} {{id}} {{}} {{yes:?}} {{changed}}", channel.is_some())).await?;
    Ok(())
}}
"""


def join(text):
    return "".join(text.format(n=n) for n in range(COMMANDS))


CRATES = {
    "ours": {
        "dependencies": f'greenroom = {{ path = "{ROOT}" }}\n',
        "head": "use greenroom::model::Channel;\nuse greenroom::prelude::*;\n",
        "command": OURS,
        "tail": "\n#[greenroom::main]\nasync fn main() -> greenroom::Result<()> {\n    let bot = Bot::from_env()?;\n"
        + join("    let bot = bot.command(command_{n});\n")
        + "    bot.run().await\n}\n",
    },
    "by_hand": {
        "dependencies": f'greenroom = {{ path = "{ROOT}" }}\n',
        "head": "use greenroom::model::{Channel, CommandOption, CommandSpec, User};\nuse greenroom::prelude::*;\n",
        "command": BY_HAND,
        "tail": "\nstruct Hand;\n\n#[event_handler]\nimpl EventHandler for Hand {\n"
        + "    async fn ready(&self, ctx: &Context, it: &Ready) -> HandlerResult {\n"
        + "        let specs = ["
        + join("spec_{n}(), ")
        + "];\n        ctx.http().set_global_commands(it.application.id, &specs).await?;\n        Ok(())\n    }\n\n"
        + "    async fn interaction_create(&self, ctx: &Context, it: &InteractionCreate) -> HandlerResult {\n"
        + "        match it.command().map_or(\"\", |it| it.name.as_str()) {\n"
        + join('            "command_{n}" => command_{n}(ctx, it).await,\n')
        + "            _ => Ok(()),\n        }\n    }\n}\n"
        + "\n#[greenroom::main]\nasync fn main() -> greenroom::Result<()> {\n"
        + "    Bot::from_env()?.handler(Hand).run().await\n}\n",
    },
    "poise": {
        "dependencies": 'poise = "0.6"\ntokio = { version = "1", features = ["rt-multi-thread"] }\n',
        "head": "use poise::serenity_prelude as serenity;\ntype Error = Box<dyn std::error::Error + Send + Sync>;\n"
        + "type Context<'a> = poise::Context<'a, (), Error>;\n",
        "command": POISE,
        "tail": "\n#[tokio::main]\nasync fn main() {\n    let options = poise::FrameworkOptions {\n"
        + "        commands: vec!["
        + join("command_{n}(), ")
        + "],\n        ..Default::default()\n    };\n"
        + "    let framework = poise::Framework::builder().options(options).setup(|ctx, _, framework| {\n"
        + "        Box::pin(async move {\n"
        + "            poise::builtins::register_globally(ctx, &framework.options().commands).await?;\n"
        + "            Ok(())\n        })\n    }).build();\n"
        + "    let token = std::env::var(\"DISCORD_TOKEN\").unwrap_or_default();\n"
        + "    let intents = serenity::GatewayIntents::non_privileged();\n"
        + "    let client = serenity::ClientBuilder::new(token, intents).framework(framework).await;\n"
        + "    client.unwrap().start().await.unwrap();\n}\n",
    },
}


def write(name, mark):
    crate, place = CRATES[name], PLACE / name
    (place / "src").mkdir(parents=True, exist_ok=True)
    manifest = f'[package]\nname = "commands-{name.replace("_", "-")}"\nversion = "0.1.0"\nedition = "2024"\n'
    (place / "Cargo.toml").write_text(f"{manifest}\n[workspace]\n\n[dependencies]\n{crate['dependencies']}")
    marks = [mark] + [0] * (COMMANDS - 1)
    commands = "".join(crate["command"].format(n=n, mark=marks[n]) for n in range(COMMANDS))
    (place / "src" / "main.rs").write_text(crate["head"] + commands + crate["tail"])


def cargo(name, *arguments):
    environment = os.environ | {"CARGO_TARGET_DIR": str(TARGET), "CARGO_INCREMENTAL": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["cargo", *arguments, "-q"], cwd=PLACE / name, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    touched, clean = {name: [] for name in CRATES}, {name: [] for name in CRATES}
    for name in CRATES:
        write(name, 0)
        cargo(name, "build")
        cargo(name, "check")
    for number in range(1, rounds + 1):
        for name in CRATES:
            write(name, number)
            touched[name].append(cargo(name, "check", "-j1"))
            # A build that has nothing of an earlier one. The next check is incremental again.
            cargo(name, "clean", "-p", f"commands-{name.replace('_', '-')}")
            for old in (TARGET / "debug" / "incremental").glob(f"commands_{name}-*"):
                shutil.rmtree(old)
            clean[name].append(cargo(name, "build", "-j1"))
            cargo(name, "check")
    for what, times in [("check, one body changed", touched), ("build of the crate from nothing", clean)]:
        print(what)
        for name, all_times in times.items():
            shown = " ".join(f"{time:.2f}" for time in all_times)
            print(f"  {name:8} {statistics.median(all_times):6.2f}   ({shown})")


if __name__ == "__main__":
    main()
