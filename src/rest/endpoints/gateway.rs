//! The address of the gateway (Discord's docs, events/gateway).
//!
//! Written by `cargo run -p greenroom-codegen` from the tables in `codegen/operations`: change those.

use crate::model::{GatewayBotInfo, GatewayInfo};
use crate::rest::{Call, Http, endpoints::operation as op};

impl Http {
    /// The address of the gateway. Needs no valid token.
    pub fn gateway(&self) -> Call<GatewayInfo> {
        self.call(&op::GET_GATEWAY, &[])
    }

    /// The address of the gateway, the number of shards that Discord recommends, and how many sessions may be started.
    pub fn gateway_bot(&self) -> Call<GatewayBotInfo> {
        self.call(&op::GET_BOT_GATEWAY, &[])
    }
}
