//! The list of what a machine must have, how to see whether it has it, and what each package manager calls it.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::process;

/// What something is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// To build anything at all.
    Build,
    /// To build the game.
    BuildGame,
    /// To open its window.
    Window,
    /// To draw pictures without a graphics card.
    Pictures,
}

/// Something that a machine must have.
#[derive(Debug)]
pub(crate) struct Need {
    /// For people.
    pub(crate) what: &'static str,
    /// What for.
    pub(crate) r#use: Use,
    probe: Probe,
    /// Names for apt, dnf, pacman, brew; an empty one: not there.
    packages: [&'static str; 4],
}

/// How to see whether it is there. Asks for the thing itself, not for a package, so that any way of having it counts.
#[derive(Debug)]
enum Probe {
    Program(&'static str),
    PkgConfig(&'static str),
    Library(&'static str),
    VulkanDriver,
    SoftwareRenderer,
}

const fn need(what: &'static str, r#use: Use, probe: Probe, packages: [&'static str; 4]) -> Need {
    Need { what, r#use, probe, packages }
}

/// Everything, pkg-config before what it is asked for.
pub(super) const NEEDS: &[Need] = &[
    need("a C compiler", Use::Build, Probe::Program("cc"), ["build-essential", "gcc", "base-devel", "gcc"]),
    need("pkg-config", Use::BuildGame, Probe::Program("pkg-config"), ["pkg-config", "pkgconf-pkg-config", "pkgconf", "pkgconf"]),
    need("ALSA, for sound", Use::BuildGame, Probe::PkgConfig("alsa"), ["libasound2-dev", "alsa-lib-devel", "alsa-lib", "alsa-lib"]),
    need("udev, for gamepads", Use::BuildGame, Probe::PkgConfig("libudev"), ["libudev-dev", "systemd-devel", "systemd-libs", "systemd"]),
    need("Wayland", Use::BuildGame, Probe::PkgConfig("wayland-client"), ["libwayland-dev", "wayland-devel", "wayland", "wayland"]),
    need(
        "xkbcommon",
        Use::BuildGame,
        Probe::PkgConfig("xkbcommon"),
        ["libxkbcommon-dev", "libxkbcommon-devel", "libxkbcommon", "libxkbcommon"],
    ),
    need(
        "xkbcommon for X11",
        Use::Window,
        Probe::Library("libxkbcommon-x11.so.0"),
        ["libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon"],
    ),
    need("Xcursor", Use::Window, Probe::Library("libXcursor.so.1"), ["libxcursor1", "libXcursor", "libxcursor", "libxcursor"]),
    need("Xi", Use::Window, Probe::Library("libXi.so.6"), ["libxi6", "libXi", "libxi", "libxi"]),
    need("X11 over XCB", Use::Window, Probe::Library("libX11-xcb.so.1"), ["libx11-xcb1", "libX11-xcb", "libx11", "libx11"]),
    need(
        "the Vulkan loader",
        Use::Window,
        Probe::Library("libvulkan.so.1"),
        ["libvulkan1", "vulkan-loader", "vulkan-icd-loader", "vulkan-loader"],
    ),
    need("a Vulkan driver", Use::Window, Probe::VulkanDriver, ["mesa-vulkan-drivers", "mesa-vulkan-drivers", "vulkan-swrast", "mesa"]),
    need(
        "the Vulkan loader",
        Use::Pictures,
        Probe::Library("libvulkan.so.1"),
        ["libvulkan1", "vulkan-loader", "vulkan-icd-loader", "vulkan-loader"],
    ),
    need(
        "Mesa's software renderer",
        Use::Pictures,
        Probe::SoftwareRenderer,
        ["mesa-vulkan-drivers", "mesa-vulkan-drivers", "vulkan-swrast", "mesa"],
    ),
];

impl Need {
    /// Whether this machine has it.
    pub(super) fn is_there(&self) -> bool {
        match self.probe {
            Probe::Program(name) => process::find_program(name).is_some(),
            Probe::PkgConfig(name) => process::output(Command::new("pkg-config").args(["--exists", name])).is_some(),
            Probe::Library(name) => process::find_program("ldconfig")
                .and_then(|ldconfig| process::output(Command::new(ldconfig).arg("-p")))
                .is_some_and(|list| list.lines().any(|line| line.trim_start().starts_with(name))),
            Probe::VulkanDriver => vulkan_drivers().next().is_some(),
            Probe::SoftwareRenderer => super::software_renderer().is_some(),
        }
    }
}

/// The descriptions of installed Vulkan drivers.
pub(super) fn vulkan_drivers() -> impl Iterator<Item = PathBuf> {
    ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"]
        .into_iter()
        .filter_map(|dir| fs::read_dir(dir).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
}

/// A package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manager {
    Apt,
    Dnf,
    Pacman,
    Brew,
}

impl Manager {
    const ALL: [Self; 4] = [Self::Apt, Self::Dnf, Self::Pacman, Self::Brew];

    /// The first one that is installed.
    pub(super) fn of_this_machine() -> Option<Self> {
        Self::ALL.into_iter().find(|manager| process::find_program(manager.program()).is_some())
    }

    /// Whether it installs for the whole machine.
    pub(super) fn needs_root(self) -> bool {
        self != Self::Brew
    }

    /// The commands that install what is missing, each as its words; none if there are no packages.
    pub(super) fn install(self, missing: &[&Need]) -> Vec<Vec<String>> {
        let mut packages: Vec<&str> = missing.iter().map(|need| need.packages[self as usize]).filter(|name| !name.is_empty()).collect();
        packages.sort_unstable();
        packages.dedup();
        if packages.is_empty() {
            return Vec::new();
        }
        let before: &[&[&str]] = match self {
            // A fresh image has no lists; without them apt finds nothing.
            Self::Apt => &[
                &["apt-get", "update"],
                &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--no-install-recommends"],
            ],
            Self::Dnf => &[&["dnf", "install", "--assumeyes"]],
            Self::Pacman => &[&["pacman", "-S", "--needed", "--noconfirm"]],
            Self::Brew => &[&["brew", "install"]],
        };
        let mut steps: Vec<Vec<String>> = before.iter().map(|step| step.iter().map(ToString::to_string).collect()).collect();
        if let Some(last) = steps.last_mut() {
            last.extend(packages.into_iter().map(str::to_owned));
        }
        steps
    }

    fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Brew => "brew",
        }
    }
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.program())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_serves_two_needs_is_installed_once() {
        let missing: Vec<&Need> = NEEDS.iter().collect();
        let steps = Manager::Apt.install(&missing);
        assert_eq!(steps[0], ["apt-get", "update"]);
        let packages = &steps[1];
        assert_eq!(packages.iter().filter(|word| *word == "mesa-vulkan-drivers").count(), 1);
        assert!(packages.iter().any(|word| word == "libasound2-dev"));
    }

    #[test]
    fn nothing_missing_means_nothing_to_run() {
        for manager in Manager::ALL {
            assert_eq!(manager.install(&[]), Vec::<Vec<String>>::new());
        }
    }

    #[test]
    fn every_need_has_a_name_everywhere() {
        for need in NEEDS {
            assert!(need.packages.iter().all(|name| !name.is_empty()), "{}", need.what);
        }
    }

    #[test]
    fn what_is_not_there_is_seen_to_be_missing() {
        let nothing = need("", Use::Build, Probe::Program("no-program-has-this-name"), [""; 4]);
        assert!(!nothing.is_there());
        let nothing = need("", Use::Build, Probe::PkgConfig("no-library-has-this-name"), [""; 4]);
        assert!(!nothing.is_there());
        let nothing = need("", Use::Build, Probe::Library("libno-library-has-this-name.so"), [""; 4]);
        assert!(!nothing.is_there());
    }
}
