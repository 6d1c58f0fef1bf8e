//! `cargo xtask shots`: pictures of every screen, drawn without a display.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use lexopt::prelude::*;

use crate::process::{self, cargo};
use crate::system::{self, Use};

const HELP: &str = "\
cargo xtask shots [--out DIR] [--filter TEXT] [--yes]

Draws every screen and the court in its phases with a software renderer, without a display, in English and
French, at 960x540, 1280x720 and 1920x1080 and at 150 % scale. Fails when a picture is blank or text is cut off.
  --out DIR      where the pictures go (shots)
  --filter TEXT  only pictures whose name has this in it, such as settings_fr
  -y, --yes      do not ask before installing the software renderer";

/// The test that draws them, in `client/tests/shots.rs`.
pub(crate) const TEST_NAME: &str = "every_screen_in_pictures_has_content_and_no_text_that_is_cut_off";

/// Draws the pictures.
pub(crate) fn shots(arguments: Vec<OsString>) -> Result<()> {
    let (mut out, mut filter, mut yes) = (PathBuf::from("shots"), None, false);
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("out") => out = parser.value()?.into(),
            Long("filter") => filter = Some(parser.value()?),
            Short('y') | Long("yes") => yes = true,
            Short('h') | Long("help") => {
                process::say(HELP);
                return Ok(());
            }
            other @ (Short(_) | Long(_) | Value(_)) => return Err(other.unexpected().into()),
        }
    }
    system::ensure(&[Use::Build, Use::BuildGame, Use::Pictures], yes)?;
    let mut command = cargo();
    command.args(["test", "--locked", "--package", "client", "--test", "shots", "--", TEST_NAME, "--nocapture"]);
    command.env("REBOUND_SHOTS_OUT", std::env::current_dir()?.join(&out)).env("REBOUND_SHOTS_ALL", "yes");
    if let Some(filter) = filter {
        command.env("REBOUND_SHOTS_FILTER", filter);
    }
    draw_without_a_card(&mut command);
    process::run(&mut command)?;
    process::say(&format!("The pictures are in {}", out.display()));
    Ok(())
}

/// The same renderer on every Linux machine, so that pictures can be compared.
pub(crate) fn draw_without_a_card(command: &mut Command) {
    if let Some(renderer) = system::software_renderer() {
        command.env("VK_DRIVER_FILES", &renderer).env("VK_ICD_FILENAMES", &renderer).env("WGPU_BACKEND", "vulkan");
    }
}
