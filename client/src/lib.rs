//! The game: what is seen, heard and pressed. Rooms are modules, each with a plugin that is its table of contents.

pub mod account;
pub mod assets;
pub mod attention;
pub mod audio;
pub mod auth;
pub mod challenges;
pub mod chat;
pub mod clock;
pub mod companions;
pub mod config;
pub mod friends;
mod host;
pub mod link;
pub mod lobby;
pub mod local;
pub mod net;
mod notices;
pub mod people;
pub mod play;
pub mod profile;
pub mod queue;
pub mod replays;
pub mod screen;
pub mod settings;
pub mod start;
mod storage;
pub mod tournaments;
pub mod ui;
pub mod view;
pub mod waiting;

use std::io::Write;

use bevy::app::ScheduleRunnerPlugin;
use bevy::asset::RenderAssetUsages;
use bevy::camera::{ImageRenderTarget, RenderTarget};
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::render_resource::{TextureFormat, TextureUsages};
use bevy::window::{ExitCondition, WindowRef, WindowResolution};
use bevy::winit::WinitPlugin;

use crate::config::Config;
use crate::host::Host;
use crate::replays::handed::{self, Desk};

/// What is written to the log unless `RUST_LOG` says otherwise.
const LOG: &str = "warn,client=info,server=info,wgpu=error,naga=error,bevy_render=error";
/// Size of the window at first, and the smallest, logical pixels.
const WINDOW_SIZE: (u32, u32) = (1280, 720);
const WINDOW_SIZE_MIN: (f32, f32) = (640.0, 360.0);

/// Opens the window and plays until it is closed.
///
/// # Errors
/// A sentence that says why the game cannot run here, and what to do.
pub fn run(config: Config) -> anyhow::Result<()> {
    let mut desk = config.data_dir.as_deref().and_then(|folder| Desk::open(folder, &config.server));
    if let (None, Some(folder), Some(target)) = (&desk, &config.data_dir, &config.open)
        && handed::is_for(folder, &config.server)
    {
        if handed::give(folder, target) {
            return Ok(());
        }
        // Whoever had the folder may have ended meanwhile.
        desk = Desk::open(folder, &config.server);
    }
    need_display()?;
    let host = Host::start(&config)?;
    let mut app = App::new();
    app.add_plugins(DefaultPlugins.set(window()).set(LogPlugin { filter: LOG.to_owned(), ..default() }));
    app.insert_resource(start::model::Hosting(Host::address(&config)));
    rooms(&mut app, &config, &host, RenderTarget::Window(WindowRef::Primary));
    handed::plugin(&mut app, desk, config.open);
    let exit = app.run();
    drop(app);
    host.end();
    anyhow::ensure!(exit.is_success(), "the game ended with an error; the lines above say which");
    Ok(())
}

/// Says for each file whether the result in it is true.
///
/// # Errors
/// At least one is not; the lines say why.
pub fn verify(files: &[std::path::PathBuf]) -> anyhow::Result<()> {
    let mut refused = 0;
    for file in files {
        match replays::verify::verify(file) {
            // Nobody may be reading; the exit status says it all the same.
            Ok(line) => drop(writeln!(std::io::stdout(), "{line}")),
            Err(line) => {
                refused += 1;
                drop(writeln!(std::io::stderr(), "{line}"));
            }
        }
    }
    anyhow::ensure!(refused == 0, "{refused} of {} results are not proven", files.len());
    Ok(())
}

/// Makes this program the one that opens links to matches: those of this server, or of the one inside this program.
///
/// # Errors
/// A sentence that says why not, and what to do.
pub fn links(server: Option<&url::Url>) -> anyhow::Result<()> {
    replays::scheme::register(server)
}

/// Before anything else begins: without a display the window cannot open.
fn need_display() -> anyhow::Result<()> {
    let shown = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let needed = cfg!(all(unix, not(target_os = "macos")));
    anyhow::ensure!(
        !needed || shown("DISPLAY") || shown("WAYLAND_DISPLAY"),
        "there is no display here: the game needs one. To serve matches without it, run rebound-server"
    );
    Ok(())
}

/// Says on the error output why the game does not run.
pub fn complain(error: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "rebound: {error:#}");
}

