//! The metadata of linked roles (Discord's docs, resources/application-role-connection-metadata).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{ApplicationId, RoleConnectionMetadata};
use crate::rest::{Call, Http, endpoints::operation as op, route::Param};

impl Http {
    /// The metadata records of the application for linked roles.
    pub fn role_connection_metadata(&self, application: ApplicationId) -> Call<Vec<RoleConnectionMetadata>> {
        self.call(&op::GET_APPLICATION_ROLE_CONNECTIONS_METADATA, &[Param::Id(application.get())])
    }

    /// Sets all metadata records of the application for linked roles, up to five. Those that are not listed are
    /// deleted.
    ///
    /// * `metadata`: All records, up to five.
    pub fn set_role_connection_metadata(
        &self,
        application: ApplicationId,
        metadata: &[RoleConnectionMetadata],
    ) -> Call<Vec<RoleConnectionMetadata>> {
        self.call(&op::UPDATE_APPLICATION_ROLE_CONNECTIONS_METADATA, &[Param::Id(application.get())]).json(metadata)
    }
}
