#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Garden;

#[handlers]
impl Garden {
    #[task(every = "5m")]
    async fn result(&self) -> Result<(), String> {
        Ok(())
    }

    #[task(every = "5m")]
    async fn context(&self, ctx: &CommandContext) -> HandlerResult {
        Ok(())
    }

    #[task(cron = "0 9 * * *", zone = "Europe/Berlin")]
    async fn without_the_feature(&self) -> HandlerResult {
        Ok(())
    }
}

async fn plain(ctx: &TaskContext) -> HandlerResult {
    Ok(())
}

fn main() {
    let bot = Bot::new("token").task(plain);
}
