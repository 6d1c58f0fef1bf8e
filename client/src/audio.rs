//! Everything that is heard: one message plays a sound, buses set how loud, music fades out while somebody plays.
//!
//! Without a sound device the game is silent and nothing else changes.

use bevy::audio::{AudioSinkPlayback, Volume};
use bevy::prelude::*;
use bevy::window::PrimaryWindow;

use crate::play::scene::{Role, Scene};
use crate::settings::Settings;

/// Most sounds at a time; more are left out.
const VOICES_MAX: usize = 24;
/// A sound that no device has taken by then is forgotten, seconds.
const UNHEARD_S: f32 = 0.6;
/// What one frame adds to that at most, so that a device has some frames to take it however long they are, seconds.
const FRAME_S_MAX: f32 = 0.1;
/// How fast music fades, parts of full volume in a second.
const FADE_PER_S: f32 = 0.7;
/// Half the distance between the ears, and how far from the middle the ends of the court are heard.
const EAR: f32 = 0.5;
const STAGE: f32 = 0.7;

pub(crate) fn plugin(app: &mut App) {
    app.add_message::<PlaySound>()
        .add_systems(Startup, tune.run_if(resource_exists::<Assets<AudioSource>>))
        // Not beside the system that gives a voice its device, which would find that the voice is gone.
        .add_systems(First, forget_unheard.run_if(resource_exists::<Sounds>))
        .add_systems(PostUpdate, (play, mix_music).run_if(resource_exists::<Sounds>));
}

/// Plays a sound once.
#[derive(Message, Clone, Copy, Debug, PartialEq)]
pub struct PlaySound {
    /// Which.
    pub sound: Sound,
    /// 1 as recorded, 2 an octave higher.
    pub pitch: f32,
    /// -1 left, 0 in the middle, 1 right.
    pub pan: f32,
    /// 0 to 1, before the buses.
    pub volume: f32,
}

impl PlaySound {
    /// As recorded, in the middle.
    #[must_use]
    pub const fn new(sound: Sound) -> Self {
        Self { sound, pitch: 1.0, pan: 0.0, volume: 1.0 }
    }
}

/// Makes [`Sound`] with its file and its bus, so that none can be forgotten.
macro_rules! sounds {
    ($($(#[$doc:meta])* $name:ident = $file:literal, $bus:ident;)*) => {
        /// What can be heard once.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Sound {
            $($(#[$doc])* $name,)*
        }

        impl Sound {
            const ALL: &'static [(Self, &'static [u8])] =
                &[$((Self::$name, include_bytes!(concat!("../../assets/sounds/", $file)))),*];

            const fn bus(self) -> Bus {
                match self {
                    $(Self::$name => Bus::$bus,)*
                }
            }
        }
    };
}

sounds! {
    /// A return.
    Paddle = "paddle.wav", Effects;
    /// The end of a paddle.
    Edge = "edge.wav", Effects;
    /// The top or the bottom.
    Wall = "wall.wav", Effects;
    /// A goal.
    Goal = "goal.wav", Effects;
    /// A goal against the own side.
    OwnGoal = "own_goal.wav", Effects;
    /// A second of the countdown.
    Countdown = "countdown.wav", Effects;
    /// The serve.
    Go = "go.wav", Effects;
    /// A match won.
    Win = "win.wav", Effects;
    /// A match lost.
    Lose = "lose.wav", Effects;
    /// A button.
    Click = "click.wav", Interface;
    /// The focus moves.
    Hover = "hover.wav", Interface;
    /// An opponent was found.
    MatchFound = "match_found.wav", Interface;
    /// A word from the server.
    Notice = "notice.wav", Interface;
}

/// What has a volume of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bus {
    Effects,
    Interface,
}

/// The decoded files.
#[derive(Resource)]
struct Sounds(Vec<(Sound, Handle<AudioSource>)>);

/// A sound that is being played.
#[derive(Component)]
struct Voice {
    age_s: f32,
}

/// The music, and how loud it is now, 0 to 1.
#[derive(Component)]
struct Music(f32);

fn tune(mut commands: Commands, mut sources: ResMut<Assets<AudioSource>>) {
    let handles = Sound::ALL.iter().map(|(sound, bytes)| (*sound, sources.add(AudioSource { bytes: (*bytes).into() })));
    commands.insert_resource(Sounds(handles.collect()));
    let music: &[u8] = include_bytes!("../../assets/sounds/music.ogg");
    let settings = PlaybackSettings::LOOP.with_volume(Volume::SILENT);
    commands.spawn((Music(0.0), AudioPlayer::new(sources.add(AudioSource { bytes: music.into() })), settings));
    commands.spawn(SpatialListener::new(EAR * 2.0));
}

