//! Tests that measure: they say what they do line by line, and what came of it in a last line, which is kept.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process;

/// How the last line begins.
const SUMMARY: &str = "summary: ";

/// Shows what the test says, and gives back its summary.
///
/// # Errors
/// It fails, or says none.
pub(crate) fn of(command: &mut Command) -> Result<String> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cargo did not start")?;
    let lines = BufReader::new(child.stdout.take().context("its output is ours")?).lines();
    let mut summary = None;
    for line in lines.map_while(Result::ok) {
        summary = line.split_once(SUMMARY).map(|(_, figures)| figures.to_owned()).or(summary);
        process::say(&line);
    }
    if !child.wait()?.success() {
        bail!("the test failed; {} shows it again", process::shown(command));
    }
    summary.context("the test gave no summary")
}

/// The summary as the page of figures has it: one line for each figure.
pub(crate) fn as_list(summary: &str) -> String {
    let figures: Vec<String> = summary.split("; ").map(|figure| format!("- {figure}")).collect();
    figures.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_the_summary_has_its_line() {
        assert_eq!(as_list("100 kills; 0 missing"), "- 100 kills\n- 0 missing");
    }
}
