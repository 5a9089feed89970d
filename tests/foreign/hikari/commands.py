"""A hikari bot of commands, buttons, selects, modals and autocomplete, pointed at the sandbox. Only `rest_url` differs
from a bot at Discord. It is the same bot as `commands.mjs` and `commands.py`.

hikari 2.7 has modals only with text inputs in rows.
"""

import asyncio
import os

import hikari
from hikari import ChannelType, CommandOption, CommandType, ComponentType, MessageFlag, OptionType, ResponseType

bot = hikari.GatewayBot(
    os.environ["GREENROOM_TOKEN"],
    rest_url=os.environ["GREENROOM_REST"],
    banner=None,
    intents=hikari.Intents.GUILDS,
)


def slash(name):
    return bot.rest.slash_command_builder(name, f"The command {name}")


def option(kind, name, **more):
    return CommandOption(type=kind, name=name, description=f"The option {name}", **more)


def order():
    sizes = [hikari.CommandChoice(name="Small", value="s"), hikari.CommandChoice(name="Large", value="l")]
    options = [
        option(OptionType.STRING, "item", is_required=True, autocomplete=True),
        option(OptionType.INTEGER, "count", is_required=True, min_value=1, max_value=5),
        option(OptionType.BOOLEAN, "express"),
        option(OptionType.FLOAT, "weight"),
        option(OptionType.USER, "who"),
        option(OptionType.CHANNEL, "where", channel_types=[ChannelType.GUILD_TEXT]),
        option(OptionType.ROLE, "role"),
        option(OptionType.MENTIONABLE, "either"),
        option(OptionType.STRING, "size", choices=sizes),
        option(OptionType.ATTACHMENT, "photo"),
    ]
    command = slash("order").set_description_localizations({"de": "Bestellt etwas"})
    for it in options:
        command.add_option(it)
    return command


def tag():
    show = option(OptionType.SUB_COMMAND, "show", options=[option(OptionType.STRING, "name")])
    purge = option(OptionType.SUB_COMMAND, "purge", options=[option(OptionType.INTEGER, "days")])
    admin = option(OptionType.SUB_COMMAND_GROUP, "admin", options=[purge])
    return slash("tag").add_option(show).add_option(admin)


@bot.listen()
async def on_started(_: hikari.StartedEvent):
    admin = slash("admin").set_default_member_permissions(hikari.Permissions.MANAGE_GUILD)
    admin.set_context_types([hikari.ApplicationContextType.GUILD])
    others = ["place", "slow", "secret", "gone", "panel", "pick", "ask", "gallery", "late"]
    commands = [order(), tag(), admin, *map(slash, others)]
    commands.append(bot.rest.context_menu_command_builder(CommandType.USER, "Show notes"))
    commands.append(bot.rest.context_menu_command_builder(CommandType.MESSAGE, "Save as note"))
    for command in commands:
        command.set_integration_types([hikari.ApplicationIntegrationType.GUILD_INSTALL])
    application = await bot.rest.fetch_application()
    registered = await bot.rest.set_application_commands(application, commands)
    assert len(registered) == len(commands), f"registered otherwise: {registered}"
    guild = next(iter(bot.cache.get_guilds_view()))
    await bot.rest.set_application_commands(application, [slash("local")], guild)
    print("registered", flush=True)


async def reply(it, text, **more):
    await it.create_initial_response(ResponseType.MESSAGE_CREATE, text, **more)


async def update(it, text, **more):
    await it.create_initial_response(ResponseType.MESSAGE_UPDATE, text, **more)


def name_of(resolved, id):
    return resolved.users[id].username if id in resolved.users else resolved.roles[id].name


async def ordered(it):
    given = {}
    for option in it.options:
        value = option.value
        match option.type:
            case OptionType.USER | OptionType.ROLE | OptionType.MENTIONABLE:
                value = name_of(it.resolved, value)
            case OptionType.CHANNEL:
                value = it.resolved.channels[value].name
            case OptionType.BOOLEAN:
                value = str(value).lower()
            case OptionType.ATTACHMENT:
                file = it.resolved.attachments[value]
                value = f"{file.filename}/{len(await file.read())}"
        given[option.name] = value
    # In the order of the options, whichever was given first.
    names = ["item", "count", "express", "weight", "who", "where", "role", "either", "size", "photo"]
    await reply(it, " ".join(f"{name}={given[name]}" for name in names if name in given))


async def tagged(it):
    path, options = ["tag"], it.options
    while options[0].options is not None:
        path.append(options[0].name)
        options = options[0].options
    await reply(it, f"{' '.join(path)} {options[0].value}")


async def administered(it):
    await reply(it, "administered")


async def local(it):
    await reply(it, "local")


async def notes(it):
    user = it.resolved.users[it.target_id]
    await reply(it, f"notes of {user.username}", flags=MessageFlag.EPHEMERAL)


async def save(it):
    await reply(it, f"saved: {it.resolved.messages[it.target_id].content}")


async def place(it):
    manages = bool(it.member.permissions & hikari.Permissions.MANAGE_GUILD)
    where = f"{it.get_guild().name} #{it.channel.name}"
    await reply(it, f"{it.user.username} in {where}, {it.locale}, manages: {str(manages).lower()}")


