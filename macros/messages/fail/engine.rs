//! Without the sandbox, the engine and fault injection are not public.

use greenroom::gateway::{Inflater, Protocol};

fn drill(bot: &greenroom::BotHandle) {
    bot.diagnose(0);
}

fn main() {}
