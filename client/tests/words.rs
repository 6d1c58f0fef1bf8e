//! Words: both languages say the same things, and everything that is said is said somewhere.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use client::ui::text::{Language, Text};

/// The keys of a language.
fn keys(language: Language) -> BTreeSet<String> {
    let lines = language.sources().iter().flat_map(|source| source.lines());
    lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .collect()
}

/// The names that the words of each key are given.
fn values(language: Language) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut key = String::new();
    for line in language.sources().iter().flat_map(|source| source.lines()) {
        if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(|first: char| first.is_ascii_lowercase())) {
            name.clone_into(&mut key);
        }
        for part in line.split('$').skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            found.insert((key.clone(), name));
        }
    }
    found
}

fn source_of(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_of(&path, all);
        } else {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_file_of_words_can_be_read() {
    for language in Language::ALL {
        assert_eq!(Text::new(language).language(), language);
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_values() {
    assert_eq!(keys(Language::En), keys(Language::Fr));
    assert_eq!(values(Language::En), values(Language::Fr));
}

#[test]
fn every_key_is_used() {
    let mut source = String::new();
    // Asked when it runs: what another checkout built into the same target directory knows that one's path.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    source_of(&Path::new(&here).join("src"), &mut source);
    // Keys that are put together from a code or a number.
    let made = ["error-", "field-", "practice-level-", "result-reason-", "refusal-", "picture-"];
    let unused: Vec<String> = keys(Language::En)
        .into_iter()
        .filter(|key| !made.iter().any(|head| key.starts_with(head)) && !source.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}
