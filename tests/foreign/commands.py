"""A discord.py bot of commands, buttons, selects, modals and autocomplete, pointed at the sandbox.

Only the two addresses differ from a bot at Discord: discord.py has no setting for them. `commands.mjs` is the same bot
on discord.js.
"""

import asyncio
import io
import os
from typing import Optional, Union

import discord
import yarl
from discord import app_commands, ui

discord.http.Route.BASE = os.environ["GREENROOM_REST"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GREENROOM_GATEWAY"])


class Bot(discord.Client):
    def __init__(self):
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)

    async def on_ready(self):
        await self.tree.sync()
        fetched = await self.tree.fetch_commands()
        names = {command.name for command in self.tree.walk_commands(type=discord.AppCommandType.chat_input)}
        missing = {command.name for command in fetched if command.type.value == 1} - names
        assert not missing and len(fetched) == 14, f"registered otherwise: {fetched}"
        guild = self.guilds[0]
        self.tree.add_command(local, guild=guild)
        await self.tree.sync(guild=guild)
        print("registered", flush=True)


bot = Bot()


@app_commands.command(description="Only here")
async def local(it: discord.Interaction):
    await it.response.send_message("local")


SIZES = [app_commands.Choice(name="Small", value="s"), app_commands.Choice(name="Large", value="l")]


@bot.tree.command(description="Orders something")
@app_commands.choices(size=SIZES)
async def order(
    it: discord.Interaction,
    item: str,
    count: app_commands.Range[int, 1, 5],
    express: Optional[bool],
    weight: Optional[float],
    who: Optional[discord.Member],
    where: Optional[discord.TextChannel],
    role: Optional[discord.Role],
    either: Optional[Union[discord.Member, discord.Role]],
    size: Optional[app_commands.Choice[str]],
    photo: Optional[discord.Attachment],
):
    given = {
        "item": item,
        "count": count,
        "express": None if express is None else str(express).lower(),
        "weight": weight,
        "who": who and who.name,
        "where": where and where.name,
        "role": role and role.name,
        "either": either and either.name,
        "size": size and size.value,
        "photo": photo and f"{photo.filename}/{len(await photo.read())}",
    }
    text = " ".join(f"{name}={value}" for name, value in given.items() if value is not None)
    await it.response.send_message(text)


@order.autocomplete("item")
async def items(it: discord.Interaction, current: str):
    found = [item for item in ("Tea", "Terrine", "Toast") if item.lower().startswith(current)]
    return [app_commands.Choice(name=f"{item} (item)", value=item.lower()) for item in found]


class Tag(app_commands.Group):
    admin = app_commands.Group(name="admin", description="For administrators")

    @app_commands.command(description="Shows a tag")
    async def show(self, it: discord.Interaction, name: str):
        await it.response.send_message(f"{it.command.qualified_name} {name}")

    @admin.command(description="Purges tags")
    async def purge(self, it: discord.Interaction, days: int):
        await it.response.send_message(f"{it.command.qualified_name} {days}")


bot.tree.add_command(Tag(name="tag", description="Tags"))


@bot.tree.command(description="For those who manage")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def admin(it: discord.Interaction):
    await it.response.send_message("administered")


@bot.tree.context_menu(name="Show notes")
async def show_notes(it: discord.Interaction, user: discord.User):
    await it.response.send_message(f"notes of {user.name}", ephemeral=True)


@bot.tree.context_menu(name="Save as note")
async def save_as_note(it: discord.Interaction, message: discord.Message):
    await it.response.send_message(f"saved: {message.content}")


@bot.tree.command(description="Where it is")
async def place(it: discord.Interaction):
    manages = str(it.permissions.manage_guild).lower()
    await it.response.send_message(
        f"{it.user.name} in {it.guild.name} #{it.channel.name}, {it.locale}, manages: {manages}"
    )


@bot.tree.command(description="Answers later")
async def slow(it: discord.Interaction):
    await it.response.defer()
    await it.edit_original_response(content="half")
    more = await it.followup.send("more", wait=True)
    await it.followup.send(f"only {it.user.name}", ephemeral=True)
    await more.edit(content="more, edited")
    half = await it.original_response()
    half = await half.fetch()
    await it.edit_original_response(content=f"done: {half.content}")


class Mine(ui.View):
    @ui.button(label="Mine")
    async def mine(self, it: discord.Interaction, button: ui.Button):
        user = it.message.interaction_metadata.user
        await it.response.edit_message(content=f"{it.message.content}, mine of {user.name}")


@bot.tree.command(description="Only for the user")
async def secret(it: discord.Interaction):
    await it.response.defer(ephemeral=True)
    await it.edit_original_response(content="psst", view=Mine())


@bot.tree.command(description="Deletes its answer")
async def gone(it: discord.Interaction):
    await it.response.send_message("soon gone")
    await it.delete_original_response()
    await it.followup.send("still here")


