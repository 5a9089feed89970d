#[greenroom::test]
async fn with_an_argument(_sandbox: u8) {}

#[greenroom::main(flavor = "current_thread")]
async fn main() {}
