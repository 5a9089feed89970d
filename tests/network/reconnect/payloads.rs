//! What comes over the wire, whole and in pieces, compressed and not, and what is wrong with it.

use std::sync::{Arc, Mutex};

use actix_http::ws::hash_key;
use greenroom::{
    Bot,
    gateway::{Compression, Encoding, RequestMembers},
    prelude::*,
    sandbox::Fault,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    common::{Diary, SOON, WIRES, Witness},
    reconnect::{Show, calm, patient},
};

/// Sets one of the [`WIRES`].
fn over((encoding, compression): (Encoding, Compression)) -> impl FnOnce(Bot) -> Bot {
    move |bot| bot.encoding(encoding).compression(compression)
}

/// The wires of one encoding.
fn speaking(encoding: Encoding) -> impl Iterator<Item = (Encoding, Compression)> {
    WIRES.into_iter().filter(move |wire| wire.0 == encoding)
}

/// Keeps the name and the size of every dispatch.
#[derive(Clone, Default)]
struct Sizes(Arc<Mutex<Vec<(String, usize)>>>);

#[event_handler]
impl EventHandler for Sizes {
    async fn raw_event(&self, _: &Context, name: &str, json: &str) -> HandlerResult {
        self.0.lock().unwrap().push((name.to_owned(), json.len()));
        Ok(())
    }
}

impl Sizes {
    fn of(&self, name: &str) -> Vec<usize> {
        self.0.lock().unwrap().iter().filter(|(it, _)| it == name).map(|(_, size)| *size).collect()
    }
}

/// Every encoding with every compression that goes with it works from end to end in both directions, over a resume and
/// a new session, and says so where Discord looks for it.
#[greenroom::test]
async fn every_compression_works_end_to_end() {
    for wire @ (encoding, compression) in WIRES {
        let sandbox = calm().start().await.unwrap();
        // Enough people that GUILD_CREATE is worth compressing.
        sandbox.guild("Greenroom").populate("extra", 200);
        let (guild, alice) = (sandbox.guild("Greenroom").id(), sandbox.user("alice").id());
        let show = Show::at(sandbox, |bot| over(wire)(bot).large_threshold(250)).await;
        show.ping().await;
        show.bot.set_presence(0, Activity::playing("it \"loud\"").into()).await.unwrap();
        let found = show.bot.request_members(RequestMembers::users(guild, [alice])).await.unwrap();
        assert_eq!(found.members.len(), 1, "{encoding} {compression}: {found:?}");
        let presence = show.sandbox.presence(0).unwrap();
        assert_eq!(presence["activities"][0]["name"], "it \"loud\"");

        show.faults().drop_connections();
        show.resumed(1).await;
        show.ping().await;
        let (connections, identify) = (show.connections(), &show.sandbox.identifies()[0].data);
        for connection in &connections {
            let url = &connection.url;
            assert_eq!(url.contains(&format!("compress={compression}")), compression.query_value().is_some(), "{url}");
            assert_eq!(url.matches(&format!("encoding={encoding}")).count(), 1, "{url}");
        }
        assert_eq!(identify["compress"] == true, compression == Compression::Payload, "{identify}");
        let shard = show.shard();
        assert_eq!(shard.bytes_inflated > shard.bytes_in, compression != Compression::None, "{shard:?}");
        assert_eq!(show.diary.count("reconnecting"), 1);

        show.bot.reconnect(0, false).await.unwrap();
        show.ready(2).await;
        show.ping().await;
        assert_eq!((show.connections().len(), show.identifies(), show.resumes().len()), (3, 2, 1));
    }
}

/// A payload of a compressed stream may be spread over several messages: of zlib only the suffix says where it ends, of
/// zstd the end of a block. Each message counts as received.
#[greenroom::test]
async fn split_frames() {
    for wire in WIRES.into_iter().filter(|(_, compression)| compression.query_value().is_some()) {
        let sandbox = calm().start().await.unwrap();
        sandbox.faults().always(Fault::Split(5));
        let show = Show::at(sandbox, over(wire)).await;
        show.ping().await;
        show.faults().drop_connections();
        show.resumed(1).await;
        show.ping().await;
        assert_eq!(show.diary.count("reconnecting"), 1, "{wire:?}");
        let shard = show.shard();
        assert!(shard.frames_in >= 5 * shard.events, "{wire:?}: {shard:?}");
    }
}

/// A message may come in several frames, with text and with binary data in them.
#[greenroom::test]
async fn continuation_fragments_in_five() {
    for wire in WIRES {
        let sandbox = calm().start().await.unwrap();
        sandbox.faults().always(Fault::Fragment(5));
        let show = Show::at(sandbox, over(wire)).await;
        show.ping().await;
        assert_eq!(show.connections().len(), 1);
    }
}

