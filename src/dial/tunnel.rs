//! A tunnel through an HTTP proxy (RFC 9110 section 9.3.6, `CONNECT`).

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::{Target, proxy::Proxy};

/// The longest head of the proxy's answer, in bytes.
const LONGEST_HEAD: usize = 16 << 10;

/// How many characters of the proxy's answer are shown in an error.
const LONGEST_SHOWN: usize = 100;

/// Opens a tunnel to `target` on a connection to `proxy`.
///
/// # Errors
/// What the proxy answered, if that is no success. No error shows the credentials.
pub(super) async fn open(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    proxy: &Proxy,
    target: &Target,
) -> io::Result<()> {
    let mut request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    if let Some(authorization) = proxy.authorization() {
        request.push_str("Proxy-Authorization: ");
        request.push_str(authorization);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let head = read_head(stream).await?;
    let line: String = head.lines().next().unwrap_or_default().chars().take(LONGEST_SHOWN).collect();
    let status = line.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1));
    match status {
        Some(status) if status.len() == 3 && status.starts_with('2') => Ok(()),
        Some("407") => Err(io::Error::other(format!(
            "the proxy {proxy} refuses its credentials (407); they are set as http://user:password@host:port in {}",
            proxy.variable()
        ))),
        _ => Err(io::Error::other(format!("the proxy {proxy} refuses to connect to {target}: {line}"))),
    }
}

/// Reads the head of the answer, and nothing behind it, which belongs to the target.
async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LONGEST_HEAD {
            return Err(io::Error::other("the answer of the proxy is too long"));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dial::proxy::Proxies;

    /// What a proxy with these credentials is sent, and what follows from its answer. Then `rest` is read.
    async fn exchange(url: &str, answer: &str) -> (String, io::Result<()>, String) {
        let url = url.to_owned();
        let (proxies, _) = Proxies::read(|name| (name == "HTTPS_PROXY").then(|| url.clone()));
        let target = Target { host: "discord.com".into(), port: 443, is_encrypted: true };
        let (mut near, mut far) = tokio::io::duplex(64 << 10);
        far.write_all(answer.as_bytes()).await.unwrap();
        far.shutdown().await.unwrap();
        let result = open(&mut near, proxies.of(&target).unwrap(), &target).await;
        let mut rest = String::new();
        near.read_to_string(&mut rest).await.unwrap();
        drop(near);
        let mut sent = String::new();
        far.read_to_string(&mut sent).await.unwrap();
        (sent, result, rest)
    }

    #[tokio::test]
    async fn a_success_leaves_what_follows_to_the_target() {
        let (sent, result, rest) = exchange("http://proxy.test", "HTTP/1.1 200 OK\r\nVia: x\r\n\r\nhello").await;
        result.unwrap();
        assert_eq!(sent, "CONNECT discord.com:443 HTTP/1.1\r\nHost: discord.com:443\r\n\r\n");
        assert_eq!(rest, "hello");
    }

    #[tokio::test]
    async fn credentials_are_sent_and_shown_in_no_error() {
        let url = "http://user:s%40cret@proxy.test:8080";
        let (sent, result, _) = exchange(url, "HTTP/1.0 407 Proxy Authentication Required\r\n\r\n").await;
        assert!(sent.contains("\r\nProxy-Authorization: Basic dXNlcjpzQGNyZXQ=\r\n"), "{sent}");
        let error = result.unwrap_err().to_string();
        assert!(error.contains("proxy.test:8080") && error.contains("HTTPS_PROXY"), "{error}");
        assert!(!error.contains("cret") && !error.contains("dXNlc"), "{error}");
    }

    #[tokio::test]
    async fn anything_but_a_success_is_an_error() {
        let endless = "x".repeat(LONGEST_HEAD + 1);
        for answer in [
            "HTTP/1.1 403 Forbidden\r\n\r\n",
            "HTTP/1.1 301 Moved\r\n\r\n",
            &format!("HTTP/1.1 403 {}\r\n\r\n", "x".repeat(LONGEST_HEAD / 2)),
            "HTTP/1.1 2000 OK\r\n\r\n",
            "SSH-2.0\r\n\r\n",
            "\r\n\r\n",
            "",
            &endless,
        ] {
            let error = exchange("http://proxy.test", answer).await.1.unwrap_err().to_string();
            assert!(error.len() < 300, "{answer:.20}: {error}");
        }
    }
}
