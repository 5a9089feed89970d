use greenroom_macros::New;

struct Author;

#[derive(New)]
#[new(id)]
struct Message {
    id: u64,
    content: String,
    author: Author,
}

fn main() {
    let _ = Message::new(5_u64);
}
