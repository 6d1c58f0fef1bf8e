//! Arguments that several tasks share.

use std::ffi::OsString;

use anyhow::Result;
use lexopt::prelude::*;

/// Arguments of a task that builds something and runs it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RunArgs {
    /// Nobody is there to be asked.
    pub(crate) yes: bool,
    /// Optimised.
    pub(crate) release: bool,
    /// Only say what the task does.
    pub(crate) help: bool,
    /// For the program itself: everything after `--`.
    pub(crate) rest: Vec<OsString>,
}

impl RunArgs {
    pub(crate) fn parse(arguments: Vec<OsString>) -> Result<Self> {
        let mut parsed = Self::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('y') | Long("yes") => parsed.yes = true,
                Long("release") => parsed.release = true,
                Short('h') | Long("help") => parsed.help = true,
                Value(value) => {
                    parsed.rest.push(value);
                    parsed.rest.extend(parser.raw_args()?);
                }
                other @ (Short(_) | Long(_)) => return Err(other.unexpected().into()),
            }
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<RunArgs> {
        RunArgs::parse(words.iter().map(OsString::from).collect())
    }

    #[test]
    fn what_follows_two_dashes_is_for_the_program_even_if_it_looks_like_ours() {
        let parsed = parse(&["--yes", "--", "--server", "http://127.0.0.1:4443", "--yes"]).unwrap();
        assert!(parsed.yes);
        assert_eq!(parsed.rest, ["--server", "http://127.0.0.1:4443", "--yes"]);
    }

    #[test]
    fn an_option_that_nobody_knows_is_named() {
        assert!(parse(&["--sever"]).unwrap_err().to_string().contains("--sever"));
    }
}