/// One frame of 5 MB, and the same in five frames.
#[greenroom::test]
async fn five_megabyte_frame() {
    const SIZE: usize = 5 << 20;
    // ETF uncompressed and in zlib take the same ways as these.
    for wire in speaking(Encoding::Json).chain(speaking(Encoding::Etf).filter(|wire| wire.1 == Compression::ZstdStream))
    {
        let sizes = Sizes::default();
        let show = Show::with(calm(), |bot| over(wire)(bot).handler(sizes.clone())).await;
        show.faults().huge_payload(SIZE);
        show.until("it came", |_| sizes.of("SOMETHING_HUGE").len() == 1).await;
        show.faults().once(Fault::Fragment(5));
        show.faults().huge_payload(SIZE);
        show.until("it came again", |_| sizes.of("SOMETHING_HUGE").len() == 2).await;
        assert!(sizes.of("SOMETHING_HUGE").iter().all(|size| *size > SIZE));
        show.ping().await;
        assert_eq!(show.connections().len(), 1);
    }
}

/// A payload over the bound costs the connection, and as every resume brings it again, in the end the session; but not
/// the bot.
#[greenroom::test]
async fn a_frame_that_is_too_long_does_not_loop_for_ever() {
    for wire in [
        (Encoding::Json, Compression::None),
        (Encoding::Json, Compression::ZlibStream),
        (Encoding::Json, Compression::ZstdStream),
        #[cfg(feature = "etf")]
        (Encoding::Etf, Compression::ZstdStream),
    ] {
        let show = Show::with(calm(), |bot| over(wire)(bot).max_frame_size(64 << 10)).await;
        show.faults().huge_payload(1 << 20);
        show.ready(2).await;
        show.ping().await;
        assert_eq!(show.identifies(), 2);
    }
}

/// Many payloads in one segment of TCP.
#[greenroom::test]
async fn coalesced_frames_in_one_segment() {
    let sandbox = calm().start().await.unwrap();
    sandbox.faults().always(Fault::Coalesce(std::time::Duration::from_millis(100)));
    let show = Show::at(sandbox, |bot| bot).await;
    let numbers: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    show.say(&numbers);
    show.diary.expect("message 299").await;
    assert_eq!(show.heard(), numbers);
    assert_eq!(show.connections().len(), 1);
}

/// The end of the HTTP answer and the first frame in one segment: the frame must not be taken for a part of the answer
/// and lost.
#[greenroom::test]
async fn first_frame_in_the_segment_of_the_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = calm().start().await.unwrap();
    let diary = Diary::default();
    let bot = patient(&sandbox).gateway_url(format!("ws://{}", listener.local_addr().unwrap()));
    let run = tokio::spawn(bot.compression(Compression::None).handler(Witness(diary.clone())).run());
    let identify = tokio::time::timeout(SOON, async {
        let (mut peer, _) = listener.accept().await.unwrap();
        let hello = br#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}"#;
        answer_upgrade(&mut peer, 0x81, hello).await;
        text_frame(&mut peer).await
    });
    let identify: serde_json::Value = serde_json::from_slice(&identify.await.unwrap()).unwrap();
    assert_eq!(identify["op"], 2);
    diary.expect("connected 0").await;
    run.abort();
}

/// Answers the upgrade, with a first frame in the same segment.
async fn answer_upgrade(peer: &mut TcpStream, head: u8, data: &[u8]) {
    let key = websocket_key(peer).await;
    let mut segment = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {}\r\n\r\n",
        std::str::from_utf8(&hash_key(&key)).unwrap()
    )
    .into_bytes();
    segment.extend([head, u8::try_from(data.len()).unwrap()]);
    segment.extend(data);
    peer.write_all(&segment).await.unwrap();
}

/// The `Sec-WebSocket-Key` of the upgrade request.
async fn websocket_key(peer: &mut TcpStream) -> Vec<u8> {
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        request.push(char::from(peer.read_u8().await.unwrap()));
    }
    let header = request.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.as_bytes().to_vec())
    });
    header.unwrap()
}

/// A text frame of middling length as a client sends it, masked.
async fn text_frame(peer: &mut TcpStream) -> Vec<u8> {
    assert_eq!(peer.read_u16().await.unwrap(), 0x81fe, "a final text frame, masked, with a length of two bytes");
    let mut payload = vec![0; usize::from(peer.read_u16().await.unwrap())];
    let mut mask = [0; 4];
    peer.read_exact(&mut mask).await.unwrap();
    peer.read_exact(&mut payload).await.unwrap();
    payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
    payload
}

