//! What linked roles can ask for (Discord's docs, resources/application-role-connection-metadata).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ApplicationId, RoleConnectionMetadata};
use crate::rest::{Call, Http, endpoints::operation as op, route::Param};

impl Http {
    /// What the application knows about users and linked roles can ask for.
    pub fn role_connection_metadata(&self, application: ApplicationId) -> Call<Vec<RoleConnectionMetadata>> {
        self.call(&op::GET_APPLICATION_ROLE_CONNECTIONS_METADATA, &[Param::Id(application.get())])
    }

    /// Sets what the application knows about users and linked roles can ask for, up to five things. Those that are not
    /// mentioned are deleted.
    ///
    /// * `metadata`: All that there are to be, up to five.
    pub fn set_role_connection_metadata(
        &self,
        application: ApplicationId,
        metadata: &[RoleConnectionMetadata],
    ) -> Call<Vec<RoleConnectionMetadata>> {
        self.call(&op::UPDATE_APPLICATION_ROLE_CONNECTIONS_METADATA, &[Param::Id(application.get())]).json(metadata)
    }
}
