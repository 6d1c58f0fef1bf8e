//! The rules of the house, as plain tests over the text of the repository. A rule is a function from a file to its
//! faults; each is tried on a bad example first, so that none holds only because it sees nothing.

mod arrows;
mod habits;
mod places;
mod sizes;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use source::Source;

/// The top folder of the repository.
fn root() -> PathBuf {
    // Asked when it runs: what another checkout built into the same target directory knows that one's path.
    Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .parent()
        .expect("common is a folder of the repository")
        .to_path_buf()
}

/// Files of the repository whose name ends so, by their path from its top; nothing that is built or fetched.
fn files(ending: &str) -> Vec<(String, PathBuf)> {
    let (root, mut found) = (root(), Vec::new());
    walk(&root, &mut |file| {
        let path = file.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
        if path.ends_with(ending) {
            found.push((path, file.to_path_buf()));
        }
    });
    found.sort();
    found
}

fn walk(dir: &Path, see: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(dir).expect("folders of the repository can be read") {
        let path = entry.expect("folders of the repository can be read").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            if ![".git", "target", "shots", "node_modules"].contains(&name.as_str()) {
                walk(&path, see);
            }
        } else {
            see(&path);
        }
    }
}

/// Every Rust file.
fn sources() -> Vec<Source> {
    let read = |(path, file): (String, PathBuf)| Source::new(&path, &fs::read_to_string(file).expect("sources are UTF-8"));
    let sources: Vec<Source> = files(".rs").into_iter().map(read).collect();
    assert!(sources.len() > 50, "the rules look at nothing: {} files", sources.len());
    sources
}

/// Holds a rule to a bad example, which it must find, and then to every Rust file.
fn hold(rule: fn(&Source) -> Vec<String>, bad_path: &str, bad_text: &str) {
    assert!(!rule(&Source::new(bad_path, bad_text)).is_empty(), "the rule does not see:\n{bad_text}");
    none(sources().iter().flat_map(rule).collect());
}

/// Fails with all faults at once.
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