class Rename(ui.Modal, title="Rename"):
    """The older kind of modal: a text input in a row."""

    name = ui.TextInput(label="New name", style=discord.TextStyle.paragraph, max_length=20)

    async def on_submit(self, it: discord.Interaction):
        await it.response.edit_message(content=f"named {self.name.value}")


class Panel(ui.View):
    votes = 0

    @ui.button(label="Yes")
    async def yes(self, it: discord.Interaction, button: ui.Button):
        self.votes += 1
        await it.response.edit_message(content=f"{self.votes} votes by {it.user.name}")

    @ui.button(label="Later")
    async def later(self, it: discord.Interaction, button: ui.Button):
        await it.response.defer()
        await it.edit_original_response(content="later")

    @ui.button(label="Form")
    async def form(self, it: discord.Interaction, button: ui.Button):
        await it.response.send_modal(Rename())

    @ui.button(label="Stop")
    async def halt(self, it: discord.Interaction, button: ui.Button):
        await it.response.edit_message(content="stopped", view=None)
        self.stop()

    @ui.select(
        placeholder="How big?",
        max_values=2,
        options=[discord.SelectOption(label=label, value=label[0].lower()) for label in ("Small", "Large", "Huge")],
    )
    async def size(self, it: discord.Interaction, select: ui.Select):
        await it.response.send_message(f"sizes: {', '.join(select.values)}")

    @ui.select(cls=ui.UserSelect, placeholder="Who?")
    async def who(self, it: discord.Interaction, select: ui.UserSelect):
        await it.response.send_message(f"who: {select.values[0].name}", ephemeral=True)


@bot.tree.command(description="Buttons and selects")
async def panel(it: discord.Interaction):
    await it.response.send_message("0 votes", view=Panel())


class Pick(ui.View):
    async def show(self, it: discord.Interaction, name: str, select: ui.Select):
        picked = ", ".join(sorted(value.name for value in select.values))
        await it.response.edit_message(content=f"{name}: {picked}")

    @ui.select(cls=ui.ChannelSelect, custom_id="channel", channel_types=[discord.ChannelType.voice])
    async def channel(self, it: discord.Interaction, select: ui.ChannelSelect):
        await self.show(it, "channel", select)

    @ui.select(cls=ui.RoleSelect, custom_id="role", min_values=0, max_values=5)
    async def role(self, it: discord.Interaction, select: ui.RoleSelect):
        await self.show(it, "role", select)

    @ui.select(cls=ui.MentionableSelect, custom_id="either", max_values=2)
    async def either(self, it: discord.Interaction, select: ui.MentionableSelect):
        await self.show(it, "either", select)


@bot.tree.command(description="Selects of channels, roles and users")
async def pick(it: discord.Interaction):
    await it.response.send_message("Pick", view=Pick())


class Report(ui.Modal, title="Report"):
    what = ui.Label(
        text="What?", component=ui.TextInput(style=discord.TextStyle.paragraph, min_length=3, max_length=20)
    )
    bad = ui.Label(
        text="How bad?",
        component=ui.RadioGroup(
            options=[
                discord.RadioGroupOption(label="Low", value="1"),
                discord.RadioGroupOption(label="High", value="2"),
            ]
        ),
    )
    which = ui.Label(
        text="Which?",
        component=ui.Select(
            options=[discord.SelectOption(label="One", value="a"), discord.SelectOption(label="Two", value="b")]
        ),
    )
    proof = ui.Label(text="Proof", component=ui.FileUpload(required=False))

    async def on_submit(self, it: discord.Interaction):
        proof = self.proof.component.values
        name = proof[0].filename if proof else "no proof"
        which = self.which.component.values[0]
        await it.response.send_message(f"{self.what.component.value} {self.bad.component.value} {which} {name}")


@bot.tree.command(description="Opens a modal")
async def ask(it: discord.Interaction):
    await it.response.send_modal(Report())


@bot.tree.command(description="A message of components V2")
async def gallery(it: discord.Interaction):
    view = ui.LayoutView()
    view.add_item(ui.Container(ui.TextDisplay("A cat"), ui.File("attachment://cat.txt")))
    answer = await it.response.send_message(view=view, file=discord.File(io.BytesIO(b"meow"), "cat.txt"))
    media = answer.resource.components[0].children[1].media
    content = await it.client.http.get_from_cdn(media.url)
    await it.followup.send(f"downloaded {content.decode()}")


@bot.tree.command(description="Answers after the deadline")
async def late(it: discord.Interaction):
    await asyncio.sleep(0.3)
    try:
        await it.response.send_message("too late")
    except discord.NotFound as error:
        await it.channel.send(f"{error.code}: {error.text}")


bot.run(os.environ["GREENROOM_TOKEN"])
