//! How long a file and a function may be, how a file begins, and what no module is called.

use crate::source::{Source, block_end};
use crate::{files, hold, none};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
/// Names that say nothing.
const EMPTY_NAMES: [&str; 10] = ["utils", "util", "helpers", "helper", "types", "misc", "manager", "managers", "stuff", "prelude"];

fn begins_with_what_it_is(source: &Source) -> Vec<String> {
    if source.text.starts_with("//! ") { Vec::new() } else { vec![source.fault(0, "the first line says what the file is: //! ...")] }
}

fn is_short(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines <= FILE_LINES_MAX { Vec::new() } else { vec![source.fault(0, &format!("{lines} lines, at most {FILE_LINES_MAX}"))] }
}

fn has_short_functions(source: &Source) -> Vec<String> {
    let code = &source.code;
    let mut faults = Vec::new();
    for at in source.finds("fn ") {
        let mut depth = 0;
        let body = code.bytes().enumerate().skip(at).find(|(_, byte)| {
            depth += i32::from(matches!(byte, b'(' | b'[')) - i32::from(matches!(byte, b')' | b']'));
            depth == 0 && matches!(byte, b'{' | b';')
        });
        let Some((open, b'{')) = body else { continue };
        let lines = code[open..block_end(code, open)].lines().filter(|line| !line.trim().is_empty()).count();
        // The line of the signature and the closing brace are not counted.
        if lines > FUNCTION_LINES_MAX + 2 {
            faults.push(source.fault(at, &format!("a function of {} lines, at most {FUNCTION_LINES_MAX}", lines - 2)));
        }
    }
    faults
}

fn has_a_name_that_says_something(source: &Source) -> Vec<String> {
    let parts = source.path.trim_end_matches(".rs").split('/');
    parts.filter(|part| EMPTY_NAMES.contains(part)).map(|part| source.fault(0, &format!("{part:?} says nothing"))).collect()
}

/// A folder is entered through its `mod.rs`, so that one room is one folder.
fn has_its_door_inside(paths: &[String]) -> Vec<String> {
    let is_folder = |stem: &str| paths.iter().any(|path| path.starts_with(&format!("{stem}/")));
    let stems = paths.iter().filter_map(|path| path.strip_suffix(".rs"));
    stems.filter(|stem| is_folder(stem)).map(|stem| format!("{stem}.rs stands beside {stem}/: make it {stem}/mod.rs")).collect()
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    hold(begins_with_what_it_is, "a/src/b.rs", "use std::fmt;\n");
}

#[test]
fn no_file_is_longer_than_400_lines() {
    hold(is_short, "a/src/b.rs", &"\n".repeat(401));
}

#[test]
fn no_function_is_longer_than_70_lines() {
    let body = "    work([1; 2]);\n".repeat(71);
    hold(has_short_functions, "a/src/b.rs", &format!("fn long(a: [u8; 3]) -> u8 {{\n{body}}}\n"));
    let short = Source::new("a/src/b.rs", "trait A { fn a(); }\nfn b() {\n}\n");
    none(has_short_functions(&short));
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    hold(has_a_name_that_says_something, "server/src/helpers/mod.rs", "");
}

#[test]
fn a_module_of_several_files_is_a_folder_with_its_door_inside() {
    assert!(!has_its_door_inside(&["a/src/b.rs".into(), "a/src/b/c.rs".into()]).is_empty());
    none(has_its_door_inside(&files(".rs").into_iter().map(|(path, _)| path).collect::<Vec<_>>()));
}
