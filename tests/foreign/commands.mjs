// A discord.js bot of commands, buttons, selects, modals and autocomplete, pointed at the sandbox. Only `rest` differs
// from a bot at Discord. `commands.py` is the same bot on discord.py.
import {
  ActionRowBuilder,
  ApplicationCommandType,
  ApplicationIntegrationType,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  ChannelType,
  Client,
  ContainerBuilder,
  ContextMenuCommandBuilder,
  Events,
  FileBuilder,
  FileUploadBuilder,
  GatewayIntentBits,
  InteractionContextType,
  LabelBuilder,
  MentionableSelectMenuBuilder,
  MessageFlags,
  ModalBuilder,
  PermissionFlagsBits,
  RadioGroupBuilder,
  RoleSelectMenuBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
} from "discord.js";

const [, api, version] = process.env.GREENROOM_REST.match(/^(.*)\/v(\d+)$/);
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api, version } });

const slash = (name) => new SlashCommandBuilder().setName(name).setDescription(`The command ${name}`);
const option = (name) => (it) => it.setName(name).setDescription(`The option ${name}`);

const order = slash("order")
  .setDescriptionLocalizations({ de: "Bestellt etwas" })
  .addStringOption((it) => option("item")(it).setRequired(true).setAutocomplete(true))
  .addIntegerOption((it) => option("count")(it).setRequired(true).setMinValue(1).setMaxValue(5))
  .addBooleanOption(option("express"))
  .addNumberOption(option("weight"))
  .addUserOption(option("who"))
  .addChannelOption((it) => option("where")(it).addChannelTypes(ChannelType.GuildText))
  .addRoleOption(option("role"))
  .addMentionableOption(option("either"))
  .addStringOption((it) => option("size")(it).addChoices({ name: "Small", value: "s" }, { name: "Large", value: "l" }))
  .addAttachmentOption(option("photo"));

const tag = slash("tag")
  .addSubcommand((it) => it.setName("show").setDescription("Shows a tag").addStringOption(option("name")))
  .addSubcommandGroup((group) =>
    group
      .setName("admin")
      .setDescription("For administrators")
      .addSubcommand((it) => it.setName("purge").setDescription("Purges tags").addIntegerOption(option("days"))),
  );

const built = [
  order,
  tag,
  slash("admin").setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild).setContexts(InteractionContextType.Guild),
  ...["place", "slow", "secret", "gone", "panel", "pick", "ask", "gallery", "late"].map(slash),
  new ContextMenuCommandBuilder().setName("Show notes").setType(ApplicationCommandType.User),
  new ContextMenuCommandBuilder().setName("Save as note").setType(ApplicationCommandType.Message),
].map((it) => it.setIntegrationTypes(ApplicationIntegrationType.GuildInstall));

// As they are sent: `equals` takes what a builder leaves undefined for a difference.
const commands = JSON.parse(JSON.stringify(built));

client.once(Events.ClientReady, async (ready) => {
  await ready.application.commands.set(commands);
  const fetched = await ready.application.commands.fetch({ withLocalizations: true });
  const differs = commands.filter((it) => !fetched.find((other) => other.name === it.name)?.equals(it));
  if (differs.length > 0) {
    throw new Error(`registered otherwise: ${differs.map((it) => it.name).join(", ")}`);
  }
  const guild = ready.guilds.cache.first();
  const local = await guild.commands.create(slash("local"));
  await local.edit({ description: "Only here" });
  console.log("registered");
});

const button = (id) => new ButtonBuilder().setCustomId(id.toLowerCase()).setLabel(id).setStyle(ButtonStyle.Primary);
const row = (...components) => new ActionRowBuilder().addComponents(...components);
const text = (id) => new TextInputBuilder().setCustomId(id).setStyle(TextInputStyle.Paragraph).setMaxLength(20);

const choices = (labels) => Object.entries(labels).map(([label, value]) => ({ label, value }));

const panel = [
  row(button("Yes"), button("Later"), button("Form"), button("Stop")),
  row(
    new StringSelectMenuBuilder()
      .setCustomId("size")
      .setPlaceholder("How big?")
      .setMaxValues(2)
      .addOptions(choices({ Small: "s", Large: "l", Huge: "h" })),
  ),
  row(new UserSelectMenuBuilder().setCustomId("who").setPlaceholder("Who?")),
];

// The older kind of modal: a text input in a row.
const renaming = new ModalBuilder()
  .setCustomId("rename")
  .setTitle("Rename")
  .addComponents(row(text("name").setLabel("New name")));

const report = new ModalBuilder()
  .setCustomId("report")
  .setTitle("Report")
  .addLabelComponents(
    new LabelBuilder().setLabel("What?").setTextInputComponent(text("what").setMinLength(3)),
    new LabelBuilder()
      .setLabel("How bad?")
      .setRadioGroupComponent(new RadioGroupBuilder().setCustomId("bad").addOptions(choices({ Low: "1", High: "2" }))),
    new LabelBuilder()
      .setLabel("Which?")
      .setStringSelectMenuComponent(
        new StringSelectMenuBuilder().setCustomId("which").addOptions(choices({ One: "a", Two: "b" })),
      ),
    new LabelBuilder()
      .setLabel("Proof")
      .setFileUploadComponent(new FileUploadBuilder().setCustomId("proof").setRequired(false)),
  );

