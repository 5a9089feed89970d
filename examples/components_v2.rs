//! Components V2: `/shop` sends a message that consists of components: texts, sections with buttons, a container.
use greenroom::{
    model::{Container, Section, Separator, TextDisplay},
    prelude::*,
};

/// What is sold.
#[derive(Debug, Clone, Copy, Choice)]
pub enum Ware {
    /// The first section.
    Lantern,
    /// The second section.
    Rope,
}

impl Ware {
    fn price(self) -> u32 {
        match self {
            Self::Lantern => 12,
            Self::Rope => 5,
        }
    }
}

/// The id of a button. Enums with `Choice` can be parts of ids.
#[derive(Debug, CustomId)]
pub struct Buy {
    ware: Ware,
}

/// Sells wares.
#[derive(Debug)]
pub struct Shop;

#[handlers]
impl Shop {
    /// Shows what is sold
    #[command]
    async fn shop(&self) -> Reply {
        let section = |ware: Ware| {
            let texts = [format!("**{}**", ware.name()), format!("{} coins", ware.price())];
            Section::new(texts, Button::success(Buy { ware }.id(), format!("Buy {}", ware.name())))
        };
        let container = Container::new()
            .accent_color(0xc2_7c_0e)
            .component(TextDisplay::new("# Shop"))
            .component(section(Ware::Lantern))
            .component(Separator::new())
            .component(section(Ware::Rope));
        // The flag IS_COMPONENTS_V2 is set, since a container needs it.
        Reply::default().component(container)
    }

    #[component]
    async fn buy(&self, ctx: &ComponentContext, buy: Buy) -> Ephemeral<String> {
        let name = ctx.user().display_name();
        Ephemeral(format!("{name} bought a {} for {} coins.", buy.ware.name(), buy.ware.price()))
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Shop).run().await
}
