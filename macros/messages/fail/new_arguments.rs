use greenroom_macros::New;

#[derive(New)]
#[new(id, author, id)]
struct Twice {
    id: u64,
    author: u64,
}

#[derive(New)]
#[new(id, auther)]
struct Misspelt {
    id: u64,
    author: u64,
}

#[derive(New)]
struct Nothing {
    id: u64,
}

#[derive(New)]
#[new()]
struct NoArgument {
    id: u64,
}

#[derive(New)]
#[new(id)]
struct Tuple(u64);

#[derive(New)]
#[new(id)]
enum Choice {
    One,
}

#[derive(New)]
#[new(id)]
struct Unclear {
    id: u64,
    #[new(default = 5)]
    author: u64,
}

fn main() {}
