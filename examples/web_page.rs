//! A bot and a web page about it in one process: an actor counts messages, and actix-web asks the actor and the bot.
#![allow(clippy::print_stdout, reason = "the example prints")]

use actix::{Actor, Addr, Context as ActorContext, Handler, Message};
use actix_web::{App, HttpResponse, HttpServer, dev::Server, web};
use greenroom::{event::EventKind, prelude::*};

/// Counts the messages of other users and bots.
#[derive(Debug, Default)]
pub struct MessageCounter(u64);

impl Actor for MessageCounter {
    type Context = ActorContext<Self>;
}

impl Handler<ShardEvent> for MessageCounter {
    type Result = ();

    fn handle(&mut self, event: ShardEvent, _: &mut Self::Context) {
        if matches!(&*event.event, Event::MessageCreate(message) if !message.author.bot) {
            self.0 += 1;
        }
    }
}

/// Asks for the number of messages.
#[derive(Debug, Message)]
#[rtype(result = "u64")]
pub struct GetCount;

impl Handler<GetCount> for MessageCounter {
    type Result = u64;

    fn handle(&mut self, _: GetCount, _: &mut Self::Context) -> u64 {
        self.0
    }
}

async fn page(bot: web::Data<BotHandle>, counter: web::Data<Addr<MessageCounter>>) -> HttpResponse {
    let shards = bot.shards();
    let ready = shards.iter().filter(|shard| shard.is_connected()).count();
    let messages = counter.send(GetCount).await.unwrap_or_default();
    let guilds = bot.cache().map_or(0, |cache| cache.guilds().len());
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(format!("<h1>{ready} of {} shards</h1><p>{guilds} guilds, {messages} messages</p>", shards.len()))
}

/// The bot with its counter.
pub fn with_counter(bot: Bot) -> (Bot, Addr<MessageCounter>) {
    let counter = MessageCounter::default().start();
    (bot.actor(counter.clone(), EventKind::MessageCreate), counter)
}

/// Serves the page, and ends with the bot. Returns the server and its port.
pub fn serve(bot: BotHandle, counter: Addr<MessageCounter>, port: u16) -> std::io::Result<(Server, u16)> {
    let (bot, counter) = (web::Data::new(bot), web::Data::new(counter));
    let stopping = bot.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(bot.clone()).app_data(counter.clone()).route("/", web::get().to(page))
    });
    let server = server.workers(1).disable_signals().bind(("127.0.0.1", port))?;
    let port = server.addrs().first().map_or(port, |address| address.port());
    let server = server.run();
    let running = server.handle();
    actix::spawn(async move {
        stopping.stopping().await;
        running.stop(true).await;
    });
    Ok((server, port))
}

#[actix::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (bot, counter) = with_counter(Bot::from_env()?);
    let run = bot.run();
    let (server, port) = serve(run.handle(), counter, 8080)?;
    println!("http://127.0.0.1:{port}");
    let (ended, served) = tokio::join!(run, server);
    ended?;
    Ok(served?)
}
