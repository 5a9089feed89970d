//! Tests the compiler's messages for wrong uses of the attributes and derives, and that right ones compile.
//!
//! This is a package of its own, because `trybuild` builds the framework with no feature but `macros`. As a part of the
//! framework's own tests it would build all of their dependencies once more.

#[test]
fn messages_of_the_compiler() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
