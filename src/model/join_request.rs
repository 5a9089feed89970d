//! Requests to join a guild that reviews new members. They are in Discord's OpenAPI document
//! ("GuildJoinRequestResponse"), but not in its docs.

use compact_str::CompactString;
use greenroom_macros::{New, Object};

use super::open::open_names;
use super::{GuildId, JoinRequestId, RawJson, Timestamp, User, UserId};

/// A page of requests to join a guild.
#[derive(Debug, Clone, PartialEq, Default, Object)]
#[non_exhaustive]
pub struct JoinRequests {
    /// The total number of requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// The requests of this page.
    pub guild_join_requests: Vec<JoinRequest>,
}

/// A request to join a guild.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(id, guild_id, user_id)]
#[non_exhaustive]
pub struct JoinRequest {
    /// The id of the request.
    pub id: JoinRequestId,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was reviewed.
    pub reviewed_at: Option<Timestamp>,
    /// The state of the request.
    pub application_status: Option<JoinRequestStatus>,
    /// The reason of the rejection.
    pub rejection_reason: Option<Box<str>>,
    /// The guild.
    pub guild_id: GuildId,
    /// The user who wants to join.
    pub user_id: UserId,
    /// The user who wants to join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The answers to the questions of the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_responses: Option<Vec<JoinRequestAnswer>>,
    /// The user who reviewed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actioned_by_user: Option<Box<User>>,
}

open_names! {
    /// The state of a request to join.
    pub enum JoinRequestStatus {
        /// The user is writing it.
        Started = "STARTED",
        /// It is waiting for a review.
        Submitted = "SUBMITTED",
        /// It was rejected.
        Rejected = "REJECTED",
        /// It was approved.
        Approved = "APPROVED",
    }
}

/// An answer to a question of the form.
#[derive(Debug, Clone, PartialEq, Object, New)]
#[new(field_type)]
#[non_exhaustive]
pub struct JoinRequestAnswer {
    /// The kind of the question.
    pub field_type: JoinRequestFieldKind,
    /// The question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Box<str>>,
    /// The description of the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// Whether it must be answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The text shown while the field is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<Box<str>>,
    /// The possible answers, for multiple choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<CompactString>>,
    /// The rules, for a question about accepting them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Box<str>>>,
    /// The answer: a text, the index of a choice from 0, or whether the rules are accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<RawJson>,
}

open_names! {
    /// The kind of a question of the form.
    pub enum JoinRequestFieldKind {
        /// Whether the user accepts the rules.
        Terms = "TERMS",
        /// A short text.
        TextInput = "TEXT_INPUT",
        /// A long text.
        Paragraph = "PARAGRAPH",
        /// One of several answers.
        MultipleChoice = "MULTIPLE_CHOICE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tests::there_and_back;

    #[test]
    fn a_request_with_all_kinds_of_answers() {
        let page: JoinRequests = there_and_back(
            r#"{"total":1,"guild_join_requests":[{"id":"9","created_at":"2025-01-08T12:00:00.297561+00:00",
            "reviewed_at":null,"application_status":"SUBMITTED","rejection_reason":null,"guild_id":"5","user_id":"1",
            "form_responses":[{"field_type":"TERMS","values":["Be kind."],"response":true},
            {"field_type":"MULTIPLE_CHOICE","label":"Colour?","required":true,"choices":["red","blue"],"response":1},
            {"field_type":"PARAGRAPH","label":"Why?","placeholder":"…","response":"For fun."},
            {"field_type":"DRAWING","response":{"lines":[]}}]}]}"#,
        );
        let request = &page.guild_join_requests[0];
        assert_eq!(request.application_status, Some(JoinRequestStatus::Submitted));
        let answers = request.form_responses.as_ref().unwrap();
        let shown: Vec<_> = answers.iter().map(|answer| answer.response.as_ref().unwrap().get()).collect();
        assert_eq!(shown, ["true", "1", "\"For fun.\"", r#"{"lines":[]}"#]);
        assert_eq!(answers[3].field_type, JoinRequestFieldKind::Unknown("DRAWING".into()));
        assert_eq!(serde_json::from_str::<JoinRequests>("{}").unwrap(), JoinRequests::default());
    }
}
