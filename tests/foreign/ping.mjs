// A discord.js bot that answers !ping, pointed at the sandbox. Only `rest` differs from a bot at Discord.
import { Client, Events, GatewayIntentBits } from "discord.js";

// discord.js takes the version of http://127.0.0.1:1234/api/v10 as an option of its own. It gets the gateway's address
// by itself, at GET /gateway/bot.
const [, api, version] = process.env.GREENROOM_REST.match(/^(.*)\/v(\d+)$/);

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  rest: { api, version },
});

client.once(Events.ClientReady, (ready) => {
  console.log(`ready: ${ready.user.username} in ${ready.guilds.cache.map((guild) => guild.name).join(", ")}`);
});

client.on(Events.ShardResume, (shard, replayed) => {
  console.log(`resumed: shard ${shard}, ${replayed} events`);
});

client.on(Events.MessageCreate, async (message) => {
  if (message.content === "!ping") {
    await message.reply("Pong!");
  }
});

client.on(Events.Error, console.error);

client.login(process.env.GREENROOM_TOKEN);
