"""A hikari bot that sends messages of all kinds and changes the guild, one thing upon each `!command`, pointed at the
sandbox. Only `rest_url` differs from a bot at Discord. It is the same bot as `messages.mjs` and `messages.py`.
"""

import asyncio
import datetime
import os

import hikari

Intents = hikari.Intents
bot = hikari.GatewayBot(
    os.environ["GREENROOM_TOKEN"],
    rest_url=os.environ["GREENROOM_REST"],
    banner=None,
    intents=Intents.GUILDS
    | Intents.GUILD_MESSAGES
    | Intents.MESSAGE_CONTENT
    | Intents.GUILD_MEMBERS
    | Intents.GUILD_MESSAGE_REACTIONS,
)


async def ping(it):
    await it.message.respond("Pong!", reply=True)


async def embed(it):
    embed = hikari.Embed(title="A title", description="What it is", color=0x3366FF)
    embed.set_author(name="An author")
    embed.add_field("A name", "a value", inline=True)
    embed.set_footer("A footer")
    await bot.rest.create_message(it.channel_id, embed=embed)


async def upload(it):
    await bot.rest.create_message(it.channel_id, "a file", attachment=hikari.Bytes(b"meow", "two words.txt"))


async def edit(it):
    said = await bot.rest.create_message(it.channel_id, "before")
    await said.edit("after")


async def delete(it):
    said = await bot.rest.create_message(it.channel_id, "not for long")
    await said.delete()
    await bot.rest.create_message(it.channel_id, "deleted")


async def webhook(it):
    webhook = await bot.rest.create_webhook(it.channel_id, "Herald")
    said = await webhook.execute("news", username="Crier")
    await webhook.edit_message(said, "old news")
    await webhook.delete()


async def thread(it):
    thread = await bot.rest.create_message_thread(it.channel_id, it.message, "talk")
    await thread.send("in the thread")
    await bot.rest.edit_channel(thread, archived=True)


async def role(it):
    role = await bot.rest.create_role(it.guild_id, name="Helpers", color=0x3366FF)
    await it.member.add_role(role)
    await bot.rest.create_message(it.channel_id, "given")


async def unrole(it):
    role = next(role for role in await bot.rest.fetch_roles(it.guild_id) if role.name == "Helpers")
    await it.member.remove_role(role)
    await bot.rest.delete_role(it.guild_id, role)
    await bot.rest.create_message(it.channel_id, "taken")


async def react(it):
    await it.message.add_reaction("👍")


async def poll(it):
    poll = hikari.impl.PollBuilder(
        question_text="What to drink?",
        duration=1,
        allow_multiselect=True,
        answers=[hikari.impl.PollAnswerBuilder(text="Tea"), hikari.impl.PollAnswerBuilder(text="Coffee")],
    )
    said = await bot.rest.create_message(it.channel_id, poll=poll)
    await bot.rest.end_poll(it.channel_id, said)
    await bot.rest.create_message(it.channel_id, "ended")


async def members(it):
    nonce = str(it.channel_id)
    # hikari has requested all members at the start: within 30 seconds the limit refuses a second such request.
    await bot.request_guild_members(it.guild_id, limit=100, nonce=nonce)


@bot.listen()
async def on_chunk(it: hikari.MemberChunkEvent):
    # hikari also requests the members of each guild by itself, with a nonce of its own.
    if not (it.nonce or "").isdecimal():
        return
    names = sorted(member.username for member in it.members.values() if not member.is_bot)
    await bot.rest.create_message(int(it.nonce), f"members: {', '.join(names)}")


async def nick(it):
    await it.member.edit(nickname="Al")
    await bot.rest.create_message(it.channel_id, "renamed")


async def presence(it):
    await bot.update_presence(activity=hikari.Activity(name="chess"), status=hikari.Status.DO_NOT_DISTURB)


async def dm(it):
    await it.author.send("in private")


NAMED = [ping, embed, upload, edit, delete, webhook, thread, role, unrole, react, poll, members, nick, presence, dm]
COMMANDS = {f"!{command.__name__}": command for command in NAMED}


@bot.listen()
async def on_message(it: hikari.GuildMessageCreateEvent):
    command = COMMANDS.get(it.content)
    if command and it.is_human:
        await command(it)


@bot.listen()
async def on_reaction(it: hikari.GuildReactionAddEvent):
    if not it.member.is_bot:
        await bot.rest.create_message(it.channel_id, f"{it.member.username} reacted {it.emoji_name}")


@bot.listen()
async def on_resumed(_: hikari.ShardResumedEvent):
    print("resumed", flush=True)


bot.run(check_for_updates=False)
