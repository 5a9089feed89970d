//! Every documented value of every enum and flag set has a name in the model.

use std::collections::BTreeMap;
use std::fmt::Debug;

use greenroom::model::*;

use crate::documented::schema::Schema;
use crate::documented::typed::nothing_of;

/// Enums that no event carries as a type of their own, with the reason.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["Button Styles", "Text Input Styles", "Unfurled Media Item Flags"], "components are kept as they came"),
    (
        &[
            "Application Role Connection Metadata Type",
            "Entry Point Command Handler Types",
            "Onboarding Mode",
            "Prompt Types",
            "Visibility Types",
            "Webhook Types",
        ],
        "no event has them: they are of objects of the REST API",
    ),
    (&["Layout Type", "Base Theme Types"], "their number is kept as it came"),
];

/// Values that are no longer in use.
const RETIRED: &[&str] = &["Interaction Callback Type: PREMIUM_REQUIRED=10"];

/// What has no name of the values of an enum.
fn nameless<T: From<u32> + Debug>(values: &BTreeMap<String, u64>) -> Vec<String> {
    let unknown = |value: u64| format!("{:?}", T::from(u32::try_from(value).unwrap())).starts_with("Unknown");
    values.iter().filter(|(_, value)| unknown(**value)).map(|(name, value)| format!("{name}={value}")).collect()
}

/// What has another value, or none, of the flags.
fn flagless<T: bitflags::Flags<Bits = u64>>(values: &BTreeMap<String, u64>) -> Vec<String> {
    let bits = |name: &str| T::from_name(name).map(|flag| flag.bits());
    values.iter().filter(|(name, value)| bits(name) != Some(**value)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn every_documented_value_of_an_enum_has_a_name() {
    let schema = Schema::load();
    let mut found = Vec::new();
    for (name, values) in &schema.enums {
        if ELSEWHERE.iter().any(|(names, _)| names.contains(&name.as_str())) {
            continue;
        }
        let missing = match name.as_str() {
            "Activity Types" => nameless::<ActivityKind>(values),
            "Status Display Types" => nameless::<StatusDisplay>(values),
            "Animation Types" => nameless::<EffectAnimation>(values),
            "Application Command Types" => nameless::<CommandKind>(values),
            "Application Command Option Type" => nameless::<CommandOptionKind>(values),
            "Application Command Permission Type" => nameless::<CommandPermissionKind>(values),
            "Interaction Type" => nameless::<InteractionKind>(values),
            "Interaction Context Types" => nameless::<InteractionContext>(values),
            "Interaction Callback Type" => nameless::<InteractionResponseKind>(values),
            "Application Integration Types" => nameless::<InstallationKind>(values),
            "Application Event Webhook Status" => nameless::<EventWebhookStatus>(values),
            "Audit Log Events" => nameless::<AuditLogAction>(values),
            "Trigger Types" => nameless::<AutoModerationTrigger>(values),
            "Keyword Preset Types" => nameless::<KeywordPreset>(values),
            "Event Types" => nameless::<AutoModerationEvent>(values),
            "Action Types" => nameless::<AutoModerationActionKind>(values),
            "Channel Types" => nameless::<ChannelKind>(values),
            "Video Quality Modes" => nameless::<VideoQualityMode>(values),
            "Sort Order Types" => nameless::<SortOrder>(values),
            "Forum Layout Types" => nameless::<ForumLayout>(values),
            "Entitlement Types" => nameless::<EntitlementKind>(values),
            "Guild Scheduled Event Privacy Level" | "Privacy Level" => nameless::<PrivacyLevel>(values),
            "Guild Scheduled Event Entity Types" => nameless::<ScheduledEventEntity>(values),
            "Guild Scheduled Event Status" => nameless::<ScheduledEventStatus>(values),
            "Guild Scheduled Event Recurrence Rule - Frequency" => nameless::<RecurrenceFrequency>(values),
            "Guild Scheduled Event Recurrence Rule - Weekday" => nameless::<Weekday>(values),
            "Guild Scheduled Event Recurrence Rule - Month" => nameless::<Month>(values),
            "Default Message Notification Level" => nameless::<NotificationLevel>(values),
            "Explicit Content Filter Level" => nameless::<ContentFilter>(values),
            "MFA Level" => nameless::<MfaLevel>(values),
            "Verification Level" => nameless::<VerificationLevel>(values),
            "Guild Age-Restriction Level" => nameless::<NsfwLevel>(values),
            "Premium Tier" => nameless::<PremiumTier>(values),
            "Integration Expire Behaviors" => nameless::<IntegrationExpireBehavior>(values),
            "Invite Types" => nameless::<InviteKind>(values),
            "Invite Target Types" => nameless::<InviteTargetKind>(values),
            "Message Types" => nameless::<MessageKind>(values),
            "Message Activity Types" => nameless::<MessageActivityKind>(values),
            "Message Reference Types" => nameless::<MessageReferenceKind>(values),
            "Reaction Types" => nameless::<ReactionKind>(values),
            "SKU Types" => nameless::<SkuKind>(values),
            "Sticker Types" => nameless::<StickerKind>(values),
            "Sticker Format Types" => nameless::<StickerFormat>(values),
            "Subscription Statuses" => nameless::<SubscriptionStatus>(values),
            "Premium Types" => nameless::<PremiumType>(values),
            "Membership State Enum" => nameless::<MembershipState>(values),
            "Activity Flags" => flagless::<ActivityFlags>(values),
            "Application Flags" => flagless::<ApplicationFlags>(values),
            "Channel Flags" => flagless::<ChannelFlags>(values),
            "System Channel Flags" => flagless::<SystemChannelFlags>(values),
            "Guild Member Flags" => flagless::<MemberFlags>(values),
            "Guild Invite Flags" => flagless::<GuildInviteFlags>(values),
            "Message Flags" => flagless::<MessageFlags>(values),
            "Embed Flags" => flagless::<EmbedFlags>(values),
            "Embed Media Flags" => flagless::<EmbedMediaFlags>(values),
            "Attachment Flags" => flagless::<AttachmentFlags>(values),
            "SKU Flags" => flagless::<SkuFlags>(values),
            "User Flags" => flagless::<UserFlags>(values),
            "Role Flags" => flagless::<RoleFlags>(values),
            _ => vec!["has no type".to_owned()],
        };
        found.extend(missing.into_iter().map(|missing| format!("{name}: {missing}")));
    }
    found.retain(|found| !RETIRED.contains(&found.as_str()));
    nothing_of(&found);
    assert!(schema.enums.len() > 55, "only {} enums", schema.enums.len());
}

#[test]
fn every_documented_feature_of_guilds_has_a_name() {
    let features = &Schema::load().features;
    assert_eq!(features.len(), 32);
    for feature in features {
        assert!(!matches!(GuildFeature::from(feature.as_str()), GuildFeature::Unknown(_)), "{feature}");
    }
}
