//! Pictures of every screen and of the court in its phases, drawn by the game's own renderer without a display.
//!
//! `cargo xtask shots --out DIR` writes them for people to look at; the test looks whether something is there, and whether
//! all text can be read. Needs a Vulkan driver; Mesa's software renderer will do, and `cargo xtask shots` installs it.

mod chat;
mod judge;
mod people;
mod places;
mod studio;
mod watch;

use std::fs;
use std::path::PathBuf;

use bevy::math::UVec2;
use client::ui::text::Language;

use studio::Studio;

/// Size in pixels, and scale of the interface in per cent.
const FORMATS: [(UVec2, u16); 4] =
    [(UVec2::new(960, 540), 100), (UVec2::new(1280, 720), 100), (UVec2::new(1920, 1080), 100), (UVec2::new(1280, 720), 150)];

/// Where the pictures go; nowhere unless somebody wants to look at them.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("REBOUND_SHOTS_OUT")?);
    fs::create_dir_all(&folder).expect("the folder for the pictures can be made");
    Some(folder)
}

#[test]
fn every_screen_in_pictures_has_content_and_no_text_that_is_cut_off() {
    let (folder, filter) = (folder(), std::env::var("REBOUND_SHOTS_FILTER").unwrap_or_default());
    let mut studio = Studio::open(FORMATS[0].0);
    let (mut faults, mut taken) = (Vec::new(), 0);
    for language in Language::ALL {
        for place in places::ALL.iter().chain(&people::ALL) {
            let wanted: Vec<_> = FORMATS
                .into_iter()
                .map(|(size, scale)| (size, scale, format!("{}_{}_{}x{}_{scale}", place.name, code(language), size.x, size.y)))
                .filter(|(_, _, name)| name.contains(&filter))
                .collect();
            if wanted.is_empty() {
                continue;
            }
            studio.reset(language);
            (place.enter)(&mut studio);
            for (size, scale, name) in wanted {
                let (picture, texts) = studio.take(size, scale);
                faults.extend(judge::faults(&picture, &texts).into_iter().map(|fault| format!("{name}: {fault}")));
                if let Some(folder) = &folder {
                    let file = folder.join(format!("{name}.png"));
                    picture.save(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
                }
                taken += 1;
            }
            (place.leave)(&mut studio);
        }
    }
    assert!(taken > 0, "no picture is called like {filter:?}");
    assert!(faults.is_empty(), "{} of {taken} pictures have faults:\n{}", faults.len(), faults.join("\n"));
}

fn code(language: Language) -> String {
    format!("{language:?}").chars().take(2).collect::<String>().to_lowercase()
}
