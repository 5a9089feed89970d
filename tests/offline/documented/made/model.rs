//! The objects of the model, each made as a bot's unit test would.

use greenroom::model::permissions::{self, Thread};
use greenroom::model::*;

use super::made;

type Place = permissions::Place<'static>;
type Who = permissions::Who<'static>;

fn user() -> User {
    User::new(1, "ann")
}

fn message() -> Message {
    Message::new(4, 3, user(), "Hello")
}

fn channel() -> Channel {
    Channel::new(3, ChannelKind::GuildText)
}

fn time() -> Timestamp {
    Timestamp::from_secs(1_704_067_200)
}

fn raw(json: &str) -> RawJson {
    RawJson::new(json).unwrap()
}

made! {
    ActivityInstance:
        ActivityInstance::new(9, "i-1", 5, ActivityLocation::new("gc-1", ActivityLocationKind::GuildChannel)),
        users = vec![user().id];
    ActivityLocation: ActivityLocation::new("gc-1", ActivityLocationKind::GuildChannel), channel_id = Some(3.into());
    ApplicationAttachment: ApplicationAttachment::new(Attachment::new(5, "cat.png", "https://example.com/cat.png"));
    AllowedMentions: AllowedMentions::none(), replied_user = true;
    Application: Application::new(9, "Bees"), description = "Honey".into(), team = Some(Box::new(Team::new(7, "Hive")));
    InstallParams: InstallParams::new(["bot".into()], Permissions::SEND_MESSAGES), scopes = Vec::new();
    IntegrationTypesConfig: IntegrationTypesConfig::default(), guild = Some(IntegrationTypeConfig::default());
    IntegrationTypeConfig: IntegrationTypeConfig::default(), oauth2_install_params = Some(InstallParams::default());
    Team: Team::new(7, "Hive"), owner_user_id = Some(user().id);
    TeamMember: TeamMember::new(user(), MembershipState::Accepted), role = "admin".into();
    Attachment: Attachment::new(5, "cat.png", "https://example.com/cat.png"), size = 12, ephemeral = true;
    AuditLog: AuditLog::default(), audit_log_entries = vec![AuditLogEntry::new(6, AuditLogAction::GuildUpdate)];
    AuditLogEntry: AuditLogEntry::new(6, AuditLogAction::GuildUpdate), user_id = Some(user().id);
    AuditLogChange: AuditLogChange::new("name"), new_value = Some(raw("\"Hill\""));
    AuditLogOptions: AuditLogOptions::default(), channel_id = Some(3.into());
    AutoModerationRule:
        AutoModerationRule::new(6, 2, 1, AutoModerationEvent::MessageSend, AutoModerationTrigger::Keyword),
        enabled = true;
    AutoModerationTriggerMetadata: AutoModerationTriggerMetadata::default(), keyword_filter = vec!["bee*".into()];
    AutoModerationAction: AutoModerationAction::new(AutoModerationActionKind::BlockMessage), metadata = None;
    AutoModerationActionMetadata: AutoModerationActionMetadata::default(), channel_id = Some(3.into());
    Ban: Ban::new(user()), reason = Some("spam".into());
    BulkBan: BulkBan::default(), banned_users = vec![user().id];
    ImageUrl: user().default_avatar_url();
    Channel: channel(), name = Some("general".into()), parent_id = Some(8.into());
    Overwrite: Overwrite::of_member(user().id, Permissions::empty(), Permissions::empty()),
        allow = Permissions::VIEW_CHANNEL;
    DefaultReaction: DefaultReaction::new("🐝"), emoji_id = None;
    ForumTag: ForumTag::new(6, "solved"), moderated = true;
    ChannelInfoChannel: ChannelInfoChannel::new(3), status = Field::Value("loud".into());
    CommandSpec: CommandSpec::chat_input("ping", "Answers"), nsfw = true;
    ApplicationCommand: ApplicationCommand::new(6, 9, "ping", 7), description = "Answers".into();
    CommandOption: CommandOption::new(CommandOptionKind::String, "text", "What to say"), required = true;
    CommandChoice: CommandChoice::new("one", 1_i64), name = "two".into();
    GuildCommandPermissions:
        GuildCommandPermissions::new(6, 9, 2, [CommandPermission::new(2, CommandPermissionKind::Role, true)]),
        id = 9.into();
    CommandPermission: CommandPermission::new(2, CommandPermissionKind::Role, true), permission = false;
    ActionRow: ActionRow::new([Button::primary("yes", "Yes")]), id = Some(1);
    Button: Button::primary("yes", "Yes"), disabled = true;
    Label: Label::new("Name", TextInput::short("name")), description = Some("Yours".into());
    TextInput: TextInput::short("name"), required = Some(false);
    FileUpload: FileUpload::new("files"), id = Some(1);
    RadioGroup: RadioGroup::new("one", [GroupOption::new("A", "a")]), id = Some(1);
    CheckboxGroup: CheckboxGroup::new("many", [GroupOption::new("A", "a")]), id = Some(1);
    GroupOption: GroupOption::new("A", "a"), label = "B".into();
    Checkbox: Checkbox::new("sure"), id = Some(1);
    Section: Section::new(["A text"], Thumbnail::new("https://example.com/cat.png")), id = Some(1);
    TextDisplay: TextDisplay::new("A text"), id = Some(1);
    Separator: Separator::new(), id = Some(1);
    Container: Container::new(), id = Some(1);
    Thumbnail: Thumbnail::new("https://example.com/cat.png"), spoiler = true;
    MediaGallery: MediaGallery::new(["https://example.com/cat.png"]), id = Some(1);
    MediaGalleryItem: MediaGalleryItem::new("https://example.com/cat.png"), spoiler = true;
    FileComponent: FileComponent::new("attachment://cat.png"), size = Some(12);
    UnfurledMedia: UnfurledMedia::default(), url = "https://example.com/cat.png".into();
    UnknownComponent: UnknownComponent::new(ComponentKind::Unknown(99), [("size".into(), raw("1"))]),
        kind = ComponentKind::Unknown(98);
    SelectMenu: SelectMenu::default(), custom_id = "pick".into();
    Select: Select::users("who");
    SelectOption: SelectOption::new("A", "a"), value = "b".into();
    SelectDefault: SelectDefault::new(1, SelectDefaultKind::User), id = 2.into();
    ActionRowResponse: ActionRowResponse::default(), id = Some(1);
    SelectResponse: SelectResponse::default(), custom_id = "pick".into();
    TextInputResponse: TextInputResponse::default(), custom_id = "name".into();
    TextDisplayResponse: TextDisplayResponse::default(), id = Some(1);
    LabelResponse: LabelResponse::new(ComponentResponse::TextInput(TextInputResponse::default().into())), id = Some(1);
    RadioGroupResponse: RadioGroupResponse::default(), custom_id = "one".into();
    CheckboxResponse: CheckboxResponse::default(), custom_id = "sure".into();
    Connection: Connection::new("5", "ann", "github", ConnectionVisibility::Everyone), verified = true;
    Embed: Embed::new().title("Bees"), color = Some(0xff_cc_00);
    EmbedMedia: EmbedMedia::default(), url = Some("https://example.com/cat.png".into());
    EmbedProvider: EmbedProvider::default(), name = Some("Example".into());
    EmbedAuthor: EmbedAuthor::default(), name = "Ann".into();
    EmbedFooter: EmbedFooter::default(), text = "The end".into();
    EmbedField: EmbedField::default(), name = "Weight".into();
    Emoji: Emoji::new(5, "bee"), animated = true;
    ApplicationEmojis: ApplicationEmojis::default(), items = vec![Emoji::new(5, "bee")];
    ReactionEmoji: ReactionEmoji::unicode("🐝"), animated = false;
    ForumTagUpdate: ForumTagUpdate::new("solved"), moderated = true;
    StarterMessage: StarterMessage::new("Hello"), content = Some("Hi".into());
    GatewayInfo: GatewayInfo::new("wss://gateway.discord.gg"), url = "wss://example.com".into();
    GatewayBotInfo: GatewayBotInfo::new("wss://gateway.discord.gg", 1, SessionStartLimit::new(1000, 999, 0, 1)),
        shards = 2;
    SessionStartLimit: SessionStartLimit::new(1000, 999, 0, 1), remaining = 998;
    Guild: Guild::new(2, "Hill"), owner_id = Some(user().id), channels = vec![channel()];
    PartialGuild: PartialGuild::new(2), name = Some("Hill".into());
    UnavailableGuild: UnavailableGuild::new(2, true), unavailable = false;
    IncidentsData: IncidentsData::default(), raid_detected_at = Some(time());
    VanityUrl: VanityUrl::default(), uses = 5;
    VanityUrlError: VanityUrlError::default(), code = 50020;
    VoiceRegion: VoiceRegion::new("us-west", "US West"), optimal = true;
    Pruned: Pruned::default(), pruned = Some(5);
    GuildPreview: GuildPreview::new(2, "Hill"), approximate_member_count = 5;
    ImageHash: ImageHash::from("a_d5efa99b3eeaa7dd43acca82f5692432");
    ImageData: ImageData::png(vec![1]);
    SoundData: SoundData::mp3(vec![1]);
    UnknownFormat: ImageData::from_bytes("text").unwrap_err();
    Integration: Integration::new(6, "Honey", IntegrationKind::Discord), enabled = true;
    IntegrationAccount: IntegrationAccount::default(), name = "ann".into();
    IntegrationApplication: IntegrationApplication::new(9, "Bees"), description = "Honey".into();
    Interaction: Interaction::new(6, 9, InteractionKind::ApplicationCommand),
        data = Some(InteractionData::Command(CommandData::new(5, "ping").into()));
    IntegrationOwners: IntegrationOwners::default(), guild = Some(GuildInstallation::BotDm);
    CommandData: CommandData::new(5, "ping"), options = vec![CommandDataOption::new("text", CommandOptionKind::String)];
    CommandDataOption: CommandDataOption::new("text", CommandOptionKind::String),
        value = Some(OptionValue::String("Hi".into()));
    ComponentData: ComponentData::new("yes", ComponentKind::Button), values = vec!["a".into()];
    ModalData: ModalData::new("form", []), custom_id = "other".into();
    ResolvedData: ResolvedData::default(), users = [(user().id, user())].into();
    InteractionCallback: InteractionCallback::new(AnsweredInteraction::new(6, InteractionKind::Ping)), resource = None;
    AnsweredInteraction: AnsweredInteraction::new(6, InteractionKind::Ping), channel_id = Some(3.into());
    InteractionResource: InteractionResource::new(InteractionResponseKind::Message), message = Some(message().into());
    LaunchedActivity: LaunchedActivity::new("i-1"), id = "i-2".into();
    InteractionResponse: InteractionResponse::message("Hi"), data = None;
    InteractionResponseData: InteractionResponseData::default(), content = Some("Hi".into());
    Invite: Invite::new("abc"), guild = Some(PartialGuild::new(2).into()), uses = Some(1);
    InviteTargetUsersJob: InviteTargetUsersJob::new(InviteTargetUsersStatus::Completed), total_users = 5;
    GuildLiveliness: GuildLiveliness::default(), msg_activity_bins = vec![5];
    JoinRequests: JoinRequests::default(), total = Some(1);
    JoinRequest: JoinRequest::new(6, 2, 1), user = Some(user().into());
    JoinRequestAnswer: JoinRequestAnswer::new(JoinRequestFieldKind::Paragraph), response = Some(raw("\"Bees\""));
    Lobby: Lobby::new(6, 9), members = vec![LobbyMember::new(user().id)];
    LobbyMember: LobbyMember::new(user().id), additional_name = Some("Ann".into());
    LobbyMemberUpdate: LobbyMemberUpdate::from(LobbyMember::new(user().id)), remove_member = true;
    LobbyMessage: LobbyMessage::new(4, 6, 3, user(), "Hello"), lobby_member = Some(LobbyAuthor::new("Ann"));
    LobbyAuthor: LobbyAuthor::new("Ann"), additional_name = "Bob".into();
    LobbyInvite: LobbyInvite::new("abc"), code = "def".into();
    Member: Member::new(user()), nick = Some("Annie".into()), roles = vec![8.into()];
    Message: Message::new(4, 3, user(), "Hello"), guild_id = Some(2.into()), embeds = vec![Embed::new().title("Bees")];
    Nonce: Nonce::from("5");
    ChannelMention: ChannelMention::new(3, 2, "general"), kind = ChannelKind::GuildVoice;
    Reaction: Reaction::new(ReactionEmoji::unicode("🐝")), count = 2;
    ReactionCountDetails: ReactionCountDetails::default(), normal = 2;
    MessageActivity: MessageActivity::new(MessageActivityKind::Join), party_id = Some("p".into());
    MessageReference: MessageReference::reply_to(4.into()), channel_id = Some(3.into());
    MessageSnapshot: MessageSnapshot::new(SnapshotMessage::new("Hello")), message = SnapshotMessage::new("Hi");
    SnapshotMessage: SnapshotMessage::new("Hello"), timestamp = Some(time());
    MessageInteractionMetadata: MessageInteractionMetadata::new(6, InteractionKind::ApplicationCommand, user()),
        target_user = Some(user().into());
    MessageInteraction: MessageInteraction::new(6, InteractionKind::ApplicationCommand, "ping", user()),
        member = Some(Member::new(None).into());
    RoleSubscriptionData: RoleSubscriptionData::new(6, "Gold"), is_renewal = true;
    PurchaseNotification: PurchaseNotification::new(PurchaseKind::GuildProduct),
        guild_product_purchase = Some(GuildProductPurchase::new(6, "Honey"));
    GuildProductPurchase: GuildProductPurchase::new(6, "Honey"), product_name = "Wax".into();
    MessageLobbyMember: MessageLobbyMember::default(), additional_name = Some("Ann".into());
    MessageCall: MessageCall::default(), participants = vec![user().id];
    SharedClientTheme: SharedClientTheme::new(["ffcc00".into()]), gradient_angle = 90;
    ModalForm: ModalForm::new("form", "A form"), title = "Another".into();
    Entitlement: Entitlement::new(6, 7, 9, EntitlementKind::Purchase), user_id = Some(user().id);
    Subscription: Subscription::new(6, 1, SubscriptionStatus::Active), sku_ids = vec![7.into()];
    Sku: Sku::new(7, SkuKind::Durable, 9, "Gold"), slug = "gold".into();
    NewMemberWelcome: NewMemberWelcome::new(2), welcome_message = Some(WelcomeMessage::new("Hello"));
    WelcomeMessage: WelcomeMessage::new("Hello"), author_ids = vec![user().id];
    NewMemberAction: NewMemberAction::new(3, NewMemberActionKind::Talk, "Talk"), description = "Say hello".into();
    ResourceChannel: ResourceChannel::new(3, "Rules"), description = "Read them".into();
    Authorization: Authorization::new(Application::new(9, "Bees")), user = Some(user().into());
    PublicKeys: PublicKeys::default(), keys = vec![PublicKey::default()];
    PublicKey: PublicKey::default(), kty = "RSA".into();
    UserInfo: UserInfo::default(), sub = "1".into();
    ProvisionalToken: ProvisionalToken::new("secret"), expires_in = 60;
    Onboarding: Onboarding::new(2), prompts = vec![OnboardingPrompt::new(6, "Why?")];
    OnboardingPrompt: OnboardingPrompt::new(6, "Why?"), options = vec![OnboardingOption::new(7, "Bees")];
    OnboardingOption: OnboardingOption::new(7, "Bees"), role_ids = vec![8.into()];
    OnboardingPromptUpdate: OnboardingPromptUpdate::new("Why?", [OnboardingOptionUpdate::new("Bees")]), required = true;
    OnboardingOptionUpdate: OnboardingOptionUpdate::new("Bees"), emoji_name = Some("🐝".into());
    CurrentUserGuild: CurrentUserGuild::new(2, "Hill"), owner = true;
    Who: Who::new(2.into(), 1.into(), &[]), owner_id = Some(user().id);
    Place: Place::new(ChannelKind::GuildText, &[]), thread = Some(Thread::new(3, true));
    Thread: Thread::new(3, true), joined = Some(false);
    Pins: Pins::default(), items = vec![Pin::new(time(), message())];
    Pin: Pin::new(time(), message()), pinned_at = Timestamp::from_secs(5);
    Poll: Poll::new("Bees?"), answers = vec![PollAnswer::new(1, "Yes")];
    PollMedia: PollMedia::default(), text = Some("Bees?".into());
    PollAnswer: PollAnswer::new(1, "Yes"), answer_id = 2;
    PollResults: PollResults::default(), answer_counts = vec![PollAnswerCount::new(1, 5)];
    PollAnswerCount: PollAnswerCount::new(1, 5), me_voted = true;
    PollCreate: PollCreate::new("Bees?"), question = "Wasps?".into();
    PollAnswerCreate: PollAnswerCreate::default(), poll_media = "Yes".into();
    PollVoters: PollVoters::default(), users = vec![user()];
    RolePosition: RolePosition::new(8.into(), 1), position = None;
    ChannelPosition: ChannelPosition::new(3.into(), 1), parent_id = Field::Null;
    Presence: Presence::new(PartialUser::new(1), OnlineStatus::Idle),
        activities = vec![UserActivity::new("chess", ActivityKind::Playing)];
    ClientStatus: ClientStatus::default(), web = Some(OnlineStatus::Online);
    UserActivity: UserActivity::new("chess", ActivityKind::Playing), state = Some("Winning".into());
    ActivityTimestamps: ActivityTimestamps::default(), start = Some(5);
    ActivityEmoji: ActivityEmoji::default(), name = "🐝".into();
    ActivityParty: ActivityParty::default(), id = Some("p".into());
    ActivityAssets: ActivityAssets::default(), large_text = Some("A board".into());
    ActivitySecrets: ActivitySecrets::default(), join = Some("secret".into());
    RawJson: raw("{}");
    RecurrenceRule: RecurrenceRule::daily(time()), count = None;
    NthWeekday: NthWeekday::new(1, Weekday::Monday), n = 2;
    Role: Role::new(8, "Mods"), permissions = Permissions::KICK_MEMBERS;
    RoleColors: RoleColors::new(0xff_cc_00), secondary_color = Some(1);
    RoleTags: RoleTags::default(), bot_id = Some(user().id);
    RoleConnectionMetadata:
        RoleConnectionMetadata::new(RoleConnectionMetadataKind::BooleanEqual, "bees", "Bees", "Has bees"),
        key = "wasps".into();
    ScheduledEvent: ScheduledEvent::new(6, "Harvest", ScheduledEventStatus::Scheduled, ScheduledEventEntity::External),
        creator = Some(user().into());
    EntityMetadata: EntityMetadata::at("The hill"), location = None;
    ScheduledEventUser: ScheduledEventUser::new(6), user = Some(user().into());
    ScheduledEventUserCounts: ScheduledEventUserCounts::default(), guild_scheduled_event_count = 5;
    ScheduledEventException: ScheduledEventException::new(6, 7), is_canceled = true;
    MessageSearch: MessageSearch::default(), messages = vec![vec![message()]];
    ThreadSearch: ThreadSearch::default(), threads = vec![channel()];
    SoundboardSound: SoundboardSound::new(6, "buzz"), volume = 0.5;
    GuildSounds: GuildSounds::default(), items = vec![SoundboardSound::new(6, "buzz")];
    StageInstance: StageInstance::new(6, 3, "Bees"), guild_id = Some(2.into());
    Sticker: Sticker::new(6, "bee", StickerKind::Guild, StickerFormat::Png), tags = "bee".into();
    StickerItem: StickerItem::new(6, "bee", StickerFormat::Png), name = "wasp".into();
    StickerPack: StickerPack::new(6, 7, "Insects"),
        stickers = vec![Sticker::new(6, "bee", StickerKind::Standard, StickerFormat::Png)];
    StickerPacks: StickerPacks::default(), sticker_packs = vec![StickerPack::new(6, 7, "Insects")];
    Template: Template::new("abc", 1, time(), 2, TemplateGuild::new("Hill")), usage_count = 5;
    TemplateGuild: TemplateGuild::new("Hill"), roles = vec![TemplateRole::new(8, "Mods")];
    TemplateRole: TemplateRole::new(8, "Mods"), hoist = true;
    TemplateChannel: TemplateChannel::default(), name = Some("general".into());
    TemplateTag: TemplateTag::default(), name = "solved".into();
    ThreadMetadata: ThreadMetadata::default(), archived = true;
    ThreadMember: ThreadMember::default(), user_id = Some(user().id);
    ThreadList: ThreadList::default(), threads = vec![channel()];
    Timestamp: time();
    TimestampError: "yesterday".parse::<Timestamp>().unwrap_err();
    Upload: Upload::bytes("a.txt", "Hello").spoiler();
    AttachmentUpdate: AttachmentUpdate::keep(5.into()), title = Some("A cat".into());
    User: User::new(1, "ann"), global_name = Some("Ann".into()), bot = true;
    PartialUser: PartialUser::new(1), avatar = Field::Null;
    Discriminator: Discriminator::from(42);
    AvatarDecoration: AvatarDecoration::new("a_d5efa99b3eeaa7dd43acca82f5692432"), sku_id = Some(7.into());
    Collectibles: Collectibles::default(), nameplate = Some(Nameplate::new(7, "nameplates/bee/"));
    DisplayNameStyles: DisplayNameStyles::new(DisplayNameFont::Chicle, DisplayNameEffect::Solid),
        colors = vec![0xff_cc_00];
    Nameplate: Nameplate::new(7, "nameplates/bee/"), palette = "honey".into();
    PrimaryGuild: PrimaryGuild::default(), tag = Some("BEES".into());
    VoiceState: VoiceState::new(1), channel_id = Some(3.into());
    Webhook: Webhook::new(6, WebhookKind::Incoming), name = Some("Bees".into());
    WebhookSourceGuild: WebhookSourceGuild::new(2, "Hill"), icon = None;
    WebhookSourceChannel: WebhookSourceChannel::new(3, "news"), name = "other".into();
    FollowedChannel: FollowedChannel::new(3, 6), channel_id = 4.into();
    SlackAttachment: SlackAttachment::default(), title = Some("Bees".into());
    WelcomeScreen: WelcomeScreen::default(), welcome_channels = vec![WelcomeChannel::new(3.into(), "Rules")];
    WelcomeChannel: WelcomeChannel::new(3.into(), "Rules"), emoji_name = Some("🐝".into());
    WidgetSettings: WidgetSettings::default(), enabled = true;
    Widget: Widget::new(2, "Hill"), channels = vec![WidgetChannel::new(3, "general")];
    WidgetChannel: WidgetChannel::new(3, "general"), position = 1;
    WidgetMember: WidgetMember::new("0", "ann"), activity = Some(WidgetActivity::new("chess"));
    WidgetActivity: WidgetActivity::new("chess"), name = "go".into();
}
