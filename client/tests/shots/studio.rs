//! The game without a window, its clock in our hands: goes to a place, waits without drawing, takes a picture.

use std::time::Duration;

use bevy::camera::RenderTarget;
use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput, NativeKey};
use bevy::prelude::*;
use bevy::render::render_resource::Extent3d;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::time::TimeUpdateStrategy;
use bevy_egui::{EguiFullOutput, EguiPostUpdateSet};
use client::net::{RequestId, Requests, Session};
use client::play::PlayAction;
use client::play::scene::Scene;
use client::play::theatre::model::{TheatreAction, TheatreDraft, TheatreModel};
use client::screen::{AppSystems, Navigate, Overlay, Screen};
use client::settings::Settings;
use client::start::model::{Hosting, Unfinished, WayBack};
use client::ui::text::Language;
use egui::epaint::{ClippedShape, Shape};

/// One frame of the game's time while nothing is drawn: long, because every frame costs the same.
const FRAME: Duration = Duration::from_millis(50);
/// One frame while a picture is taken: next to nothing, so that the same moment is seen in every size.
const STILL: Duration = Duration::from_micros(100);
/// Frames until everything stands where it will stand: a change of size, of words, of scale, and what fades in.
const SETTLE_FRAMES: u32 = 3;
/// Frames that a picture may take to come back from the renderer.
const CAPTURE_FRAMES: u32 = 200;

/// Frames that something on the court is waited for: a minute.
const WAIT_FRAMES_MAX: u32 = 20 * 60;

/// A text as it is about to be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) text: String,
    /// Where its letters are.
    pub(crate) rect: egui::Rect,
    /// What may be seen of that.
    pub(crate) clip: egui::Rect,
    /// Whether it was shortened.
    pub(crate) elided: bool,
}

/// All texts of the last frame.
#[derive(Resource, Default)]
struct Texts(Vec<Seen>);

/// What the court shows instead of what is played, where a picture needs it.
type Change = fn(&mut Scene);

#[derive(Resource, Default)]
struct Staged(Option<Change>);

/// What the controls of the theatre show instead of what is seen.
#[derive(Resource, Default)]
struct StagedTheatre(Option<fn(&mut TheatreModel)>);

/// Who is signed in and how the server is, whatever the network says.
#[derive(Resource, Default)]
struct Pretended(Session);

#[derive(Resource, Default)]
struct Captured(Option<Image>);

pub(crate) struct Studio {
    app: App,
    image: Handle<Image>,
}

impl Studio {
    pub(crate) fn open(size: UVec2) -> Self {
        let (mut app, image) = client::headless(size, 1.0);
        app.insert_resource(TimeUpdateStrategy::ManualDuration(FRAME))
            .init_resource::<Texts>()
            .init_resource::<Staged>()
            .init_resource::<StagedTheatre>()
            .init_resource::<Pretended>()
            .init_resource::<Captured>()
            .add_systems(Update, pretend.after(AppSystems::Net).before(AppSystems::Input))
            .add_systems(Update, (stage, stage_theatre).after(AppSystems::Domain).before(AppSystems::Present))
            .add_systems(PostUpdate, read_texts.after(EguiPostUpdateSet::EndPass).before(EguiPostUpdateSet::ProcessOutput));
        app.finish();
        app.cleanup();
        let mut studio = Self { app, image };
        studio.frames(SETTLE_FRAMES);
        studio
    }

    /// Changes what the app knows, whatever the network and the disk say.
    pub(crate) fn know<R: Resource<Mutability = bevy::ecs::component::Mutable>>(&mut self, change: impl FnOnce(&mut R)) {
        change(&mut self.app.world_mut().resource_mut::<R>());
        self.wait(0.3);
    }

    /// The same, at once and as a whole.
    pub(crate) fn insert<R: Resource>(&mut self, known: R) {
        self.app.insert_resource(known);
    }

    /// Any request there is.
    pub(crate) fn request(&self) -> RequestId {
        self.app.world().resource::<Requests>().send(common::api::meta::GetMeta {})
    }

