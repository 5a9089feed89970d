//! The engine and fault injection are no public API of a build without the sandbox.

use greenroom::gateway::{Inflater, Protocol};

fn drill(bot: &greenroom::BotHandle) {
    bot.diagnose(0);
}

fn main() {}