fn play(
    mut wanted: MessageReader<PlaySound>,
    mut commands: Commands,
    sounds: Res<Sounds>,
    settings: Res<Settings>,
    voices: Query<&Voice>,
    window: Query<&Window, With<PrimaryWindow>>,
) {
    let mut room = VOICES_MAX.saturating_sub(voices.iter().len());
    let overall = overall(&settings, &window);
    for play in wanted.read() {
        let bus = match play.sound.bus() {
            Bus::Effects => settings.sound.effects,
            Bus::Interface => settings.sound.interface,
        };
        let volume = overall * level(bus) * play.volume;
        if volume <= 0.0 || room == 0 {
            continue;
        }
        room -= 1;
        let Some((_, handle)) = sounds.0.iter().find(|(sound, _)| *sound == play.sound) else { continue };
        commands.spawn((
            Voice { age_s: 0.0 },
            AudioPlayer::new(handle.clone()),
            PlaybackSettings::DESPAWN.with_volume(Volume::Linear(volume)).with_speed(play.pitch).with_spatial(true),
            Transform::from_xyz(play.pan.clamp(-1.0, 1.0) * STAGE, 0.0, 0.0),
        ));
    }
}

/// A voice that got no device would stay for ever.
fn forget_unheard(mut commands: Commands, time: Res<Time<Real>>, mut voices: Query<(Entity, &mut Voice), Without<SpatialAudioSink>>) {
    for (entity, mut voice) in &mut voices {
        voice.age_s += time.delta_secs().min(FRAME_S_MAX);
        if voice.age_s > UNHEARD_S {
            commands.entity(entity).despawn();
        }
    }
}

fn mix_music(
    time: Res<Time<Real>>,
    settings: Res<Settings>,
    scene: Res<Scene>,
    window: Query<&Window, With<PrimaryWindow>>,
    mut music: Query<(&mut Music, &mut AudioSink)>,
) {
    let wanted = if scene.role == Role::Backdrop { overall(&settings, &window) * level(settings.sound.music) } else { 0.0 };
    for (mut music, mut sink) in &mut music {
        let step = time.delta_secs() * FADE_PER_S;
        let volume = music.0 + (wanted - music.0).clamp(-step, step);
        if (volume - music.0).abs() > f32::EPSILON {
            music.0 = volume;
            sink.set_volume(Volume::Linear(volume));
        }
    }
}

/// Master volume, and less of it while the window is in the background.
fn overall(settings: &Settings, window: &Query<&Window, With<PrimaryWindow>>) -> f32 {
    let here = window.iter().next().is_none_or(|window| window.focused);
    level(settings.sound.master) * if here { 1.0 } else { level(settings.sound.background) }
}

/// What a slider from 0 to 100 means for the ear.
fn level(percent: u8) -> f32 {
    let part = f32::from(percent.min(100)) / 100.0;
    part * part
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Stands for the sink of a device.
    #[derive(Component)]
    struct Heard;

    /// A device takes the voices as the engine does: by commands, whatever has become of the voice meanwhile.
    fn device(mut commands: Commands, voices: Query<Entity, (With<Voice>, Without<Heard>)>) {
        voices.iter().for_each(|voice| _ = commands.entity(voice).insert(Heard));
    }

    fn app() -> App {
        let mut app = App::new();
        app.add_plugins(plugin).init_resource::<Time<Real>>().init_resource::<Settings>().init_resource::<Scene>();
        app.insert_resource(Sounds(vec![(Sound::Click, Handle::default())]));
        app.edit_schedule(PostUpdate, |schedule| _ = schedule.set_executor(bevy::ecs::schedule::SingleThreadedExecutor::new()));
        app
    }

    fn frame(app: &mut App, seconds: f32) {
        app.world_mut().resource_mut::<Time<Real>>().update_with_duration(Duration::from_secs_f32(seconds));
        app.update();
    }

    fn voices(app: &mut App) -> usize {
        app.world_mut().query::<&Voice>().iter(app.world()).len()
    }

    #[test]
    fn a_sound_that_is_heard_only_after_a_long_frame_ends_nothing() {
        let mut app = app();
        app.add_systems(PostUpdate, device);
        for seconds in [0.01, 3.0, 3.0, 0.01] {
            app.world_mut().write_message(PlaySound::new(Sound::Click));
            frame(&mut app, seconds);
        }
        assert_eq!(voices(&mut app), 4);
    }

    #[test]
    fn a_sound_without_a_device_is_forgotten() {
        let mut app = app();
        app.world_mut().write_message(PlaySound::new(Sound::Click));
        frame(&mut app, 0.1);
        assert_eq!(voices(&mut app), 1);
        (0..20).for_each(|_| frame(&mut app, 0.1));
        assert_eq!(voices(&mut app), 0);
    }
}
