//! System libraries: which are needed, which are missing, and how this machine's package manager gets them.

mod needs;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use needs::{Manager, NEEDS};
pub(crate) use needs::{Need, Use};

/// Makes sure that everything for these uses is there; installs what is missing, after asking.
///
/// # Errors
/// Something is missing and may not or cannot be installed; says what to type.
pub(crate) fn ensure(uses: &[Use], yes: bool) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return ensure_elsewhere();
    }
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| uses.contains(&need.r#use) && !need.is_there()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    process::say("Rebound needs these, which are missing here:");
    for need in &missing {
        process::say(&format!("  - {}", need.what));
    }
    let Some(manager) = Manager::of_this_machine() else {
        bail!("no package manager that is known here was found (apt, dnf, pacman, brew); install the above by hand and try again");
    };
    let steps = manager.install(&missing);
    if steps.is_empty() {
        bail!("{manager} has no packages for these; install them by hand and try again");
    }
    let commands = with_rights(steps, manager)?;
    let typed = commands.iter().map(process::shown).collect::<Vec<_>>().join("\n  ");
    if !yes {
        if !process::somebody_is_there() {
            bail!("nobody is here to be asked. Run this, or the same task with --yes:\n  {typed}");
        }
        if !process::ask(&format!("This would install them:\n  {typed}\nRun it?")) {
            bail!("nothing was installed. When you like, run:\n  {typed}");
        }
    }
    commands.into_iter().try_for_each(|mut command| process::run(&mut command))?;
    let still: Vec<&str> = missing.iter().filter(|need| !need.is_there()).map(|need| need.what).collect();
    if !still.is_empty() {
        bail!("still missing after the installation: {}", still.join(", "));
    }
    Ok(())
}

/// macOS and Windows bring everything but the tools that rustup asks for itself.
fn ensure_elsewhere() -> Result<()> {
    if cfg!(target_os = "macos") && process::output(Command::new("xcode-select").arg("-p")).is_none() {
        bail!("Apple's command line tools are missing. Run: xcode-select --install");
    }
    Ok(())
}

/// Puts `sudo` in front where it is needed.
fn with_rights(steps: Vec<Vec<String>>, manager: Manager) -> Result<Vec<Command>> {
    let root = process::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let sudo = manager.needs_root() && !root;
    if sudo && process::find_program("sudo").is_none() {
        let typed = steps.iter().map(|step| step.join(" ")).collect::<Vec<_>>().join("\n  ");
        bail!("installing needs root, and there is no sudo here. As root, run:\n  {typed}");
    }
    Ok(steps.into_iter().map(|step| command(if sudo { Some("sudo") } else { None }, step)).collect())
}

fn command(before: Option<&str>, step: Vec<String>) -> Command {
    let mut words = before.map(str::to_owned).into_iter().chain(step);
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// The description of Mesa's software renderer, if it is installed.
pub(crate) fn software_renderer() -> Option<PathBuf> {
    needs::vulkan_drivers().find(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lvp_icd")))
}

/// Whether a window could be opened.
pub(crate) fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}
