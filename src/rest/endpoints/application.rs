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
            /// What it says about itself, up to 400 characters.
            description / clear_description: String,
            /// The picture.
            icon / clear_icon: ImageData,
            /// The picture of invitations to a game.
            cover_image / clear_cover_image: ImageData,
            /// The team that it belongs to.
            team_id / clear_team_id: TeamId,
            /// Which privileged intents it may use as long as it is small: GATEWAY_PRESENCE_LIMITED,
            /// GATEWAY_GUILD_MEMBERS_LIMITED and GATEWAY_MESSAGE_CONTENT_LIMITED can be set and unset.
            flags: ApplicationFlags,
            /// Where Discord sends interactions by HTTP, up to 2048 characters; Discord tries it at once. They come
            /// over the gateway no more then.
            interactions_endpoint_url / clear_interactions_endpoint_url: String,
            /// Which content is filtered: 0 as the guild says, 1 all of it.
            explicit_content_filter: u32,
            /// How many may take part in its activity; -1 is no limit.
            max_participants: i32,
            /// What kind of application it is: 4 sells roles in a guild.
            kind as "type": u32,
            /// Words it is found by, up to five of 20 characters each.
            tags / clear_tags: Vec<String>,
            /// The link by which it is added, up to 2048 characters. Not together with `install_params`.
            custom_install_url / clear_custom_install_url: String,
            /// What an installation asks for. Not together with `custom_install_url`.
            install_params / clear_install_params: InstallParams,
            /// Where users prove what linked roles ask for, up to 2048 characters.
            role_connections_verification_url / clear_role_connections_verification_url: String,
            /// How it can be installed.
            integration_types_config: IntegrationTypesConfig,
            /// Whether Discord sends webhook events to it.
            event_webhooks_status: EventWebhookStatus,
            /// Where Discord sends webhook events, up to 2048 characters.
            event_webhooks_url / clear_event_webhooks_url: String,
            /// Which of them, `APPLICATION_AUTHORIZED` for example.
            event_webhooks_types / clear_event_webhooks_types: Vec<String>,
        }
    }
}

endpoint! {
    /// The request of [`Http::update_application`](crate::rest::Http::update_application); awaiting it sends it.
    pub struct UpdateApplication -> Application {
        body: Object {
            /// What it says about itself, up to 400 characters.
            description / clear_description: String,
            /// The picture.
            icon / clear_icon: ImageData,
            /// The picture of invitations to a game.
            cover_image / clear_cover_image: ImageData,
            /// The team that it belongs to.
            team_id / clear_team_id: TeamId,
            /// Which privileged intents it may use as long as it is small.
            flags: ApplicationFlags,
            /// Where Discord sends interactions by HTTP, up to 2048 characters.
            interactions_endpoint_url / clear_interactions_endpoint_url: String,
            /// Which content is filtered: 0 as the guild says, 1 all of it.
            explicit_content_filter: u32,
            /// How many may take part in its activity; -1 is no limit.
            max_participants: i32,
            /// What kind of application it is: 4 sells roles in a guild.
            kind as "type": u32,
            /// Words it is found by, up to five of 20 characters each.
            tags / clear_tags: Vec<String>,
            /// The link by which it is added, up to 2048 characters.
            custom_install_url / clear_custom_install_url: String,
            /// What an installation asks for.
            install_params / clear_install_params: InstallParams,
            /// Where users prove what linked roles ask for, up to 2048 characters.
            role_connections_verification_url / clear_role_connections_verification_url: String,
            /// How it can be installed.
            integration_types_config: IntegrationTypesConfig,
            /// Whether Discord sends webhook events to it.
            event_webhooks_status: EventWebhookStatus,
            /// Where Discord sends webhook events, up to 2048 characters.
            event_webhooks_url / clear_event_webhooks_url: String,
            /// Which of them, `APPLICATION_AUTHORIZED` for example.
            event_webhooks_types / clear_event_webhooks_types: Vec<String>,
        }
    }
}

impl Http {
    /// The application that the bot belongs to. Its flags tell which privileged intents are switched on in the portal.
    pub fn current_application(&self) -> Call<Application> {
        self.call(&op::GET_MY_APPLICATION, &[])
    }

    /// Changes the application that the bot belongs to:
    /// `http.update_current_application().description("Counts ants.").await`. What is not mentioned stays as it is.
    pub fn update_current_application(&self) -> UpdateCurrentApplication {
        UpdateCurrentApplication::of(self.call(&op::UPDATE_MY_APPLICATION, &[]), Object::default())
    }

    /// An application. Of those that the bot does not belong to, Discord tells nothing. Not documented by Discord.
    pub fn application(&self, application: ApplicationId) -> Call<Application> {
        self.call(&op::GET_APPLICATION, &[Param::Id(application.get())])
    }

    /// Changes an application that the bot belongs to. Not documented by Discord; see also
    /// [`update_current_application`](Self::update_current_application).
    pub fn update_application(&self, application: ApplicationId) -> UpdateApplication {
        UpdateApplication::of(self.call(&op::UPDATE_APPLICATION, &[Param::Id(application.get())]), Object::default())
    }

    /// An activity of the application that is running: who takes part, and where. For servers of games that want to
    /// know whether somebody who says so is really there.
    pub fn activity_instance(&self, application: ApplicationId, instance_id: &str) -> Call<ActivityInstance> {
        self.call(
            &op::APPLICATIONS_GET_ACTIVITY_INSTANCE,
            &[Param::Id(application.get()), Param::Text(instance_id.into())],
        )
    }

    /// Uploads a file for an activity of the application, to be shared by its address for a while. Not documented by
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
