#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

struct Kiosk;

#[handlers]
impl Kiosk {
    /// Half a body
    #[command]
    async fn body(&self) -> String {
        let x = ;
        self.whole(3).
    }

    /// Half a signature
    #[command]
    async fn signature(&self, item: ) -> String {
        String::new()
    }

    /// Half an attribute
    #[command(name = )]
    async fn attribute(&self) -> String {
        String::new()
    }

    /// Written to its end
    #[command]
    async fn whole(&self, #[option("A")] count: u8) -> String {
        let text: u32 = "3";
        String::new()
    }
}

fn main() {
    // The other methods are still there.
    let future = Kiosk.whole(3);
    let future = Kiosk.attribute();
    let is_command: &dyn greenroom::command::Commands = &Kiosk;
}
