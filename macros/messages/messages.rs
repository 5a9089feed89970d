//! What the compiler says to good and bad uses of the attributes.
//!
//! It stands here and not with the framework's own tests, as the compiler is given the framework with nothing but `macros`: all else that
//! the tests need would be built once more.

#[test]
fn messages_of_the_compiler() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*.rs");
}
