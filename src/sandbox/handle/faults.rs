//! Faults as a test sets them.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::model::GuildId;
use crate::sandbox::fault::{Fault, Rules, Target};
use crate::sandbox::gateway::{Cut, Out, Payload};
use crate::sandbox::server::{Shared, State};

/// Faults: those of open connections happen at once ([`drop_connections`](Self::drop_connections), …), others when they
/// are triggered ([`Fault`]). Cheap to clone.
#[derive(Debug, Clone)]
pub struct Faults {
    shared: Arc<Shared>,
    target: Target,
}

impl Faults {
    pub(in crate::sandbox) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, target: Target::All }
    }

    /// The same for one shard only.
    #[must_use]
    pub fn on(&self, target: impl Into<Target>) -> Self {
        Self { shared: self.shared.clone(), target: target.into() }
    }

    /// Sets a fault for the next time it is triggered.
    pub fn once(&self, fault: Fault) {
        self.times(1, fault);
    }

    /// Sets a fault for the next `count` times it is triggered.
    pub fn times(&self, count: u32, fault: Fault) {
        self.shared.act(|state| state.rules.add(fault, self.target, Some(count)));
    }

    /// Sets a fault for every time it is triggered, until [`clear`](Self::clear).
    pub fn always(&self, fault: Fault) {
        self.shared.act(|state| state.rules.add(fault, self.target, None));
    }

    /// Removes all faults that are set, of every target.
    pub fn clear(&self) {
        self.shared.act(|state| state.rules = Rules::default());
    }

    /// Makes the sandbox send what a server that is compatible with Discord's protocol sends, until
    /// [`clear`](Self::clear). The model is Spacebar (formerly Fosscord):
    ///
    /// * `null` where Discord leaves a key out; newer fields missing; fields that Discord does not have; times that end
    ///   with `Z`;
    /// * READY of API version 9 with the keys of a user's client and no `shard`, followed by READY_SUPPLEMENTAL; the
    ///   bot as the only member in GUILD_CREATE;
    /// * payloads other than dispatches without `s` and `t`, heartbeat acknowledgements without `d`;
    /// * RESUME answered with op 9 `false`, always;
    /// * REST answers without rate-limit headers, and no rate limits.
    pub fn compatible_server(&self) {
        self.always(Fault::CompatibleServer);
    }

    /// Closes the TCP connections (FIN) without a close frame.
    pub fn drop_connections(&self) {
        self.each(|| Out::Cut(Cut::Drop));
    }

    /// Resets the TCP connections (RST).
    pub fn reset(&self) {
        self.each(|| Out::Cut(Cut::Reset));
    }

    /// Makes the connections half open: the sandbox treats them as gone and sends nothing more, but for the client the
    /// TCP connection is still open.
    pub fn half_open(&self) {
        self.each(|| Out::Cut(Cut::Silence));
    }

    /// Closes the connections with this code (1000 or more). The sessions stay resumable.
    pub fn close(&self, code: u16) {
        self.each(|| Out::Close { code, reason: "closed on purpose".to_owned() });
    }

    /// Requests a reconnect (op 7).
    pub fn reconnect(&self) {
        self.each(|| control(7, "null"));
    }

    /// Invalidates the sessions (op 9). `false` ends them.
    pub fn invalidate(&self, resumable: bool) {
        self.shared.act(|state| {
            for id in state.hub.of_shard(self.target.shard()) {
                state.gateway().invalidate(id, resumable);
            }
        });
    }

    /// Requests a heartbeat (op 1).
    pub fn request_heartbeat(&self) {
        self.each(|| control(1, "null"));
    }

    /// Sends an unknown opcode.
    pub fn unknown_opcode(&self) {
        self.each(|| control(99, r#"{"what":"nobody knows"}"#));
    }

    /// Dispatches an unknown event.
    pub fn unknown_event(&self) {
        self.dispatch("SOMETHING_NEW", r#"{"id":"1","shiny":true}"#);
    }

    /// Dispatches an event to the sessions. `data` must be JSON.
    pub fn dispatch(&self, name: &str, data: &str) {
        let data: Arc<str> = Arc::from(data);
        self.shared.act(|state| {
            for id in state.sessions_of(self.target.shard()) {
                state.hub.deliver(&id, name.to_owned(), data.clone());
            }
        });
    }

    /// Dispatches a channel of an unknown type with unknown flags.
    pub fn unknown_enum_values(&self) {
        self.dispatch_per_guild(|guild| {
            let channel = json!({"id": "1", "type": 99, "guild_id": guild, "name": "odd", "flags": 1u64 << 40});
            vec![("CHANNEL_CREATE", channel)]
        });
    }

    /// Dispatches a PRESENCE_UPDATE with only the user's id, and one whose fields have wrong types.
    pub fn odd_presences(&self) {
        self.dispatch_per_guild(|guild| {
            let bare = json!({"user": {"id": "2"}, "guild_id": guild});
            let user = json!({"id": "3", "username": null});
            let odd = json!({"user": user, "guild_id": guild, "status": "dancing", "activities": {}});
            vec![("PRESENCE_UPDATE", bare), ("PRESENCE_UPDATE", odd)]
        });
    }

    /// Dispatches a GUILD_CREATE that is `{id, unavailable: true}`.
    pub fn bare_guild_create(&self) {
        self.dispatch_per_guild(|guild| vec![("GUILD_CREATE", json!({"id": guild, "unavailable": true}))]);
    }

    /// Dispatches events to each session, for the first of its guilds.
    fn dispatch_per_guild(&self, events: impl Fn(GuildId) -> Vec<(&'static str, Value)>) {
        self.shared.act(|state| {
            for id in state.sessions_of(self.target.shard()) {
                let Some(session) = state.hub.sessions.get(&id) else { continue };
                let guild = state.world.bot_guilds().map(|guild| guild.id).find(|guild| session.has(Some(*guild)));
                for (name, data) in guild.into_iter().flat_map(&events) {
                    state.hub.deliver(&id, name, Arc::from(data.to_string()));
                }
            }
        });
    }

    /// Dispatches an unknown event whose JSON is at least this long, in bytes.
    pub fn huge_payload(&self, bytes: usize) {
        self.dispatch("SOMETHING_HUGE", &format!(r#"{{"padding":"{}"}}"#, "x".repeat(bytes)));
    }

    /// Sends any text as one payload, with the compression of the connection.
    pub fn raw(&self, text: &str) {
        self.each(|| Out::Payload(Payload::Raw(text.to_owned())));
    }

    /// Removes the sessions without telling the clients: the next RESUME is answered with op 9 `false`. Open
    /// connections stay.
    pub fn forget_sessions(&self) {
        self.shared.act(|state| {
            for id in state.sessions_of(self.target.shard()) {
                state.hub.sessions.remove(&id);
            }
        });
    }

    fn each(&self, out: impl Fn() -> Out) {
        self.shared.act(|state| {
            for id in state.hub.of_shard(self.target.shard()) {
                state.gateway().push(id, out());
            }
        });
    }
}

fn control(op: u8, data: &'static str) -> Out {
    Out::Payload(Payload::Control { op, data: data.into() })
}

impl State {
    fn sessions_of(&self, shard: Option<u32>) -> Vec<String> {
        let wanted = self.hub.sessions.values().filter(|it| shard.is_none() || shard == Some(it.shard));
        wanted.map(|it| it.id.clone()).collect()
    }
}
