//! Lists the pictures that the server serves, so that they are part of the program.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let assets = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../assets");
    // A new migration changes no file that the compiler knows of.
    println!("cargo::rerun-if-changed=../migrations");
    let mut list = String::from("&[\n");
    for (folder, wanted) in [("profile_pictures", &["_small.png", "_medium.png", "_large.png"][..]), ("tiers", &[".png"])] {
        let folder_path = assets.join(folder);
        println!("cargo::rerun-if-changed={}", folder_path.display());
        for file in files(&folder_path, wanted)? {
            let path = folder_path.join(&file).canonicalize()?;
            writeln!(list, "    (\"{folder}/{file}\", include_bytes!({:?})),", path.display().to_string())
                .expect("a string can be written to");
        }
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("pictures.rs"), list)
}

/// Names of the files with one of these endings, sorted, so that the same sources give the same program.
fn files(folder: &Path, endings: &[&str]) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if endings.iter().any(|ending| name.ends_with(ending)) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
