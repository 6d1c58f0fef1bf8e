//! Small habits that keep a repository whole: nothing half done, nothing switched off without a reason, nothing of one machine.

use std::fs;

use crate::source::Source;
use crate::{files, hold, none, root};

fn is_finished(source: &Source) -> Vec<String> {
    let marks = ["todo!", "unimplemented!", "dbg!", "#[ignore"].into_iter().flat_map(|mark| source.finds(mark));
    marks.map(|at| source.fault(at, "not finished, or switched off")).collect()
}

/// `#[allow(..)]` and `#[expect(..)]` say why.
fn exceptions_have_a_reason(source: &Source) -> Vec<String> {
    let begins = ["[allow(", "[expect("].into_iter().flat_map(|mark| source.finds(mark));
    let without = begins.filter(|at| {
        let end = source.code[*at..].find(")]").map_or(source.code.len(), |length| at + length);
        !source.code[*at..end].contains("reason =")
    });
    without.map(|at| source.fault(at, "a lint is switched off without `reason = \"...\"`")).collect()
}

/// Folders that exist on one machine only.
fn paths_of_machines(path: &str, text: &str) -> Vec<String> {
    let homes = ["tmp", "work", "root", "farm", "home"].map(|home| format!("/{home}/"));
    let inside = |line: &str, home: &str| {
        line.match_indices(home).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = &line[at + home.len()..];
            // An example for people names nobody's folder.
            let named = after.starts_with(|c: char| c.is_ascii_lowercase()) && !after.starts_with("somebody/");
            named && before.is_none_or(|c| !(c.is_alphanumeric() || ".}_-*".contains(c)))
        })
    };
    let lines = text.lines().enumerate().filter(|(_, line)| homes.iter().any(|home| inside(line, home)));
    lines.map(|(number, _)| format!("{path}:{}: a path of one machine", number + 1)).collect()
}

/// Every table says why it is there, every rule for deletion why it is so.
fn migration_is_explained(path: &str, text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(str::to_lowercase).collect();
    let explained = |number: usize| {
        let before = lines[..number].iter().rev().find(|line| !line.trim().is_empty());
        lines[number].contains("--") || before.is_some_and(|line| line.trim_start().starts_with("--"))
    };
    let mut faults = Vec::new();
    if !text.starts_with("--") {
        faults.push(format!("{path}:1: a migration begins with why it is there"));
    }
    for (number, line) in lines.iter().enumerate() {
        let code = line.split("--").next().unwrap_or_default();
        if (code.trim_start().starts_with("create table") || code.contains("on delete")) && !explained(number) {
            faults.push(format!("{path}:{}: say why, on this line or the one before", number + 1));
        }
    }
    faults
}

#[test]
fn nothing_is_left_unfinished_or_switched_off() {
    hold(is_finished, "a/src/b.rs", "fn f() { todo!() }");
    assert_eq!(is_finished(&Source::new("a/tests/b.rs", "#[test]\n#[ignore]\nfn f() {}")).len(), 1);
}

#[test]
fn a_lint_is_switched_off_only_with_a_reason() {
    hold(exceptions_have_a_reason, "a/src/b.rs", "#[allow(dead_code)]\nfn f() {}");
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    let bad = format!("let a = \"{}tmp/a\";", '/');
    assert!(!paths_of_machines("a", &bad).is_empty());
    let texts = [".rs", ".toml", ".md", ".yml", ".ftl", ".sql", ".sh", ".ci/run", ".txt", ".py"];
    let faults = texts.iter().flat_map(|ending| files(ending)).flat_map(|(path, file)| {
        let text = fs::read_to_string(file).expect("texts are UTF-8");
        paths_of_machines(&path, &text)
    });
    none(faults.collect());
}

#[test]
fn every_migration_says_why() {
    assert_eq!(migration_is_explained("a", "create table users (\n  id integer references a on delete cascade\n);").len(), 3);
    let migrations: Vec<_> = files(".sql").into_iter().filter(|(path, _)| path.starts_with("migrations/")).collect();
    assert!(!migrations.is_empty());
    let faults =
        migrations.into_iter().flat_map(|(path, file)| migration_is_explained(&path, &fs::read_to_string(file).expect("SQL is UTF-8")));
    none(faults.collect());
}

#[test]
fn the_licences_are_there_and_the_readme_names_the_two_commands() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{name} is missing"));
    assert!(read("LICENSE-MIT").contains("Permission is hereby granted, free of charge"));
    assert!(read("LICENSE-APACHE").contains("Apache License"));
    for name in ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        assert!(!read(name).is_empty());
    }
    let readme = read("README.md");
    assert!(readme.contains("cargo play") && readme.contains("cargo verify"));
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for (path, file) in files("Cargo.toml") {
        let manifest = fs::read_to_string(file).expect("manifests are UTF-8");
        assert!(manifest.contains("[workspace]") || manifest.contains("[lints]\nworkspace = true"), "{path}");
    }
}
