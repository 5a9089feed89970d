//! [`CommandState`]: what the calls of all commands of a bot share.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::sync::OnceCell;

use super::{
    config::CommandConfig,
    ids::CommandIds,
    limits::{CommandNumber, Key, Limits},
    routes::Routes,
    typing::Typing,
};
use crate::{
    command::CallServices,
    model::{ApplicationId, UserId},
    rest::{Http, HttpError},
};

/// What is read once of the application.
pub(crate) struct Application {
    pub(super) id: ApplicationId,
    /// The user who owns the application, or the members of the team that does.
    pub(super) owners: HashSet<UserId>,
}

/// What the calls of all commands of a bot share.
pub(crate) struct CommandState {
    pub(crate) config: CommandConfig,
    pub(crate) services: Arc<CallServices>,
    pub(crate) typing: Typing,
    /// The ids of the commands at Discord.
    pub(super) ids: CommandIds,
    routes: RwLock<Arc<Routes>>,
    /// The number of the next command.
    next_number: AtomicUsize,
    limits: Mutex<Limits>,
    application: OnceCell<Application>,
    /// Whether the commands have been compared with Discord's because one was used that the bot does not have.
    pub(super) is_drift_checked: AtomicBool,
    /// Set when the bot runs.
    http: OnceLock<Http>,
}

impl CommandState {
    pub(crate) fn new(config: CommandConfig, services: CallServices, routes: Routes) -> Self {
        Self {
            config,
            services: Arc::new(services),
            typing: Typing::default(),
            ids: CommandIds::default(),
            next_number: AtomicUsize::new(routes.entries().len()),
            routes: RwLock::new(Arc::new(routes)),
            limits: Mutex::default(),
            application: OnceCell::new(),
            is_drift_checked: AtomicBool::new(false),
            http: OnceLock::new(),
        }
    }

    /// The number of a command that is added while the bot runs.
    pub(super) fn new_number(&self) -> CommandNumber {
        self.next_number.fetch_add(1, Ordering::Relaxed)
    }

    /// Sets the REST client. A bot runs once, so that it is set once.
    pub(crate) fn set_http(&self, http: Http) {
        let _ = self.http.set(http);
    }

    /// The REST client, once the bot runs.
    pub(super) fn http(&self) -> Option<Http> {
        self.http.get().cloned()
    }

    /// The routes as they are now.
    pub(crate) fn routes(&self) -> Arc<Routes> {
        Arc::clone(&self.routes.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the routes.
    pub(crate) fn set_routes(&self, routes: Routes) {
        *self.routes.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(routes);
    }

    pub(crate) fn limits(&self) -> MutexGuard<'_, Limits> {
        // The counters stay usable whatever has panicked: each is changed by itself.
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The application, which is read from Discord once.
    pub(crate) async fn application(&self, http: &Http) -> Result<&Application, HttpError> {
        let read = || async {
            let application = http.current_application().await?;
            let mut owners: HashSet<UserId> = application.owner.iter().map(|owner| owner.id).collect();
            if let Some(team) = &application.team {
                // With a team, Discord calls a user that stands for the team the owner.
                owners = team.members.iter().map(|member| member.user.id).collect();
            }
            Ok(Application { id: application.id, owners })
        };
        self.application.get_or_try_init(read).await
    }
}

/// A call that counts as running until this is dropped.
pub(crate) struct RunningCall {
    pub(crate) state: Arc<CommandState>,
    pub(crate) command: CommandNumber,
    pub(crate) key: Key,
}

impl Drop for RunningCall {
    fn drop(&mut self) {
        self.state.limits().leave(self.command, self.key);
    }
}