    /// Back to the first screen, in this language, with nobody signed in and a server that answers.
    pub(crate) fn reset(&mut self, language: Language) {
        let mut settings = Settings::default();
        settings.interface.language = Some(language);
        self.app.insert_resource(settings);
        self.app.insert_resource(Staged(None));
        self.app.insert_resource(StagedTheatre(None));
        self.session(Session { server: crate::places::server_that_answers(), ..Session::default() });
        self.app.world_mut().write_message(Navigate::CloseSettings);
        self.app.world_mut().write_message(PlayAction::Leave);
        self.go(Screen::Start);
    }

    pub(crate) fn session(&mut self, session: Session) {
        self.app.insert_resource(Pretended(session));
        self.wait(0.05);
    }

    /// A match that the player can go back to.
    pub(crate) fn way_back(&mut self, unfinished: Option<Unfinished>) {
        self.app.world_mut().resource_mut::<WayBack>().unfinished = unfinished;
        self.wait(0.05);
    }

    /// How others reach this program's server.
    pub(crate) fn hosting(&mut self, address: Option<String>) {
        self.app.insert_resource(Hosting(address));
        self.wait(0.05);
    }

    pub(crate) fn go(&mut self, screen: Screen) {
        self.app.world_mut().write_message(Navigate::To(screen));
        self.wait(0.4);
        assert_eq!(*self.app.world().resource::<State<Screen>>().get(), screen);
    }

    pub(crate) fn open_settings(&mut self) {
        self.app.world_mut().write_message(Navigate::OpenSettings);
        self.wait(0.6);
        assert_eq!(*self.app.world().resource::<State<Overlay>>().get(), Overlay::Settings);
    }

    pub(crate) fn write<M: Message>(&mut self, message: M) {
        self.app.world_mut().write_message(message);
        self.wait(0.1);
    }

    pub(crate) fn settings(&mut self) -> Mut<'_, Settings> {
        self.app.world_mut().resource_mut::<Settings>()
    }

    /// Presses a key as a keyboard would, and lets it go.
    pub(crate) fn press(&mut self, key: KeyCode) {
        for state in [ButtonState::Pressed, ButtonState::Released] {
            let (logical_key, window) = (Key::Unidentified(NativeKey::Unidentified), Entity::PLACEHOLDER);
            self.write(KeyboardInput { key_code: key, logical_key, state, text: None, repeat: false, window });
        }
        self.wait(0.3);
    }

    /// Shows this on the court from now on.
    pub(crate) fn stage(&mut self, change: Change) {
        self.app.insert_resource(Staged(Some(change)));
        self.wait(0.8);
    }

    /// Shows this at the controls of the theatre from now on.
    pub(crate) fn stage_theatre(&mut self, change: fn(&mut TheatreModel)) {
        self.app.insert_resource(StagedTheatre(Some(change)));
        self.wait(0.1);
    }

    /// Opens the question whose paddle to take.
    pub(crate) fn take_over(&mut self) {
        self.app.world_mut().resource_mut::<TheatreDraft>().taking = true;
        self.write(TheatreAction::Pause);
    }

    /// Lets time pass until the court shows what is asked for, for a minute at most. Nothing is drawn meanwhile.
    pub(crate) fn wait_for(&mut self, what: &str, is_there: fn(&Scene, Screen) -> bool) {
        self.draw(false);
        for _ in 0..WAIT_FRAMES_MAX {
            let world = self.app.world();
            if is_there(world.resource::<Scene>(), *world.resource::<State<Screen>>().get()) {
                self.draw(true);
                return;
            }
            self.app.update();
        }
        panic!("this never came: {what}");
    }

    /// Lets so many seconds pass, without drawing.
    pub(crate) fn wait(&mut self, seconds: f32) {
        self.draw(false);
        let mut passed = 0.0;
        while passed < seconds {
            self.app.update();
            passed += FRAME.as_secs_f32();
        }
        self.draw(true);
    }

    /// Lays everything out for a picture of this size, without drawing: the texts on it.
    pub(crate) fn lay_out(&mut self, size: UVec2, scale: u16) -> Vec<Seen> {
        self.app.insert_resource(TimeUpdateStrategy::ManualDuration(STILL));
        self.resize(size);
        if self.settings().interface.scale != scale {
            self.settings().interface.scale = scale;
        }
        self.draw(false);
        self.frames(SETTLE_FRAMES);
        self.draw(true);
        self.app.insert_resource(TimeUpdateStrategy::ManualDuration(FRAME));
        self.app.world().resource::<Texts>().0.clone()
    }

    /// A picture of what is laid out.
    pub(crate) fn take(&mut self) -> Picture {
        self.app.insert_resource(TimeUpdateStrategy::ManualDuration(STILL));
        self.app.insert_resource(Captured(None));
        self.app
            .world_mut()
            .spawn(Screenshot::image(self.image.clone()))
            .observe(|shot: On<ScreenshotCaptured>, mut captured: ResMut<Captured>| captured.0 = Some(shot.image.clone()));
        let mut image = None;
        for _ in 0..CAPTURE_FRAMES {
            self.app.update();
            image = self.app.world_mut().resource_mut::<Captured>().0.take();
            if image.is_some() {
                break;
            }
        }
        self.app.insert_resource(TimeUpdateStrategy::ManualDuration(FRAME));
        Picture(image.expect("the renderer gives the picture back"))
    }

    fn resize(&mut self, size: UVec2) {
        let extent = Extent3d { width: size.x, height: size.y, depth_or_array_layers: 1 };
        let mut images = self.app.world_mut().resource_mut::<Assets<Image>>();
        if images.get(&self.image).is_some_and(|image| image.texture_descriptor.size != extent) {
            images.get_mut(&self.image).expect("it is kept here").resize(extent);
        }
    }

    fn frames(&mut self, frames: u32) {
        (0..frames).for_each(|_| self.app.update());
    }

    fn draw(&mut self, draw: bool) {
        let mut cameras = self.app.world_mut().query::<(&mut Camera, &RenderTarget)>();
        for (mut camera, _) in cameras.iter_mut(self.app.world_mut()) {
            camera.is_active = draw;
        }
    }
}

