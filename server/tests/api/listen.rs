//! The server as a process sees it: real sockets, real time, what it says when it cannot start.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use common::api::auth::Tokens;
use common::api::matches::socket_path;
use common::ids::MatchCode;
use common::sim::{Steer, Tick};
use common::wire::{self, FRAME_TO_CLIENT_BYTES_MAX, Hello, PROTOCOL_VERSION, SteerAt, ToClient, ToServer};
use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use server::config::{Config, PasswordCosts, TlsFiles};
use server::{Ready, run};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

/// A server on a real socket.
struct Running {
    ready: Ready,
    stop: CancellationToken,
    ended: JoinHandle<anyhow::Result<()>>,
}

fn config(data_dir: &Path) -> Config {
    let mut config = Config::for_host(data_dir.to_owned(), ([127, 0, 0, 1], 0).into());
    config.passwords = PasswordCosts { memory_kib: 8, passes: 1 };
    config
}

async fn start(config: Config) -> anyhow::Result<Running> {
    let (ready, is_ready) = oneshot::channel();
    let stop = CancellationToken::new();
    let ended = tokio::spawn(run(config, ready, stop.clone()));
    match is_ready.await {
        Ok(ready) => Ok(Running { ready, stop, ended }),
        Err(_) => Err(ended.await.unwrap().unwrap_err()),
    }
}

/// Why the server does not start.
async fn refusal(config: Config) -> String {
    match start(config).await {
        Ok(_) => panic!("it started"),
        Err(error) => format!("{error:#}"),
    }
}

#[tokio::test]
async fn a_server_serves_on_the_port_it_got_and_ends_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(config(dir.path())).await.unwrap();
    let tokens: Tokens =
        reqwest::Client::new().post(format!("{}/api/auth/guest/", running.ready.url)).send().await.unwrap().json().await.unwrap();
    let stream = reqwest::Client::new().get(format!("{}/sse/users/", running.ready.url)).bearer_auth(&tokens.access).send().await.unwrap();
    running.stop.cancel();
    let told = stream.text().await.unwrap();
    assert!(told.contains("event: server-notice\ndata: {"), "{told}");
    running.ended.await.unwrap().unwrap();
    assert!(reqwest::get(format!("{}/healthz", running.ready.url)).await.is_err());
}

