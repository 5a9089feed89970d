//! Panics that tests want: counted, and not printed. A process has one hook for all of its panics, so that it is set
//! here alone.

use std::sync::OnceLock;

use tokio::sync::{Mutex, MutexGuard, watch};

/// The messages of actors that were told to crash, in this process. Panics of handlers "on purpose" are not printed
/// either.
pub(crate) fn wanted() -> &'static watch::Sender<Vec<String>> {
    static PANICS: OnceLock<watch::Sender<Vec<String>>> = OnceLock::new();
    PANICS.get_or_init(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let text = info.payload().downcast_ref::<&str>().copied().unwrap_or_default();
            let built = info.payload().downcast_ref::<String>().map_or("", String::as_str);
            if text.ends_with("was told to crash") {
                wanted().send_modify(|panics| panics.push(text.to_owned()));
            } else if !built.starts_with("on purpose") {
                print(info);
            }
        }));
        watch::Sender::default()
    })
}

/// Held by every test that crashes actors, as they count the panics of the process: one runs at a time.
pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    wanted();
    ALONE.lock().await
}
