//! Select menus: `/lunch` asks for dishes, and then for the members who eat them.
use greenroom::prelude::*;

/// What can be selected in the first menu.
#[derive(Debug, Choice)]
pub enum Dish {
    /// The text of an option.
    Soup,
    /// Another one.
    Noodles,
    /// The text differs from the name.
    #[choice("Ice cream")]
    IceCream,
}

/// The id of the first menu.
#[derive(Debug, CustomId)]
pub struct Dishes;

/// The id of the second menu, which holds what was selected in the first one.
#[derive(Debug, CustomId)]
pub struct Eaters {
    first: Dish,
    second: Option<Dish>,
}

/// Plans lunches.
#[derive(Debug)]
pub struct Lunch;

#[handlers]
impl Lunch {
    /// Plans a lunch
    #[command(contexts(Guild))]
    async fn lunch(&self) -> Reply {
        let menu = Select::choices::<Dish>(Dishes.id()).placeholder("Dishes").max_values(2);
        Reply::new("What do you eat?").component(menu)
    }

    /// What was selected is a `Vec`, an `Option`, or one value.
    #[component]
    async fn dishes(&self, _menu: Dishes, #[selected] dishes: Vec<Dish>) -> CommandResult<Update> {
        let mut dishes = dishes.into_iter();
        let first = dishes.next().tell("Select a dish.")?;
        let id = Eaters { first, second: dishes.next() }.id();
        let menu = Select::users(id).placeholder("Members").max_values(10);
        Ok(Reply::new("Who eats with you?").component(menu).into())
    }

    #[component]
    async fn eaters(&self, dishes: Eaters, #[selected] members: Vec<GuildMember>) -> Update {
        let dishes: Vec<_> = [Some(dishes.first), dishes.second].iter().flatten().map(Choice::name).collect();
        let members: Vec<_> = members.iter().map(|member| member.display_name()).collect();
        Reply::new(format!("{} for {}", dishes.join(" and "), members.join(", "))).clear_components().into()
    }
}

#[greenroom::main]
async fn main() -> greenroom::Result<()> {
    Bot::from_env()?.handler(Lunch).run().await
}