/// A server with a certificate, which is also returned, and a client that trusts it.
async fn start_private(dir: &Path) -> (Running, CertificateDer<'static>, reqwest::Client) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files = TlsFiles { cert: dir.join("cert.pem"), key: dir.join("key.pem") };
    std::fs::write(&files.cert, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let running = start(Config { tls: Some(files), ..config(&dir.join("data")) }).await.unwrap();
    assert!(running.ready.url.starts_with("https://"));
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([trusted]).build().unwrap();
    (running, made.cert.der().clone(), client)
}

#[tokio::test]
async fn a_certificate_makes_connections_private_and_a_plain_one_gets_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (running, _, client) = start_private(dir.path()).await;
    let port = running.ready.addr.port();
    assert_eq!(client.get(format!("https://localhost:{port}/healthz")).send().await.unwrap().status(), 204);
    assert!(reqwest::get(format!("http://localhost:{port}/healthz")).await.is_err());
    assert_eq!(client.get(format!("https://localhost:{port}/readyz")).send().await.unwrap().status(), 204);
    running.stop.cancel();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn two_play_over_private_connections_and_each_hears_what_the_other_does() {
    let dir = tempfile::tempdir().unwrap();
    let (running, cert, client) = start_private(dir.path()).await;
    let port = running.ready.addr.port();
    let mut roots = RootCertStore::empty();
    roots.add(cert).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = TlsConnector::from(Arc::new(tls.with_root_certificates(roots).with_no_client_auth()));
    let mut guests = Vec::new();
    for _ in 0..2 {
        let to = |path: &str| format!("https://localhost:{port}{path}");
        let tokens: Tokens = client.post(to("/api/auth/guest/")).send().await.unwrap().json().await.unwrap();
        let stream = client.get(to("/sse/users/")).bearer_auth(&tokens.access).send().await.unwrap();
        let waits = client.post(to("/api/play/duel/")).bearer_auth(&tokens.access).send().await.unwrap();
        assert!(waits.status().is_success(), "{waits:?}");
        guests.push((tokens.access, stream));
    }
    let mut sockets = Vec::new();
    for (access, mut stream) in guests {
        let mut told = String::new();
        let code = loop {
            told.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
            let event = told.split_once("event: game-start\n").and_then(|(_, rest)| rest.split_once("\n\n"));
            if let Some((_, after)) = event.and_then(|(event, _)| event.split_once("\"code\":\"")) {
                break after.split_once('"').unwrap().0.parse::<MatchCode>().unwrap();
            }
        };
        let tcp = TcpStream::connect(running.ready.addr).await.unwrap();
        let private = tls.connect(ServerName::try_from("localhost").unwrap(), tcp).await.unwrap();
        let url = format!("ws://localhost:{port}{}", socket_path(code));
        let (mut socket, _) = tokio_tungstenite::client_async(url, private).await.unwrap();
        let hello = ToServer::Hello(Hello { protocol: PROTOCOL_VERSION, tokens: vec![access], watch: false });
        socket.send(Message::Binary(wire::encode(&hello).into())).await.unwrap();
        sockets.push(socket);
    }
    let steer = ToServer::Steer(SteerAt { player: 0, seq: 1, tick: Tick(0), steer: Steer::Up });
    sockets[0].send(Message::Binary(wire::encode(&steer).into())).await.unwrap();
    for socket in &mut sockets {
        let mut log = Vec::new();
        // A tenth of a second after another, whether or not anything happens.
        for through in [Tick(12), Tick(24), Tick(36)] {
            loop {
                let Some(Ok(Message::Binary(frame))) = socket.next().await else { panic!("the server hung up") };
                if let ToClient::Log(part) = wire::decode(&frame, FRAME_TO_CLIENT_BYTES_MAX).unwrap() {
                    log.extend(part.changes);
                    if part.through >= through {
                        break;
                    }
                }
            }
        }
        assert_eq!(log.iter().map(|change| change.steer).collect::<Vec<_>>(), [Steer::Up]);
    }
    running.stop.cancel();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_server_that_cannot_start_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(config(dir.path())).await.unwrap();
    let second = refusal(config(dir.path())).await;
    assert!(second.contains("used by another server") && second.contains("--data-dir"), "{second}");
    let other = tempfile::tempdir().unwrap();
    let taken = refusal(Config { listen: running.ready.addr, ..config(other.path()) }).await;
    assert!(taken.contains(&running.ready.addr.to_string()) && taken.contains("--listen"), "{taken}");
    let file = other.path().join("file");
    std::fs::write(&file, "").unwrap();
    let no_directory = refusal(config(&file)).await;
    assert!(no_directory.contains("data directory") && no_directory.contains("--data-dir"), "{no_directory}");
    std::fs::write(&file, "no certificate").unwrap();
    for (cert, key, word) in [("nowhere.pem", "nowhere.pem", "--tls-cert"), ("file", "nowhere.pem", "--tls-cert")] {
        let files = TlsFiles { cert: other.path().join(cert), key: other.path().join(key) };
        let unreadable = refusal(Config { tls: Some(files), ..config(&other.path().join("data")) }).await;
        assert!(unreadable.contains(word) && unreadable.contains(cert), "{unreadable}");
    }
    let elsewhere: SocketAddr = ([192, 0, 2, 1], 4443).into();
    let not_ours = refusal(Config { listen: elsewhere, ..config(&other.path().join("data")) }).await;
    assert!(not_ours.contains("192.0.2.1:4443"), "{not_ours}");
    running.stop.cancel();
    running.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_database_from_a_newer_version_and_one_that_is_none_are_refused_by_name_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(config(dir.path())).await.unwrap();
    running.stop.cancel();
    running.ended.await.unwrap().unwrap();
    let path = dir.path().join("rebound.db");
    let mut connection: sqlx::SqliteConnection =
        <sqlx::SqliteConnection as sqlx::Connection>::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    let newer = refusal(config(dir.path())).await;
    assert!(newer.contains("newer version") && newer.contains("9999") && newer.contains("rebound.db"), "{newer}");
    let nonsense = tempfile::tempdir().unwrap();
    std::fs::write(nonsense.path().join("rebound.db"), "this is no database, and somebody may still want it".repeat(100)).unwrap();
    let broken = refusal(config(nonsense.path())).await;
    assert!(broken.contains("rebound.db"), "{broken}");
    assert!(std::fs::read_to_string(nonsense.path().join("rebound.db")).unwrap().starts_with("this is no database"));
}

#[tokio::test]
async fn figures_are_served_on_their_own_address_only() {
    let dir = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let running = start(Config { metrics_listen: Some(port), ..config(dir.path()) }).await.unwrap();
    assert_eq!(reqwest::get(format!("{}/healthz", running.ready.url)).await.unwrap().status(), 204);
    let figures = reqwest::get(format!("http://{port}/metrics")).await.unwrap().text().await.unwrap();
    assert!(figures.contains("http_requests_total{"), "{figures}");
    assert_eq!(reqwest::get(format!("{}/metrics", running.ready.url)).await.unwrap().status(), 404);
    assert_eq!(reqwest::get(format!("http://{port}/api/meta/")).await.unwrap().status(), 404);
    running.stop.cancel();
    running.ended.await.unwrap().unwrap();
}
