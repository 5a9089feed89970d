//! Applications (Discord's docs, resources/application).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{
    ActivityInstance, Application, ApplicationAttachment, ApplicationFlags, ApplicationId, EventWebhookStatus,
    ImageData, InstallParams, IntegrationTypesConfig, TeamId, Upload,
};
use crate::rest::{
    Call, Http,
    body::{Form, Object},
    endpoint::endpoint,
    endpoints::operation as op,
    route::Param,
};

endpoint! {
    /// The request of [`Http::update_current_application`](crate::rest::Http::update_current_application); awaiting it
    /// sends it.
    pub struct UpdateCurrentApplication -> Application {
        body: Object {
            /// The description, up to 400 characters.
            description / clear_description: String,
            /// The image.
            icon / clear_icon: ImageData,
            /// The image of invites to a game.
            cover_image / clear_cover_image: ImageData,
            /// The team that owns it.
            team_id / clear_team_id: TeamId,
            /// The privileged intents of a small application, as flags: GATEWAY_PRESENCE_LIMITED,
            /// GATEWAY_GUILD_MEMBERS_LIMITED and GATEWAY_MESSAGE_CONTENT_LIMITED can be set and unset.
            flags: ApplicationFlags,
            /// The URL to which Discord sends interactions, up to 2048 characters. Discord validates it at once. The
            /// gateway then has no interactions any more.
            interactions_endpoint_url / clear_interactions_endpoint_url: String,
            /// The content filter: 0 is that of the guild, 1 filters everything.
            explicit_content_filter: u32,
            /// The most participants of its activity; -1 is no limit.
            max_participants: i32,
            /// The type of the application; 4 is one that sells roles in a guild.
            kind as "type": u32,
            /// The tags, up to five of 20 characters each.
            tags / clear_tags: Vec<String>,
            /// The URL of its installation, up to 2048 characters. Not together with `install_params`.
            custom_install_url / clear_custom_install_url: String,
            /// The scopes and permissions of an installation. Not together with `custom_install_url`.
            install_params / clear_install_params: InstallParams,
            /// The URL at which users verify their linked roles, up to 2048 characters.
            role_connections_verification_url / clear_role_connections_verification_url: String,
            /// The installation types, with their settings.
            integration_types_config: IntegrationTypesConfig,
            /// Whether Discord sends webhook events to it.
            event_webhooks_status: EventWebhookStatus,
            /// The URL to which Discord sends webhook events, up to 2048 characters.
            event_webhooks_url / clear_event_webhooks_url: String,
            /// The types of webhook events, such as `APPLICATION_AUTHORIZED`.
            event_webhooks_types / clear_event_webhooks_types: Vec<String>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_application`](crate::rest::Http::update_application); awaiting it sends it.
    pub struct UpdateApplication -> Application {
        body: Object {
            /// The description, up to 400 characters.
            description / clear_description: String,
            /// The image.
            icon / clear_icon: ImageData,
            /// The image of invites to a game.
            cover_image / clear_cover_image: ImageData,
            /// The team that owns it.
            team_id / clear_team_id: TeamId,
            /// The privileged intents of a small application, as flags.
            flags: ApplicationFlags,
            /// The URL to which Discord sends interactions, up to 2048 characters.
            interactions_endpoint_url / clear_interactions_endpoint_url: String,
            /// The content filter: 0 is that of the guild, 1 filters everything.
            explicit_content_filter: u32,
            /// The most participants of its activity; -1 is no limit.
            max_participants: i32,
            /// The type of the application; 4 is one that sells roles in a guild.
            kind as "type": u32,
            /// The tags, up to five of 20 characters each.
            tags / clear_tags: Vec<String>,
            /// The URL of its installation, up to 2048 characters.
            custom_install_url / clear_custom_install_url: String,
            /// The scopes and permissions of an installation.
            install_params / clear_install_params: InstallParams,
            /// The URL at which users verify their linked roles, up to 2048 characters.
            role_connections_verification_url / clear_role_connections_verification_url: String,
            /// The installation types, with their settings.
            integration_types_config: IntegrationTypesConfig,
            /// Whether Discord sends webhook events to it.
            event_webhooks_status: EventWebhookStatus,
            /// The URL to which Discord sends webhook events, up to 2048 characters.
            event_webhooks_url / clear_event_webhooks_url: String,
            /// The types of webhook events, such as `APPLICATION_AUTHORIZED`.
            event_webhooks_types / clear_event_webhooks_types: Vec<String>,
        }
    }
}

impl Http {
    /// The application of the bot. Its flags have the privileged intents that are switched on in the portal.
    pub fn current_application(&self) -> Call<Application> {
        self.call(&op::GET_MY_APPLICATION, &[])
    }

    /// Changes the application of the bot: `http.update_current_application().description("Counts ants.").await`.
    /// Fields that are not set stay unchanged.
    pub fn update_current_application(&self) -> UpdateCurrentApplication {
        UpdateCurrentApplication::of(self.call(&op::UPDATE_MY_APPLICATION, &[]), Object::default())
    }

    /// An application. Applications of others cannot be read. Not documented by Discord.
    pub fn application(&self, application: ApplicationId) -> Call<Application> {
        self.call(&op::GET_APPLICATION, &[Param::Id(application.get())])
    }

    /// Changes an application of the bot. Not documented by Discord; see also
    /// [`update_current_application`](Self::update_current_application).
    pub fn update_application(&self, application: ApplicationId) -> UpdateApplication {
        UpdateApplication::of(self.call(&op::UPDATE_APPLICATION, &[Param::Id(application.get())]), Object::default())
    }

    /// A running instance of an activity of the application: its users, and where it runs. Servers of games can check
    /// with it whether a user really takes part.
    pub fn activity_instance(&self, application: ApplicationId, instance_id: &str) -> Call<ActivityInstance> {
        self.call(
            &op::APPLICATIONS_GET_ACTIVITY_INSTANCE,
            &[Param::Id(application.get()), Param::Text(instance_id.into())],
        )
    }

    /// Uploads a file for an activity of the application, which can be shared by its URL for a while. Not documented by
    /// Discord.
    ///
    /// * `file`: The file.
    pub fn create_application_attachment(
        &self,
        application: ApplicationId,
        file: Upload,
    ) -> Call<ApplicationAttachment> {
        self.call(&op::UPLOAD_APPLICATION_ATTACHMENT, &[Param::Id(application.get())])
            .part("file", file)
            .body(Form::default())
    }
}
