use greenroom::event_handler;

struct Ping;

#[event_handler]
impl Ping {}

#[event_handler]
struct Pong;

#[greenroom::main]
fn main() {}
