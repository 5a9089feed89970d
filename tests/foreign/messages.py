"""A discord.py bot that sends messages of all kinds and changes the guild, one thing upon each `!command`, pointed at
the sandbox.

Only the two addresses differ from a bot at Discord: discord.py has no setting for them. `messages.mjs` is the same bot
on discord.js.
"""

import datetime
import io
import os

import discord
import yarl

discord.http.Route.BASE = os.environ["GREENROOM_REST"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GREENROOM_GATEWAY"])


class Bot(discord.Client):
    async def on_ready(self):
        print(f"ready: {self.user.name}", flush=True)

    async def on_resumed(self):
        print("resumed", flush=True)

    async def on_message(self, message):
        command = COMMANDS.get(message.content)
        if command and not message.author.bot:
            await command(message)

    async def on_reaction_add(self, reaction, user):
        if not user.bot:
            await reaction.message.channel.send(f"{user.name} reacted {reaction.emoji}")


async def ping(it):
    await it.reply("Pong!")


async def embed(it):
    embed = discord.Embed(title="A title", description="What it is", color=0x3366FF)
    embed.set_author(name="An author")
    embed.add_field(name="A name", value="a value", inline=True)
    embed.set_footer(text="A footer")
    await it.channel.send(embed=embed)


async def upload(it):
    await it.channel.send("a file", file=discord.File(io.BytesIO(b"meow"), "two words.txt"))


async def edit(it):
    said = await it.channel.send("before")
    await said.edit(content="after")


async def delete(it):
    said = await it.channel.send("not for long")
    await said.delete()
    await it.channel.send("deleted")


async def webhook(it):
    webhook = await it.channel.create_webhook(name="Herald")
    said = await webhook.send("news", username="Crier", wait=True)
    await said.edit(content="old news")
    await webhook.delete()


async def thread(it):
    thread = await it.create_thread(name="talk")
    await thread.send("in the thread")
    await thread.edit(archived=True)


async def role(it):
    role = await it.guild.create_role(name="Helpers", color=0x3366FF)
    await it.author.add_roles(role)
    await it.channel.send("given")


async def unrole(it):
    role = discord.utils.get(it.guild.roles, name="Helpers")
    await it.author.remove_roles(role)
    await role.delete()
    await it.channel.send("taken")


async def react(it):
    await it.add_reaction("👍")


async def poll(it):
    poll = discord.Poll("What to drink?", duration=datetime.timedelta(hours=1), multiple=True)
    poll.add_answer(text="Tea").add_answer(text="Coffee")
    said = await it.channel.send(poll=poll)
    await said.end_poll()
    await it.channel.send("ended")


async def members(it):
    members = await it.guild.chunk()
    names = sorted(member.name for member in members if not member.bot)
    await it.channel.send(f"members: {', '.join(names)}")


async def nick(it):
    await it.author.edit(nick="Al")
    await it.channel.send("renamed")


async def presence(it):
    await bot.change_presence(activity=discord.Game("chess"), status=discord.Status.dnd)


async def dm(it):
    await it.author.send("in private")


NAMED = [ping, embed, upload, edit, delete, webhook, thread, role, unrole, react, poll, members, nick, presence, dm]
COMMANDS = {f"!{command.__name__}": command for command in NAMED}

intents = discord.Intents.none()
intents.guilds = True
intents.guild_messages = True
intents.message_content = True
intents.members = True
intents.guild_reactions = True

bot = Bot(intents=intents, chunk_guilds_at_startup=False)
bot.run(os.environ["GREENROOM_TOKEN"])