/// A ping is answered at once, with what it carried.
#[greenroom::test]
async fn a_ping_is_answered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = calm().start().await.unwrap();
    let bot = patient(&sandbox).gateway_url(format!("ws://{}", listener.local_addr().unwrap()));
    let run = tokio::spawn(bot.handler(Witness(Diary::default())).run());
    let pong = tokio::time::timeout(SOON, async {
        let (mut peer, _) = listener.accept().await.unwrap();
        answer_upgrade(&mut peer, 0x89, b"what it carried").await;
        assert_eq!(peer.read_u16().await.unwrap(), 0x8a8f, "a pong, masked, of 15 bytes");
        let (mut mask, mut payload) = ([0; 4], [0; 15]);
        peer.read_exact(&mut mask).await.unwrap();
        peer.read_exact(&mut payload).await.unwrap();
        payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
        payload
    });
    assert_eq!(&pong.await.unwrap(), b"what it carried");
    run.abort();
}

/// One payload that is broken, and what the next connection brings.
async fn breaks(wire: (Encoding, Compression), fault: Fault) {
    let show = Show::with(calm(), over(wire)).await;
    show.faults().once(fault);
    show.say(["one"]);
    show.diary.expect("reconnecting 0 undecodable attempt 1 resumable true").await;
    show.resumed(1).await;
    show.say(["two"]);
    show.diary.expect("message two").await;
    assert_eq!(show.heard(), ["one", "two"], "{wire:?}");
    show.assert_one_session();
    show.ping().await;
}

/// A compressed stream that is broken is of no use any more. The next connection has a fresh context, and brings what
/// could not be read.
#[greenroom::test]
async fn corrupt_deflate_reconnects_with_fresh_context() {
    for wire in WIRES.into_iter().filter(|(_, compression)| *compression != Compression::None) {
        breaks(wire, Fault::CorruptDeflate).await;
    }
}

/// Nor are terms of ETF which cannot be walked through to their end.
#[cfg(feature = "etf")]
#[greenroom::test]
async fn broken_etf_reconnects_and_resumes() {
    breaks((Encoding::Etf, Compression::None), Fault::CorruptDeflate).await;
    for wire in speaking(Encoding::Etf) {
        breaks(wire, Fault::BadJson).await;
    }
}

/// One payload that is no JSON is passed over. By the numbers of those beside it it was an event, so that a resume
/// brings it again.
#[greenroom::test]
async fn bad_json_does_not_cost_the_event() {
    for wire in speaking(Encoding::Json) {
        let show = Show::with(calm(), over(wire)).await;
        show.faults().once(Fault::BadJson);
        show.say(["cut off"]);
        show.say(["whole"]);
        show.diary.expect("reconnecting 0 missed attempt 1 resumable true").await;
        show.diary.expect("message whole").await;
        assert_eq!(show.heard(), ["cut off", "whole"], "{wire:?}");
        show.ping().await;
        assert_eq!((show.connections().len(), show.identifies()), (2, 1), "{wire:?}");
    }
}

/// One that is no event, by the numbers, costs nothing.
#[greenroom::test]
async fn bad_json_does_not_cost_the_connection() {
    let show = Show::begin().await;
    show.faults().raw("no JSON at all");
    show.say(["whole"]);
    show.diary.expect("message whole").await;
    show.ping().await;
    assert_eq!((show.connections().len(), show.diary.count("reconnecting")), (1, 0));
}

/// Writes down what of the strange things it gets.
struct Curious(Diary);

#[event_handler(intents(GUILD_PRESENCES))]
impl EventHandler for Curious {
    async fn channel_create(&self, _: &Context, event: &ChannelCreate) -> HandlerResult {
        self.0.write(format!("channel {}", event.name.as_deref().unwrap_or_default()));
        Ok(())
    }

    async fn presence_update(&self, _: &Context, event: &PresenceUpdate) -> HandlerResult {
        self.0.write(format!("presence {}", event.user.id));
        Ok(())
    }
}

/// Discord adds opcodes, events, enum values and fields without asking. None of them costs anything.
#[greenroom::test]
async fn unknown_op_event_enum_field_tolerated() {
    for encoding in [
        Encoding::Json,
        #[cfg(feature = "etf")]
        Encoding::Etf,
    ] {
        let strange = Diary::default();
        let sandbox = calm().start().await.unwrap();
        sandbox.faults().times(3, Fault::UnknownFields);
        sandbox.faults().times(3, Fault::DataFirst);
        let show = Show::at(sandbox, |bot| bot.encoding(encoding).handler(Curious(strange.clone()))).await;
        show.faults().unknown_opcode();
        show.faults().unknown_event();
        show.faults().unknown_enum_values();
        show.faults().odd_presences();
        show.faults().bare_guild_create();
        strange.expect("channel odd").await;
        strange.expect("presence 2").await;
        show.ping().await;
        assert_eq!((show.connections().len(), show.diary.count("reconnecting")), (1, 0));
        assert_eq!(show.diary.count("failure"), 0, "{:#?}", show.diary.lines());
    }
}
