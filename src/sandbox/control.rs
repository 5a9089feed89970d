//! The sandbox over HTTP, for curl and for programs in other languages.

use actix_web::{HttpResponse, web};

/// Mounts the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/sandbox", web::get().to(help));
}

async fn help() -> HttpResponse {
    super::server::plain(200, "greenroom sandbox\n")
}
