//! The server as a process sees it: real sockets, real time, what it says when it cannot start.

use std::net::SocketAddr;
use std::path::Path;

use common::api::auth::Tokens;
use server::config::{Config, PasswordCosts, TlsFiles};
use server::{Ready, run};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
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

#[tokio::test]
async fn a_certificate_makes_connections_private_and_a_plain_one_gets_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files = TlsFiles { cert: dir.path().join("cert.pem"), key: dir.path().join("key.pem") };
    std::fs::write(&files.cert, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let running = start(Config { tls: Some(files), ..config(&dir.path().join("data")) }).await.unwrap();
    let port = running.ready.addr.port();
    assert!(running.ready.url.starts_with("https://"));
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([trusted]).build().unwrap();
    assert_eq!(client.get(format!("https://localhost:{port}/healthz")).send().await.unwrap().status(), 204);
    assert!(reqwest::get(format!("http://localhost:{port}/healthz")).await.is_err());
    assert_eq!(client.get(format!("https://localhost:{port}/readyz")).send().await.unwrap().status(), 204);
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