async function ordered({ options }) {
  const photo = options.getAttachment("photo");
  const either = options.getMentionable("either");
  const given = {
    item: options.getString("item"),
    count: options.getInteger("count"),
    express: options.getBoolean("express"),
    weight: options.getNumber("weight"),
    who: options.getMember("who")?.user.username,
    where: options.getChannel("where")?.name,
    role: options.getRole("role")?.name,
    either: either?.user?.username ?? either?.name,
    size: options.getString("size"),
    photo: photo && `${photo.name}/${(await (await fetch(photo.url)).text()).length}`,
  };
  return Object.entries(given)
    .filter(([, value]) => value != null)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

const answers = {
  order: async (it) => it.reply(await ordered(it)),
  tag(it) {
    const path = [it.options.getSubcommandGroup(), it.options.getSubcommand()].filter(Boolean).join(" ");
    return it.reply(`tag ${path} ${it.options.getString("name") ?? it.options.getInteger("days")}`);
  },
  admin: (it) => it.reply("administered"),
  local: (it) => it.reply("local"),
  "Show notes": (it) => it.reply({ content: `notes of ${it.targetUser.username}`, flags: MessageFlags.Ephemeral }),
  "Save as note": (it) => it.reply(`saved: ${it.targetMessage.content}`),

  async place(it) {
    const manages = it.memberPermissions.has(PermissionFlagsBits.ManageGuild);
    await it.reply(`${it.user.username} in ${it.guild.name} #${it.channel.name}, ${it.locale}, manages: ${manages}`);
  },

  async slow(it) {
    await it.deferReply();
    await it.editReply("half");
    const more = await it.followUp("more");
    await it.followUp({ content: `only ${it.user.username}`, flags: MessageFlags.Ephemeral });
    await it.webhook.editMessage(more, "more, edited");
    const half = await it.fetchReply();
    await it.editReply(`done: ${half.content}`);
  },

  async secret(it) {
    await it.deferReply({ flags: MessageFlags.Ephemeral });
    await it.editReply({ content: "psst", components: [row(button("Mine"))] });
  },

  async gone(it) {
    await it.reply("soon gone");
    await it.deleteReply();
    await it.followUp("still here");
  },

  async panel(it) {
    const { resource } = await it.reply({ content: "0 votes", components: panel, withResponse: true });
    const collector = resource.message.createMessageComponentCollector();
    let votes = 0;
    collector.on("collect", async (used) => {
      switch (used.customId) {
        case "yes":
          return used.update(`${++votes} votes by ${used.user.username}`);
        case "later":
          await used.deferUpdate();
          return used.editReply("later");
        case "form": {
          await used.showModal(renaming);
          const submitted = await used.awaitModalSubmit({ time: 20_000 });
          return submitted.update(`named ${submitted.fields.getTextInputValue("name")}`);
        }
        case "size":
          return used.reply(`sizes: ${used.values.join(", ")}`);
        case "who":
          return used.reply({ content: `who: ${used.users.first().username}`, flags: MessageFlags.Ephemeral });
        case "stop":
          await used.update({ content: "stopped", components: [] });
          return collector.stop();
      }
    });
  },

  async pick(it) {
    const one = row(new ChannelSelectMenuBuilder().setCustomId("channel").addChannelTypes(ChannelType.GuildVoice));
    const two = row(new RoleSelectMenuBuilder().setCustomId("role").setMinValues(0).setMaxValues(5));
    const three = row(new MentionableSelectMenuBuilder().setCustomId("either").setMaxValues(2));
    const answer = await it.reply({ components: [one, two, three], content: "Pick", withResponse: true });
    const collector = answer.resource.message.createMessageComponentCollector();
    collector.on("collect", (used) => {
      const picked = {
        channel: () => used.channels.map((channel) => channel.name),
        role: () => used.roles.map((role) => role.name),
        either: () => [...used.users.map((user) => user.username), ...used.roles.map((role) => role.name)],
      };
      return used.update(`${used.customId}: ${picked[used.customId]().sort().join(", ")}`);
    });
  },

  ask: (it) => it.showModal(report),

  async gallery(it) {
    const file = new AttachmentBuilder(Buffer.from("meow")).setName("cat.txt");
    const container = new ContainerBuilder()
      .addTextDisplayComponents(new TextDisplayBuilder().setContent("A cat"))
      .addFileComponents(new FileBuilder().setURL("attachment://cat.txt"));
    const flags = MessageFlags.IsComponentsV2;
    const { resource } = await it.reply({ components: [container], files: [file], flags, withResponse: true });
    const { url } = resource.message.components[0].components[1].file;
    await it.followUp(`downloaded ${await (await fetch(url)).text()}`);
  },

  async late(it) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await it.reply("too late").catch((error) => it.channel.send(`${error.code}: ${error.message}`));
  },
};

async function submitted(it) {
  const proof = it.fields.getUploadedFiles("proof")?.first();
  const bad = it.fields.getRadioGroup("bad");
  const which = it.fields.getStringSelectValues("which");
  await it.reply(`${it.fields.getTextInputValue("what")} ${bad} ${which} ${proof?.name ?? "no proof"}`);
}

async function complete(it) {
  const { name, value } = it.options.getFocused(true);
  const found = ["Tea", "Terrine", "Toast"].filter((item) => item.toLowerCase().startsWith(value));
  await it.respond(found.map((item) => ({ name: `${item} (${name})`, value: item.toLowerCase() })));
}

client.on(Events.InteractionCreate, async (it) => {
  if (it.isAutocomplete()) {
    await complete(it);
  } else if (it.isCommand()) {
    await answers[it.commandName](it);
  } else if (it.isButton() && it.customId === "mine") {
    await it.update({ content: `${it.message.content}, mine of ${it.message.interactionMetadata.user.username}` });
  } else if (it.isModalSubmit() && it.customId === "report") {
    await submitted(it);
  }
});

client.on(Events.Error, console.error);

client.login(process.env.GREENROOM_TOKEN);