/// The game without a window, a server or a sound: it draws to the image. `size` in pixels, `scale` is pixels for a point.
///
/// Every call of `app.update()` is a frame.
pub fn headless(size: UVec2, scale: f32) -> (App, Handle<Image>) {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let config = Config::nowhere();
    let mut app = App::new();
    let plugins = DefaultPlugins
        .build()
        .disable::<WinitPlugin>()
        .disable::<bevy::audio::AudioPlugin>()
        .disable::<bevy::gilrs::GilrsPlugin>()
        .disable::<LogPlugin>()
        .set(WindowPlugin { primary_window: None, exit_condition: ExitCondition::DontExit, ..default() })
        .set(RenderPlugin { synchronous_pipeline_compilation: true, ..default() });
    app.add_plugins((plugins, ScheduleRunnerPlugin::default()));
    let mut image = Image::new_target_texture(size.x, size.y, TextureFormat::Rgba8UnormSrgb, None);
    image.texture_descriptor.usage |= TextureUsages::COPY_SRC;
    image.asset_usage = RenderAssetUsages::all();
    let image = app.world_mut().resource_mut::<Assets<Image>>().add(image);
    let target = RenderTarget::Image(ImageRenderTarget { handle: image.clone(), scale_factor: scale });
    rooms(&mut app, &config, &Host::none(), target);
    (app, image)
}

/// The game without drawing at all, for tests of what it does: with a server, and a folder for its tokens, if they are given.
pub fn logic(server: Option<url::Url>, folder: Option<&std::path::Path>) -> App {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, bevy::state::app::StatesPlugin, bevy::input::InputPlugin))
        .init_resource::<settings::Settings>()
        .init_resource::<ui::text::Text>()
        .add_message::<ui::toast::Toast>()
        .add_message::<audio::PlaySound>();
    let home = server.map_or(net::Home::Nowhere, net::Home::At);
    screen::plugin(&mut app);
    waiting::plugin(&mut app);
    net::plugin(&mut app, &net::NetConfig { home, tokens: folder.map(|folder| folder.join("tokens.json")) });
    auth::plugin(&mut app);
    queue::plugin(&mut app);
    lobby::unseen(&mut app);
    local::plugin(&mut app);
    companions::plugin(&mut app);
    start::unseen(&mut app);
    replays::unseen(&mut app, folder);
    notices::plugin(&mut app);
    attention::unseen(&mut app);
    people::plugin(&mut app);
    friends::unseen(&mut app);
    profile::unseen(&mut app);
    account::unseen(&mut app, folder);
    challenges::plugin(&mut app);
    chat::unseen(&mut app);
    tournaments::unseen(&mut app);
    app
}

/// Every room.
fn rooms(app: &mut App, config: &Config, host: &Host, target: RenderTarget) {
    screen::plugin(app);
    waiting::plugin(app);
    settings::plugin(app, config.data_dir.as_deref());
    ui::plugin(app);
    view::plugin(app, target);
    net::plugin(
        app,
        &net::NetConfig { home: host.home(config), tokens: config.data_dir.as_ref().map(|folder| folder.join("tokens.json")) },
    );
    audio::plugin(app);
    play::plugin(app);
    start::plugin(app);
    auth::plugin(app);
    queue::plugin(app);
    lobby::plugin(app);
    local::plugin(app);
    companions::plugin(app);
    replays::plugin(app, config.data_dir.as_deref());
    notices::plugin(app);
    attention::plugin(app);
    people::plugin(app);
    friends::plugin(app);
    profile::plugin(app);
    account::plugin(app, config.data_dir.as_deref());
    challenges::plugin(app);
    chat::plugin(app);
    tournaments::plugin(app);
}

fn window() -> WindowPlugin {
    let window = Window {
        title: "Rebound".to_owned(),
        name: Some("rebound".to_owned()),
        resolution: WindowResolution::new(WINDOW_SIZE.0, WINDOW_SIZE.1),
        resize_constraints: WindowResizeConstraints { min_width: WINDOW_SIZE_MIN.0, min_height: WINDOW_SIZE_MIN.1, ..default() },
        ..default()
    };
    WindowPlugin { primary_window: Some(window), ..default() }
}
