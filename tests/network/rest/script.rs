//! A server whose answers are set by a test, one request at a time. It keeps every byte that it receives.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use actix_http::header::HttpDate;
use greenroom::gateway::Token;
use greenroom::rest::{Http, HttpConfig};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The server, and a client of it.
pub(crate) struct Script {
    pub(crate) http: Http,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `GET /gateway?a=b`.
    pub(crate) line: String,
    /// Names in lower case, in the order of the alphabet.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A part of a form: name, file name, media type, content.
pub(crate) type Part = (String, Option<String>, Option<String>, Vec<u8>);

/// What is told for the nth request, from 0: the status and the body.
type Answers = dyn Fn(usize, &Asked) -> (u16, String) + Send + Sync;

impl Asked {
    /// Names in lower case, in the order of the alphabet, and values.
    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The value of that name in the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let query = self.line.split_once('?')?.1;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    /// The parts of a form.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let boundary = self.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
        let (mut parts, between) = (Vec::new(), format!("--{boundary}"));
        let mut rest = self.body.strip_prefix(between.as_bytes()).unwrap();
        let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|window| window == what).unwrap();
        while let Some(part) = rest.strip_prefix(b"\r\n") {
            let end = find(part, format!("\r\n{between}").as_bytes());
            let (part, after) = (&part[..end], &part[end + 2 + between.len()..]);
            let content = find(part, b"\r\n\r\n");
            let head = std::str::from_utf8(&part[..content]).unwrap();
            let of = |start: &str, end: &str| {
                head.split_once(start).map(|(_, it)| it.split(end).next().unwrap_or_default().to_owned())
            };
            let name = of(" name=\"", "\"").unwrap();
            parts.push((name, of("filename=\"", "\""), of("Content-Type: ", "\r\n"), part[content + 4..].to_vec()));
            rest = after;
        }
        assert_eq!(rest, b"--\r\n", "the form ends here");
        parts
    }
}

impl Script {
    pub(crate) async fn start(answers: impl Fn(usize, &Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::with_date(|| None, answers).await
    }

    /// Each answer has this `Date`, if there is one.
    pub(crate) async fn with_date(
        date: fn() -> Option<SystemTime>,
        answers: impl Fn(usize, &Asked) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = HttpConfig::new(Token::new("a.b.c").unwrap());
        config.base_url = format!("http://{}", listener.local_addr().unwrap());
        config.global_rate = 10_000;
        config.backoff_base = std::time::Duration::from_millis(1);
        let (answers, asked): (Arc<Answers>, _) = (Arc::new(answers), Arc::default());
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, date, Arc::clone(&answers), Arc::clone(&kept)));
            }
        });
        Self { http: Http::start(config).unwrap(), asked }
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(
    stream: TcpStream,
    date: fn() -> Option<SystemTime>,
    answers: Arc<Answers>,
    kept: Arc<Mutex<Vec<Asked>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let request = line.trim().trim_end_matches(" HTTP/1.1").to_owned();
        let mut asked = Asked { line: request, headers: Vec::new(), body: Vec::new() };
        loop {
            line.clear();
            stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            asked.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        asked.headers.sort();
        asked.body = vec![0; asked.header("content-length").map_or(0, |length| length.parse().unwrap())];
        stream.read_exact(&mut asked.body).await?;
        let number = {
            let mut kept = kept.lock().unwrap();
            kept.push(asked.clone());
            kept.len() - 1
        };
        let (status, body) = answers(number, &asked);
        let date = date().map(|date| format!("Date: {}\r\n", HttpDate::from(date))).unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{date}\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).await?;
        line.clear();
    }
    Ok(())
}
