#![allow(unused_imports, dead_code, unused_variables)]

use greenroom::prelude::*;

#[derive(Choice)]
enum Many {
    A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, C0, C1, C2, C3, C4, C5, C6,
}

/// Has too many options
#[command]
async fn many(
    #[option("A")]
    o0: u8,
    #[option("A")]
    o1: u8,
    #[option("A")]
    o2: u8,
    #[option("A")]
    o3: u8,
    #[option("A")]
    o4: u8,
    #[option("A")]
    o5: u8,
    #[option("A")]
    o6: u8,
    #[option("A")]
    o7: u8,
    #[option("A")]
    o8: u8,
    #[option("A")]
    o9: u8,
    #[option("A")]
    o10: u8,
    #[option("A")]
    o11: u8,
    #[option("A")]
    o12: u8,
    #[option("A")]
    o13: u8,
    #[option("A")]
    o14: u8,
    #[option("A")]
    o15: u8,
    #[option("A")]
    o16: u8,
    #[option("A")]
    o17: u8,
    #[option("A")]
    o18: u8,
    #[option("A")]
    o19: u8,
    #[option("A")]
    o20: u8,
    #[option("A")]
    o21: u8,
    #[option("A")]
    o22: u8,
    #[option("A")]
    o23: u8,
    #[option("A")]
    o24: u8,
    #[option("A")]
    o25: u8,
) {
}

#[derive(Options)]
struct Half {
    #[option("A")]
    o0: u8,
    #[option("A")]
    o1: u8,
    #[option("A")]
    o2: u8,
    #[option("A")]
    o3: u8,
    #[option("A")]
    o4: u8,
    #[option("A")]
    o5: u8,
    #[option("A")]
    o6: u8,
    #[option("A")]
    o7: u8,
    #[option("A")]
    o8: u8,
    #[option("A")]
    o9: u8,
    #[option("A")]
    o10: u8,
    #[option("A")]
    o11: u8,
    #[option("A")]
    o12: u8,
}

#[derive(Options)]
struct OtherHalf {
    #[option("A")]
    p0: u8,
    #[option("A")]
    p1: u8,
    #[option("A")]
    p2: u8,
    #[option("A")]
    p3: u8,
    #[option("A")]
    p4: u8,
    #[option("A")]
    p5: u8,
    #[option("A")]
    p6: u8,
    #[option("A")]
    p7: u8,
    #[option("A")]
    p8: u8,
    #[option("A")]
    p9: u8,
    #[option("A")]
    p10: u8,
    #[option("A")]
    p11: u8,
    #[option("A")]
    p12: u8,
}

/// Has too many in its sets
#[command]
async fn sets(#[option(flatten)] half: Half, #[option(flatten)] other: OtherHalf) {}

fn main() {}
