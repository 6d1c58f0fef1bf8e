//! What the server says of itself.

use common::api::error::ErrorCode;
use common::api::meta::GetMeta;
use common::wire::PROTOCOL_VERSION;

use crate::harness::TestApp;

#[tokio::test(start_paused = true)]
async fn the_server_says_its_version_and_protocol_and_that_it_is_well() {
    let app = TestApp::start().await;
    let meta = app.call(GetMeta {}).await.unwrap();
    assert_eq!((meta.name.as_str(), meta.protocol), ("Rebound", PROTOCOL_VERSION));
    for path in ["/healthz", "/readyz"] {
        assert_eq!(app.send("GET", path, None, "").await.status, 204);
    }
}

#[tokio::test(start_paused = true)]
async fn every_operation_of_the_description_is_served() {
    let app = TestApp::start().await;
    let description: serde_json::Value = app.send("GET", "/api/openapi.json", None, "").await.json();
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() > 10);
    for (path, operations) in paths {
        for method in operations.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let answer = app.send(&method.to_uppercase(), &path.replace("{file}", "swagger-ui.css"), None, "").await;
            let told = answer.status.as_u16();
            // Pictures that do not exist, and paths whose variable part is no id, are not found for another reason.
            assert!(told != 405 && (told != 404 || path.contains('{')), "{method} {path}: {told}");
        }
    }
    assert_eq!(app.server.routes().len(), paths.values().map(|operations| operations.as_object().unwrap().len()).sum::<usize>());
}

#[tokio::test(start_paused = true)]
async fn the_description_can_be_read_in_a_browser_without_anything_from_elsewhere() {
    let app = TestApp::start().await;
    let page = app.send("GET", "/api/docs/", None, "").await;
    assert_eq!((page.status.as_u16(), page.headers["content-type"].to_str().unwrap()), (200, "text/html"));
    let text = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(text.contains("swagger-ui") && !text.contains("https://"), "{text}");
    assert_eq!(app.send("GET", "/api/docs/swagger-ui.css", None, "").await.headers["content-type"], "text/css");
    assert_eq!(app.send("GET", "/api/docs", None, "").await.headers["location"], "/api/docs/");
    assert_eq!(app.send("GET", "/api/docs/nothing.js", None, "").await.refusal(), (404, ErrorCode::NotFound));
}

#[tokio::test(start_paused = true)]
async fn pictures_are_served_and_others_are_not_found() {
    let app = TestApp::start().await;
    let picture = app.send("GET", "/assets/profile_pictures/guest_small.png", None, "").await;
    assert_eq!((picture.status.as_u16(), picture.headers["content-type"].to_str().unwrap()), (200, "image/png"));
    assert!(picture.body.starts_with(b"\x89PNG"));
    for path in ["/assets/profile_pictures/nobody.png", "/assets/profile_pictures/guest.png", "/assets/tiers/..", "/assets/fonts/score.ttf"]
    {
        assert_eq!(app.send("GET", path, None, "").await.refusal(), (404, ErrorCode::NotFound), "{path}");
    }
}
