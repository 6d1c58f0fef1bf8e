//! Many people connected, with an event stream and a chat socket each: what that weighs, and how long a message is under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use common::api::chat_socket::{Action, ActionFrame, CHAT_SOCKET_PATH, ChatEvent, EventFrame, Group, Opened};
use common::ids::{ChatId, UserId};
use futures_util::stream::{self, SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::{disk, quantile_us};
use crate::child::{Home, Served};
use crate::web::{Events, Web};

/// Messages a second, over all.
const MESSAGES_PER_SECOND: u32 = 200;
const SECONDS: u32 = 20;
/// What a message may take before it is taken for lost.
const LOST_AFTER: Duration = Duration::from_secs(30);
/// Connections that are opened at the same time.
const AT_ONCE: usize = 16;

type Socket = WebSocketStream<TcpStream>;
/// When each message that is under way was sent, by its words.
type UnderWay = Arc<Mutex<HashMap<String, Instant>>>;

/// One who is connected.
struct Talker {
    _events: Events,
    sink: SplitSink<Socket, Message>,
    source: SplitStream<Socket>,
}

/// Connects everybody, weighs that, and lets neighbours write to each other.
pub(super) async fn measure(home: &Home, served: &Served, tokens: &[String], is_full: bool) -> Result<String> {
    let before = served.rss_kib().context("the memory of the server")?;
    let mut talkers: Vec<Talker> = Vec::new();
    let mut connecting = stream::iter(tokens).map(|token| connect(served, token)).buffered(AT_ONCE);
    while let Some(talker) = connecting.next().await {
        talkers.push(talker?);
    }
    drop(connecting);
    let after = served.rss_kib().context("the memory of the server")?;
    let each = after.saturating_sub(before) / u64::try_from(talkers.len())?;
    println!("crowded: {} connected, {each} KiB each", talkers.len());
    let (under_way, times) = (UnderWay::default(), Arc::new(Mutex::new(Vec::new())));
    let mut sinks = Vec::new();
    for (place, talker) in talkers.into_iter().enumerate() {
        let Talker { _events: events, mut sink, mut source } = talker;
        // Users are numbered from 1; the first of each pair has the conversation of its own number with the second.
        let chat = ChatId(i64::try_from(place - place % 2 + 1)?);
        say(&mut sink, Action::OpenChat { with: Opened::ChatId(chat) }).await?;
        opened(&mut source).await?;
        let me = UserId(i64::try_from(place + 1)?);
        tokio::spawn(hear(me, events, source, Arc::clone(&under_way), Arc::clone(&times)));
        sinks.push((chat, sink));
    }
    let count = if is_full { MESSAGES_PER_SECOND * SECONDS } else { 20 };
    let every = Duration::from_secs(1) / MESSAGES_PER_SECOND;
    let mut beat = tokio::time::interval(every);
    for number in 0..count {
        beat.tick().await;
        let place = usize::try_from(number)? * 7 % sinks.len();
        let (chat, sink) = &mut sinks[place];
        let content = format!("message {number}");
        under_way.lock().unwrap().insert(content.clone(), Instant::now());
        say(sink, Action::SendMessage { to: Group::ChatId(*chat), content }).await?;
    }
    let last = Instant::now();
    while times.lock().unwrap().len() < usize::try_from(count)? {
        ensure!(last.elapsed() < LOST_AFTER, "{} of {count} messages came", times.lock().unwrap().len());
        beat.tick().await;
    }
    let mut times = std::mem::take(&mut *times.lock().unwrap());
    let (median, p99) = (quantile_us(&mut times, 0.5), quantile_us(&mut times, 0.99));
    let (disk, disk_p99) = disk::measure(&home.data(), count, every).await?;
    Ok(format!(
        "{} users with a stream and a chat socket, {each} KiB each; {count} messages at {MESSAGES_PER_SECOND} a second were at the other side within {median} us in the median, {p99} us at the 99th percentile; the disk alone, asked as often to keep 32 KiB: {disk} us, {disk_p99} us",
        tokens.len()
    ))
}

async fn connect(served: &Served, token: &str) -> Result<Talker> {
    let events = Web::new(&served.url)?.events(token, 0).await.map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let mut request = format!("ws://{}{CHAT_SOCKET_PATH}", served.address).into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
    let stream = TcpStream::connect(&served.address).await?;
    stream.set_nodelay(true)?;
    let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
    let (sink, source) = socket.split();
    Ok(Talker { _events: events, sink, source })
}

/// Waits until the conversation is open, so that not everybody asks the database for one thing at once.
async fn opened(source: &mut SplitStream<Socket>) -> Result<()> {
    while let Some(frame) = source.next().await {
        let Message::Text(text) = frame? else { continue };
        match serde_json::from_str::<EventFrame>(&text)?.event {
            ChatEvent::ChatUpdated(_) => return Ok(()),
            ChatEvent::Error(refusal) => bail!("a conversation was not opened: {refusal:?}"),
            ChatEvent::Message(_)
            | ChatEvent::MessageUpdated(_)
            | ChatEvent::Typing(_)
            | ChatEvent::ChannelJoined(_)
            | ChatEvent::ChannelLeft(_)
            | ChatEvent::Ok {}
            | ChatEvent::Notice(_) => {}
        }
    }
    bail!("a socket ended")
}

async fn say(sink: &mut SplitSink<Socket, Message>, action: Action) -> Result<()> {
    let frame = serde_json::to_string(&ActionFrame { action, reference: None })?;
    Ok(sink.send(Message::text(frame)).await?)
}

/// Notes when a message that somebody else wrote has come. Who wrote it hears it too.
async fn hear(
    me: UserId,
    events: Events,
    mut source: SplitStream<Socket>,
    under_way: UnderWay,
    times: Arc<Mutex<Vec<u128>>>,
) -> Result<()> {
    while let Some(frame) = source.next().await {
        let Message::Text(text) = frame? else { continue };
        match serde_json::from_str::<EventFrame>(&text)?.event {
            ChatEvent::Message(message) if message.author.as_ref().is_some_and(|author| author.id != me) => {
                let sent = under_way.lock().unwrap().remove(&message.content).context("a message came twice, or from nobody")?;
                times.lock().unwrap().push(sent.elapsed().as_micros());
            }
            ChatEvent::Error(refusal) => bail!("it was refused: {refusal:?}"),
            ChatEvent::Message(_)
            | ChatEvent::MessageUpdated(_)
            | ChatEvent::ChatUpdated(_)
            | ChatEvent::Typing(_)
            | ChatEvent::ChannelJoined(_)
            | ChatEvent::ChannelLeft(_)
            | ChatEvent::Ok {}
            | ChatEvent::Notice(_) => {}
        }
    }
    drop(events);
    Ok(())
}