async def slow(it):
    await it.create_initial_response(ResponseType.DEFERRED_MESSAGE_CREATE)
    await it.edit_initial_response("half")
    more = await it.execute("more")
    await it.execute(f"only {it.user.username}", flags=MessageFlag.EPHEMERAL)
    await it.edit_message(more, "more, edited")
    half = await it.fetch_initial_response()
    await it.edit_initial_response(f"done: {half.content}")


def buttons(*labels):
    row = bot.rest.build_message_action_row()
    for label in labels:
        row.add_interactive_button(hikari.ButtonStyle.PRIMARY, label.lower(), label=label)
    return row


async def secret(it):
    await it.create_initial_response(ResponseType.DEFERRED_MESSAGE_CREATE, flags=MessageFlag.EPHEMERAL)
    await it.edit_initial_response("psst", component=buttons("Mine"))


async def gone(it):
    await reply(it, "soon gone")
    await it.delete_initial_response()
    await it.execute("still here")


async def panel(it):
    size = bot.rest.build_message_action_row().add_text_menu("size", placeholder="How big?", max_values=2)
    for label, value in (("Small", "s"), ("Large", "l"), ("Huge", "h")):
        size.add_option(label, value)
    who = bot.rest.build_message_action_row()
    who.add_select_menu(ComponentType.USER_SELECT_MENU, "who", placeholder="Who?", min_values=1)
    await reply(it, "0 votes", components=[buttons("Yes", "Later", "Form", "Stop"), size.parent, who])


async def pick(it):
    channel, role, either = (bot.rest.build_message_action_row() for _ in range(3))
    channel.add_channel_menu("channel", channel_types=[ChannelType.GUILD_VOICE])
    role.add_select_menu(ComponentType.ROLE_SELECT_MENU, "role", max_values=5)
    either.add_select_menu(ComponentType.MENTIONABLE_SELECT_MENU, "either", max_values=2)
    await reply(it, "Pick", components=[channel, role, either])


def text_input(id, label, **more):
    row = bot.rest.build_modal_action_row()
    return row.add_text_input(id, label, style=hikari.TextInputStyle.PARAGRAPH, max_length=20, **more)


async def ask(it):
    rows = [text_input("what", "What?", min_length=3), text_input("bad", "How bad?")]
    await it.create_modal_response("Report", "report", components=rows)


async def gallery(it):
    container = hikari.impl.ContainerComponentBuilder()
    container.add_text_display("A cat")
    container.add_file(hikari.Bytes(b"meow", "cat.txt"))
    await it.create_initial_response(
        ResponseType.MESSAGE_CREATE, component=container, flags=MessageFlag.IS_COMPONENTS_V2
    )
    message = await it.fetch_initial_response()
    content = await message.components[0].components[1].file.read()
    await it.execute(f"downloaded {content.decode()}")


async def late(it):
    await asyncio.sleep(0.3)
    try:
        await reply(it, "too late")
    except hikari.NotFoundError as error:
        await bot.rest.create_message(it.channel_id, f"{int(error.code)}: {error.message}")


COMMANDS = {
    "order": ordered,
    "tag": tagged,
    "admin": administered,
    "local": local,
    "Show notes": notes,
    "Save as note": save,
    **{command.__name__: command for command in (place, slow, secret, gone, panel, pick, ask, gallery, late)},
}


@bot.listen()
async def on_command(event: hikari.CommandInteractionCreateEvent):
    await COMMANDS[event.interaction.command_name](event.interaction)


@bot.listen()
async def on_autocomplete(event: hikari.AutocompleteInteractionCreateEvent):
    option = next(option for option in event.interaction.options if option.is_focused)
    found = [item for item in ("Tea", "Terrine", "Toast") if item.lower().startswith(option.value)]
    choice = hikari.impl.AutocompleteChoiceBuilder
    await event.interaction.create_response([choice(f"{item} ({option.name})", item.lower()) for item in found])


@bot.listen()
async def on_component(event: hikari.ComponentInteractionCreateEvent):
    it = event.interaction
    match it.custom_id:
        case "mine":
            await update(it, f"{it.message.content}, mine of {it.message.interaction_metadata.user.username}")
        case "yes":
            votes = int(it.message.content.split()[0]) + 1
            await update(it, f"{votes} votes by {it.user.username}")
        case "later":
            await it.create_initial_response(ResponseType.DEFERRED_MESSAGE_UPDATE)
            await it.edit_initial_response("later")
        case "form":
            await it.create_modal_response("Rename", "rename", component=text_input("name", "New name"))
        case "stop":
            await update(it, "stopped", components=[])
        case "size":
            await reply(it, f"sizes: {', '.join(it.values)}")
        case "who":
            user = next(iter(it.resolved.users.values()))
            await reply(it, f"who: {user.username}", flags=MessageFlag.EPHEMERAL)
        case "channel":
            await update(it, f"channel: {it.resolved.channels[hikari.Snowflake(it.values[0])].name}")
        case id:
            names = sorted(name_of(it.resolved, hikari.Snowflake(value)) for value in it.values)
            await update(it, f"{id}: {', '.join(names)}")


@bot.listen()
async def on_modal(event: hikari.ModalInteractionCreateEvent):
    it = event.interaction
    values = " ".join(field.value for row in it.components for field in row)
    if it.custom_id == "rename":
        await update(it, f"named {values}")
    else:
        await reply(it, values)


bot.run(check_for_updates=False)
