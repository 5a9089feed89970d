#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Garden;

#[handlers]
impl Garden {
    #[task]
    async fn never(&self) -> HandlerResult {
        Ok(())
    }

    #[task(every = "5m", cron = "0 9 * * *")]
    async fn both(&self) -> HandlerResult {
        Ok(())
    }

    #[task(every = "5m", zone = "Europe/Berlin")]
    async fn zone(&self) -> HandlerResult {
        Ok(())
    }

    #[task(every = "5 minutes")]
    async fn duration(&self) -> HandlerResult {
        Ok(())
    }

    #[task(every = 5)]
    async fn number(&self) -> HandlerResult {
        Ok(())
    }

    #[task(cron = "0 0 9 * * *")]
    async fn fields(&self) -> HandlerResult {
        Ok(())
    }

    #[task(evry = "5m", atstart)]
    async fn misspelt(&self) -> HandlerResult {
        Ok(())
    }

    #[task(every = "5m")]
    async fn nothing(&self) {}

    #[task(every = "5m")]
    async fn argument(&self, ctx: &TaskContext, garden: &Garden) -> HandlerResult {
        Ok(())
    }

    #[task(every = "5m")]
    fn not_async(&mut self) -> HandlerResult {
        Ok(())
    }
}

#[task(every = "5m", name = "tick")]
async fn word(ctx: &TaskContext) -> HandlerResult {
    Ok(())
}

#[task(every = "5m")]
struct Wrong;

#[task(every = "5m")]
async fn method(&self) -> HandlerResult {
    Ok(())
}

fn main() {}
