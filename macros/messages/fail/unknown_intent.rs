use greenroom::event_handler;
use greenroom::handler::EventHandler;

struct A;
struct B;
struct C;

#[event_handler(intents(MESSAGE_CONTENTS, BANANAS))]
impl EventHandler for A {}

#[event_handler(intents(GUILD_MEMBERS), without(GUILD_MEMBERS))]
impl EventHandler for B {}

#[event_handler(MESSAGE_CONTENT)]
impl EventHandler for C {}

fn main() {}
