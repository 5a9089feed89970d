"""A discord.py bot that answers !ping, pointed at the sandbox.

Of everything below, only the two addresses are not what every such bot says: discord.py has no setting for them.
"""

import os

import discord
import yarl

discord.http.Route.BASE = os.environ["GREENROOM_REST"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GREENROOM_GATEWAY"])


class Ping(discord.Client):
    async def on_ready(self):
        print(f"ready: {self.user.name} in {', '.join(guild.name for guild in self.guilds)}", flush=True)

    async def on_resumed(self):
        print("resumed", flush=True)

    async def on_message(self, message):
        if message.content == "!ping":
            await message.reply("Pong!")


intents = discord.Intents.none()
intents.guilds = True
intents.guild_messages = True
intents.message_content = True

Ping(intents=intents).run(os.environ["GREENROOM_TOKEN"])
