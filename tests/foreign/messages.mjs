// A discord.js bot that sends messages of all kinds and changes the guild, one thing upon each `!command`, pointed at
// the sandbox. Only `rest` differs from a bot at Discord. `messages.py` is the same bot on discord.py.
import { AttachmentBuilder, Client, EmbedBuilder, Events, GatewayIntentBits, PresenceUpdateStatus } from "discord.js";

const [, api, version] = process.env.GREENROOM_REST.match(/^(.*)\/v(\d+)$/);
const { Guilds, GuildMessages, MessageContent, GuildMembers, GuildMessageReactions } = GatewayIntentBits;
const intents = [Guilds, GuildMessages, MessageContent, GuildMembers, GuildMessageReactions];
const client = new Client({ intents, rest: { api, version } });

const commands = {
  "!ping": (it) => it.reply("Pong!"),

  "!embed"(it) {
    const embed = new EmbedBuilder()
      .setTitle("A title")
      .setDescription("What it is")
      .setColor(0x3366ff)
      .setAuthor({ name: "An author" })
      .addFields({ name: "A name", value: "a value", inline: true })
      .setFooter({ text: "A footer" });
    return it.channel.send({ embeds: [embed] });
  },

  "!upload": (it) =>
    it.channel.send({
      content: "a file",
      files: [new AttachmentBuilder(Buffer.from("meow")).setName("two words.txt")],
    }),

  async "!edit"(it) {
    const said = await it.channel.send("before");
    await said.edit("after");
  },

  async "!delete"(it) {
    const said = await it.channel.send("not for long");
    await said.delete();
    await it.channel.send("deleted");
  },

  async "!webhook"(it) {
    const webhook = await it.channel.createWebhook({ name: "Herald" });
    const said = await webhook.send({ content: "news", username: "Crier" });
    await webhook.editMessage(said, "old news");
    await webhook.delete();
  },

  async "!thread"(it) {
    const thread = await it.startThread({ name: "talk" });
    await thread.send("in the thread");
    await thread.setArchived(true);
  },

  async "!role"(it) {
    const role = await it.guild.roles.create({ name: "Helpers", colors: { primaryColor: 0x3366ff } });
    await it.member.roles.add(role);
    await it.channel.send("given");
  },

  async "!unrole"(it) {
    const role = it.guild.roles.cache.find((role) => role.name === "Helpers");
    await it.member.roles.remove(role);
    await role.delete();
    await it.channel.send("taken");
  },

  "!react": (it) => it.react("👍"),

  async "!poll"(it) {
    const poll = {
      question: { text: "What to drink?" },
      answers: [{ text: "Tea" }, { text: "Coffee" }],
      duration: 1,
      allowMultiselect: true,
    };
    const said = await it.channel.send({ poll });
    await said.poll.end();
    await it.channel.send("ended");
  },

  async "!members"(it) {
    const members = await it.guild.members.fetch();
    const names = members.filter((member) => !member.user.bot).map((member) => member.user.username);
    await it.channel.send(`members: ${names.sort().join(", ")}`);
  },

  async "!nick"(it) {
    await it.member.setNickname("Al");
    await it.channel.send("renamed");
  },

  "!presence": () =>
    client.user.setPresence({ activities: [{ name: "chess" }], status: PresenceUpdateStatus.DoNotDisturb }),

  "!dm": (it) => it.author.send("in private"),
};

client.once(Events.ClientReady, (ready) => console.log(`ready: ${ready.user.username}`));

client.on(Events.ShardResume, (shard, replayed) => console.log(`resumed: shard ${shard}, ${replayed} events`));

client.on(Events.MessageCreate, async (message) => {
  await commands[message.content]?.(message);
});

client.on(Events.MessageReactionAdd, async (reaction, user) => {
  if (!user.bot) {
    await reaction.message.channel.send(`${user.username} reacted ${reaction.emoji.name}`);
  }
});

client.on(Events.Error, console.error);
process.on("unhandledRejection", console.error);

client.login(process.env.GREENROOM_TOKEN);
