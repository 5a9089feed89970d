//! The calls that stand in the docs between backticks, such as `http.messages(channel).limit(10).await`. They are
//! compiled here with the types as they are; a test finds those that are missing.

use greenroom::{Context, model::*, rest::Http};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Compiled, and not run.
#[rustfmt::skip]
#[allow(dead_code, unused_must_use, clippy::too_many_arguments, clippy::let_underscore_future)]
async fn calls_of_http(
    http: &Http, guild: GuildId, channel: ChannelId, forum: ChannelId, user: UserId, message: MessageId,
    application: ApplicationId, command: CommandId, sku: SkuId, webhook: WebhookId, token: &str, role: RoleId,
    picture: Vec<u8>, bytes: Vec<u8>,
) -> Outcome {
    http.set_overwrite(channel, Overwrite::of_role(role, Permissions::VIEW_CHANNEL, Permissions::SPEAK)).await?;
    http.update_current_application().description("Counts ants.").await?;
    http.audit_log(guild).action_type(AuditLogAction::MemberKick).await?;
    http.ban(guild, user).reason("spam").await?;
    http.update_channel(channel).topic("Ants only").await?;
    http.update_voice_channel_status(channel).status("Rehearsal").await?;
    http.create_invite(channel).max_uses(1).await?;
    http.global_commands(application).with_localizations(true).await?;
    http.create_global_command(application, &CommandSpec::chat_input("ping", "Pings")).await?;
    http.update_global_command(application, command).description("Pings back").await?;
    http.create_emoji(guild, "party", &ImageData::from_bytes(picture)?).await?;
    http.entitlements(application).user_id(user).only_active(true).await?;
    http.sku_subscriptions(sku).user_id(user).await?;
    http.update_guild(guild).name("Greenroom").await?;
    http.create_channel(guild, "general").topic("Anything").await?;
    http.update_channel_positions(guild, &[ChannelPosition::new(channel, 0)]).await?;
    http.prune(guild).days(30).await?;
    http.create_lobby().members([LobbyMember::new(user)]).await?;
    http.guild_members(guild).limit(1000_u16).await?;
    http.update_member(guild, user).nick("Ann").await?;
    http.create_message(channel).content("hi").await?;
    http.messages(channel).limit(10).await?;
    http.update_message(channel, message).content("new").await?;
    http.search_messages(guild).content("ants").has([SearchHas::Image]).await?;
    http.add_reaction(channel, message, "👍").await?;
    http.reactions(channel, message, "👍").limit(100).await?;
    http.create_role(guild).name("Staff").color(0x57_f2_87_u32).await?;
    http.update_role_positions(guild, &[RolePosition::new(role, 3)]).await?;
    http.create_sound(guild, "ding", &SoundData::mp3(bytes)).await?;
    http.create_sticker(guild, "wave", "wave", Upload::path("wave.png")).await?;
    http.create_thread(channel, "Ants").kind(ChannelKind::PublicThread).await?;
    http.search_threads(forum).name("ants").await?;
    http.update_current_user().username("ant").await?;
    http.current_user_guilds().limit(10).await?;
    http.update_webhook(webhook).name("Ants").await?;
    http.execute_webhook(webhook, token).content("hi").await?;
    http.guild_members(guild).stream();
    Ok(())
}

/// Compiled, and not run: where a name means something else than above.
#[allow(dead_code, unused_must_use)]
async fn other_calls_of_http(http: &Http, channel: ChannelId, id: MessageId, message: &Message) -> Outcome {
    http.update_message(channel, id).attachments(AttachmentUpdate::keep_all(&message.attachments));
    let id = channel;
    http.channel(id).await?;
    Ok(())
}

/// Compiled, and not run.
#[rustfmt::skip]
#[allow(dead_code, clippy::too_many_arguments)]
async fn calls_of_models(
    ctx: &Context, guild: &Guild, channel: &Channel, message: &Message, member: &Member, role: &Role,
    webhook: &Webhook, user: UserId, embed: Embed,
) -> Outcome {
    channel.send_file(ctx, Upload::path("cat.png")).await?;
    channel.messages(ctx).limit(10).await?;
    channel.edit(ctx).topic("Ants only").await?;
    guild.edit(ctx).name("Greenroom").await?;
    guild.ban(ctx, user).delete_message_seconds(3600_u32).reason("spam").await?;
    guild.create_channel(ctx, "ants").kind(ChannelKind::GuildText).await?;
    guild.create_role(ctx).name("Ants").await?;
    message.edit(ctx).content("new").await?;
    message.reply(ctx, "Pong!").await?;
    message.reply(ctx, "Look:").embed(embed).await?;
    webhook.execute(ctx).content("hi").username("Ant").await?;
    let guild = guild.id;
    member.edit(ctx).nick("Ant").await?;
    member.ban(ctx).reason("spam").await?;
    role.edit(ctx, guild).name("Ants").await?;
    Ok(())
}

/// The receivers of calls that are compiled here.
const RECEIVERS: &[&str] = &["channel", "guild", "http", "member", "message", "role", "webhook"];

/// The calls between backticks in the comments of a source text, outside of code blocks.
fn calls(text: &str) -> Vec<String> {
    let (mut found, mut comment, mut is_code) = (Vec::new(), String::new(), false);
    for line in text.lines().chain([""]) {
        let line = line.trim_start();
        match line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) {
            Some(line) if line.trim_start().starts_with("```") => is_code = !is_code,
            Some(line) if !is_code => comment.push_str(line),
            Some(_) => {}
            None => {
                let quoted = comment.split('`').skip(1).step_by(2);
                let is_call = |text: &&str| {
                    let receiver = text.split_once('.').filter(|(_, call)| call.contains('(')).map(|(name, _)| name);
                    receiver.is_some_and(|name| RECEIVERS.contains(&name)) && !text.contains("..)")
                };
                found.extend(quoted.filter(is_call).map(str::to_owned));
                (comment, is_code) = (String::new(), false);
            }
        }
    }
    found
}

/// The text without white space, which rustfmt may have changed.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_call_in_the_docs_is_compiled_here() {
    let here = dense(include_str!("doc_examples.rs").split("const RECEIVERS").next().unwrap());
    let (mut files, mut seen) = (vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))], 0);
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == "rs") {
            for call in calls(&std::fs::read_to_string(&path).unwrap()) {
                let call = dense(&call);
                assert!(
                    here.contains(&format!("{call}?;")) || here.contains(&format!("{call};")),
                    "{}: add `{call}` to tests/offline/doc_examples.rs",
                    path.display()
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn calls_are_found_over_the_end_of_a_line() {
    let text = "/// Reads `http.a(1)\n    /// .await` and `Http` and\n\
                /// ```\n/// `http.b()`\n/// ```\nfn x() {}\n// `http.c()`";
    assert_eq!(calls(text).iter().map(|call| dense(call)).collect::<Vec<_>>(), ["http.a(1).await"]);
}
