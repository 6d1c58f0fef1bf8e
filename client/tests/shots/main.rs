//! Pictures of every screen and of the court in its phases, drawn by the game's own renderer without a display.
//!
//! `cargo xtask shots --out DIR` writes them for people to look at, in all formats; the checks draw one of each and look whether
//! something is there. Whether all text can be read is looked at in all formats always, for that needs no picture. Needs a Vulkan driver; Mesa's software renderer will do, and `cargo xtask shots` installs it.

mod chat;
mod judge;
mod lobby;
mod people;
mod places;
#[path = "../samples/tournaments.rs"]
mod samples;
mod studio;
mod tournaments;
mod watch;

use std::fs;
use std::path::PathBuf;

use bevy::math::UVec2;
use client::ui::text::Language;

use studio::Studio;

/// Size in pixels, and scale of the interface in per cent.
const FORMATS: [(UVec2, u16); 4] =
    [(UVec2::new(960, 540), 100), (UVec2::new(1280, 720), 100), (UVec2::new(1920, 1080), 100), (UVec2::new(1280, 720), 150)];

/// The one that is always drawn.
const DRAWN: (UVec2, u16) = FORMATS[1];

/// Where the pictures go; nowhere unless somebody wants to look at them.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("REBOUND_SHOTS_OUT")?);
    fs::create_dir_all(&folder).expect("the folder for the pictures can be made");
    Some(folder)
}

#[test]
fn every_screen_in_pictures_has_content_and_no_text_that_is_cut_off() {
    let (folder, filter) = (folder(), std::env::var("REBOUND_SHOTS_FILTER").unwrap_or_default());
    let draws_all = std::env::var_os("REBOUND_SHOTS_ALL").is_some();
    let mut studio = Studio::open(FORMATS[0].0);
    let (mut faults, mut looked_at) = (Vec::new(), 0_usize);
    for language in Language::ALL {
        for place in places::ALL.iter().chain(&people::ALL).chain(&tournaments::ALL).chain(&lobby::ALL) {
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
                let mut found = judge::unreadable(&studio.lay_out(size, scale));
                if draws_all || (size, scale) == DRAWN {
                    let picture = studio.take();
                    found.extend(judge::nothing_on(&picture));
                    if let Some(folder) = &folder {
                        let file = folder.join(format!("{name}.png"));
                        picture.save(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
                    }
                }
                faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
                looked_at += 1;
            }
            (place.leave)(&mut studio);
        }
    }
    assert!(looked_at > 0, "no picture is called like {filter:?}");
    assert!(faults.is_empty(), "{} faults in {looked_at} pictures:\n{}", faults.len(), faults.join("\n"));
}

fn code(language: Language) -> String {
    format!("{language:?}").chars().take(2).collect::<String>().to_lowercase()
}