/// What was drawn.
pub(crate) struct Picture(Image);

impl Picture {
    /// Red, green and blue of pixels that lie `step` apart.
    pub(crate) fn samples(&self, step: usize) -> impl Iterator<Item = [u8; 3]> {
        let bytes = self.0.data.as_deref().expect("a picture has pixels");
        bytes.chunks_exact(4).step_by(step).map(|pixel| [pixel[0], pixel[1], pixel[2]])
    }

    pub(crate) fn save(&self, file: &std::path::Path) -> Result<(), String> {
        let image = self.0.clone().try_into_dynamic().map_err(|error| error.to_string())?;
        image.to_rgb8().save(file).map_err(|error| error.to_string())
    }
}

fn pretend(pretended: Res<Pretended>, mut session: ResMut<Session>) {
    *session = pretended.0.clone();
}

fn stage(staged: Res<Staged>, mut scene: ResMut<Scene>) {
    if let Some(change) = staged.0 {
        change(&mut scene);
    }
}

fn stage_theatre(staged: Res<StagedTheatre>, mut model: ResMut<TheatreModel>) {
    if let Some(change) = staged.0 {
        change(&mut model);
    }
}

fn read_texts(outputs: Query<&EguiFullOutput>, mut texts: ResMut<Texts>) {
    texts.0.clear();
    for output in outputs.iter().filter_map(|output| output.0.as_ref()) {
        for ClippedShape { clip_rect, shape } in &output.shapes {
            collect(shape, *clip_rect, &mut texts.0);
        }
    }
}

fn collect(shape: &Shape, clip: egui::Rect, texts: &mut Vec<Seen>) {
    if let Shape::Vec(shapes) = shape {
        shapes.iter().for_each(|shape| collect(shape, clip, texts));
    }
    if let Shape::Text(text) = shape
        && !text.galley.text().trim().is_empty()
    {
        texts.push(Seen { text: text.galley.text().to_owned(), rect: text.visual_bounding_rect(), clip, elided: text.galley.elided });
    }
}
