//! Rate limits in headers and bodies of REST answers, given to the limiter.
//!
//! An input is a list of answers, separated by lines with `---`. The first line of an answer has the number of the
//! operation, the number of the channel, the milliseconds since the previous answer, the status, and optionally the
//! longest wait in milliseconds. The headers, an empty line and the body follow.

use std::time::Duration;

use greenroom::__internals::{MadeUpAnswer, MadeUpHeaders, tell_limiter};

/// The tokens that answers are made of.
pub const TOKENS: &[&str] = &[
    "\n---\n",
    "0 1 0 429\n",
    "1 1 5 200\n",
    "2 2 0 404\n",
    "3 7 0 204\n",
    "0 1 0 0\n",
    "1 1 0 503\n",
    "1 1 0 401\n",
    "1 3 0 200 500\n",
    "bucket: abc\n",
    "limit: 5\n",
    "remaining: 0\n",
    "reset: 1700000000.5\n",
    "reset-after: 1.25\n",
    "scope: shared\n",
    "scope: global\n",
    "global: true\n",
    "retry-after: 65\n",
    "\n{\"retry_after\":0.5,\"global\":false,\"message\":\"\"}",
    "\n{\"code\":20016,\"retry_after\":1e9}",
    "4294967295",
    "1e308",
    "-1",
    "NaN",
    "inf",
    "1e-9",
    "{\"code\":0}",
    "{\"code\":110000,\"retry_after\":2}",
];

/// The longest list; the limiter is called many times for each answer.
const MOST: usize = 64;
/// The longest time between two requests, and the longest wait.
const LONGEST_MS: u64 = 100_000_000;

/// Gives the answers to a limiter. Every request must finish eventually.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let answers: Vec<MadeUpAnswer<'_>> = text.split("\n---\n").take(MOST).filter_map(answer).collect();
    if let Err(error) = tell_limiter(&answers) {
        panic!("{error}");
    }
}

fn answer(text: &str) -> Option<MadeUpAnswer<'_>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let mut answer = MadeUpAnswer {
        operation: words.next()?.parse().ok()?,
        id: words.next()?.parse().ok()?,
        pause: Duration::from_millis(words.next()?.parse::<u64>().ok()?.min(LONGEST_MS)),
        status: words.next()?.parse().ok()?,
        max_wait: words
            .next()
            .and_then(|word| word.parse().ok())
            .map(|ms: u64| Duration::from_millis(ms.min(LONGEST_MS))),
        headers: MadeUpHeaders::default(),
        body: body.as_bytes(),
    };
    let headers = &mut answer.headers;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let header = match name {
            "bucket" => &mut headers.bucket,
            "limit" => &mut headers.limit,
            "remaining" => &mut headers.remaining,
            "reset" => &mut headers.reset,
            "reset-after" => &mut headers.reset_after,
            "scope" => &mut headers.scope,
            "global" => &mut headers.global,
            "retry-after" => &mut headers.retry_after,
            _ => continue,
        };
        *header = Some(value);
    }
    Some(answer)
}
