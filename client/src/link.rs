//! What can be opened: a match, a lobby or a tournament by its link or its code, and the log of a match as a file. Every way in
//! ends in one message.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use bevy::prelude::Message;
use common::ids::{LobbyCode, MatchCode, TournamentCode, TournamentId};
use common::sim::TICK_HZ;
use common::sim::log::LOG_TICKS_MAX;

/// How a link begins.
pub const SCHEME: &str = "rebound";
/// Most characters of what somebody types to open something: links are short, paths are not.
pub const TYPED_CHARS_MAX: usize = 1024;
/// The last second of the longest match.
pub const SECOND_MAX: u32 = LOG_TICKS_MAX / TICK_HZ;

/// Opens something, in place of whatever is shown.
#[derive(Message, Clone, Debug, PartialEq, Eq)]
pub struct Open(pub Target);

/// Something that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A match that the server knows.
    Match(Link),
    /// A lobby: one comes in.
    Lobby(LobbyCode),
    /// A tournament, to be seen or joined.
    Tournament(TournamentCode),
    /// The bracket of a tournament, whether it runs or is over.
    Bracket(TournamentId),
    /// A place of which only the code is known: a lobby, or else a tournament.
    Place(LobbyCode),
    /// The log of a match.
    File(PathBuf),
    /// One of the replays that are kept on this machine, by its name.
    Kept(String),
}

/// The name of a match, and a moment in it: `rebound://m/7KDW3Q#t=73`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub code: MatchCode,
    /// Seconds from its beginning, at most [`SECOND_MAX`]; none: what happens now, or the beginning of what is over.
    pub at_s: Option<u32>,
}

/// Why something is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Another scheme, another place.
    #[error("a link begins with rebound://m/")]
    Elsewhere,
    /// No code of a match.
    #[error("a match has a code of six letters and digits")]
    Code,
    /// No second of a match.
    #[error("the second is no number, or later than the end of any match")]
    Second,
}

impl Link {
    /// To the whole match.
    #[must_use]
    pub const fn to(code: MatchCode) -> Self {
        Self { code, at_s: None }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}://m/{}", self.code)?;
        self.at_s.map_or(Ok(()), |second| write!(f, "#t={second}"))
    }
}

impl FromStr for Link {
    type Err = LinkError;

    /// Also takes a bare code. Neither case nor a slash at the end matters.
    fn from_str(raw: &str) -> Result<Self, LinkError> {
        let raw = raw.trim();
        let (place, moment) = raw.split_once('#').map_or((raw, None), |(place, moment)| (place, Some(moment)));
        let code = match place.split_once(':') {
            None => place,
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(SCHEME) => {
                let path = rest.strip_prefix("//").ok_or(LinkError::Elsewhere)?;
                let code = path.strip_prefix("m/").or_else(|| path.strip_prefix("M/")).ok_or(LinkError::Elsewhere)?;
                code.strip_suffix('/').unwrap_or(code)
            }
            Some(_) => return Err(LinkError::Elsewhere),
        };
        let code = code.parse().map_err(|_| LinkError::Code)?;
        Ok(Self { code, at_s: moment.map(second).transpose()? })
    }
}

fn second(moment: &str) -> Result<u32, LinkError> {
    let digits = moment.strip_prefix("t=").filter(|digits| !digits.is_empty()).ok_or(LinkError::Second)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(LinkError::Second);
    }
    digits.parse().ok().filter(|second| *second <= SECOND_MAX).ok_or(LinkError::Second)
}

impl Target {
    /// What somebody typed or pasted: a code, a link, or a path. None: it is nothing of these. Touches no disk.
    #[must_use]
    pub fn typed(raw: &str) -> Option<Self> {
        let raw = raw.trim().trim_matches('"');
        if raw.is_empty() || raw.chars().count() > TYPED_CHARS_MAX {
            return None;
        }
        let link = Self::link(raw);
        if link.is_some() || is_link(raw) {
            return link;
        }
        if let Ok(url) = url::Url::parse(raw)
            && url.scheme() == "file"
        {
            return url.to_file_path().ok().map(Self::File);
        }
        let home = raw.strip_prefix("~/").and_then(|rest| Some(directories::BaseDirs::new()?.home_dir().join(rest)));
        let is_path = raw.contains(['/', '\\']) || raw.contains('.');
        home.or_else(|| is_path.then(|| PathBuf::from(raw))).map(Self::File)
    }

    /// What a link leads to; a bare code is one to a match.
    #[must_use]
    pub fn link(raw: &str) -> Option<Self> {
        raw.parse().map(Self::Match).ok().or_else(|| Self::place(raw))
    }

    /// What somebody typed where they want to play: the code of a lobby or a tournament, or any link.
    #[must_use]
    pub fn typed_to_join(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        match (raw.parse(), Self::typed(raw)?) {
            (Ok(code), _) => Some(Self::Place(code)),
            (Err(_), Self::File(_) | Self::Kept(_)) => None,
            (Err(_), target) => Some(target),
        }
    }

    /// The place that a link leads to: `rebound://lobby/4XTH9M`, `rebound://tournament/R2CV8N`. Neither case nor a slash at the end matters.
    fn place(raw: &str) -> Option<Self> {
        let (_, path) = raw.split_once("://").filter(|_| is_link(raw))?;
        let (kind, code) = path.strip_suffix('/').unwrap_or(path).split_once('/')?;
        if kind.eq_ignore_ascii_case("lobby") {
            return code.parse().ok().map(Self::Lobby);
        }
        if kind.eq_ignore_ascii_case("tournament") { code.parse().ok().map(Self::Tournament) } else { None }
    }

    /// What stands on the command line. A file has to be there.
    ///
    /// # Errors
    /// A sentence with examples.
    pub fn of_argument(raw: OsString) -> Result<Self, String> {
        let wrong = |reason: String| {
            format!("{reason}. Give a link like '{SCHEME}://m/7KDW3Q#t=73', the code of a match like 7KDW3Q, or a file like match.rebound")
        };
        if let Some(place) = raw.to_str().and_then(Self::place) {
            return Ok(place);
        }
        let link = match raw.to_str() {
            Some(words) if is_link(words) => Some(words.parse::<Link>().map_err(|error| wrong(error.to_string()))?),
            Some(words) => words.parse().ok(),
            None => None,
        };
        let path = PathBuf::from(raw);
        match link {
            Some(link) if !path.is_file() => Ok(Self::Match(link)),
            Some(_) | None if path.is_file() => std::path::absolute(&path).map(Self::File).map_err(|error| wrong(error.to_string())),
            Some(_) | None => Err(wrong(format!("there is no file {}", path.display()))),
        }
    }

    /// The file of a name, for people.
    #[must_use]
    pub fn file_name(path: &Path) -> String {
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }
}

impl Target {
    /// Whether this is a place where one plays, not something to see.
    #[must_use]
    pub const fn is_place(&self) -> bool {
        match self {
            Self::Lobby(_) | Self::Tournament(_) | Self::Bracket(_) | Self::Place(_) => true,
            Self::Match(_) | Self::File(_) | Self::Kept(_) => false,
        }
    }
}

impl fmt::Display for Target {
    /// As somebody would type it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Match(link) => link.fmt(f),
            Self::Lobby(code) => write!(f, "{SCHEME}://lobby/{code}"),
            Self::Tournament(code) => write!(f, "{SCHEME}://tournament/{code}"),
            // Nobody types it: it is reached from a line of a history.
            Self::Bracket(id) => id.fmt(f),
            Self::Place(code) => code.fmt(f),
            Self::File(path) => path.display().fmt(f),
            Self::Kept(name) => f.write_str(name),
        }
    }
}

fn is_link(raw: &str) -> bool {
    raw.split_once(':').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(raw: &str) -> Result<Link, LinkError> {
        raw.parse()
    }

    #[test]
    fn a_name_with_letters_of_several_bytes_is_a_file_and_no_link() {
        for raw in ["abcdefé.rebound", "/home/élodie/m.rebound", "rebounde\u{301}:x.y", "é"] {
            assert!(!is_link(raw), "{raw}");
        }
        assert_eq!(Target::typed("/home/élodie/m.rebound"), Some(Target::File("/home/élodie/m.rebound".into())));
    }

    #[test]
    fn a_link_names_a_match_and_a_second_of_it_and_is_written_as_it_is_read() {
        let code = "7KDW3Q".parse().unwrap();
        assert_eq!(link("rebound://m/7KDW3Q"), Ok(Link { code, at_s: None }));
        assert_eq!(link("rebound://m/7KDW3Q#t=73"), Ok(Link { code, at_s: Some(73) }));
        assert_eq!(link(" REBOUND://M/7kdw3q/ "), Ok(Link { code, at_s: None }));
        assert_eq!(link("7kdw3q"), Ok(Link::to(code)));
        assert_eq!(link("rebound://m/7KDW3Q#t=73").unwrap().to_string(), "rebound://m/7KDW3Q#t=73");
        assert_eq!(Link::to(code).to_string().parse(), Ok(Link::to(code)));
    }

    #[test]
    fn what_is_no_link_is_refused_with_the_reason() {
        for raw in ["http://m/7KDW3Q", "rebound:m/7KDW3Q", "rebound://7KDW3Q", "rebound://u/7KDW3Q", "rebound:"] {
            assert_eq!(link(raw), Err(LinkError::Elsewhere), "{raw}");
        }
        for raw in ["", "rebound://m/", "rebound://m/7KDW3", "rebound://m/7KDW3A", "rebound://m/7KDW3Q/x", "7KDW3Q?t=1", "é"] {
            assert_eq!(link(raw), Err(LinkError::Code), "{raw}");
        }
        let late = format!("rebound://m/7KDW3Q#t={}", SECOND_MAX + 1);
        for raw in ["7KDW3Q#", "7KDW3Q#t=", "7KDW3Q#t=-1", "7KDW3Q#t=+1", "7KDW3Q#t=1m", "7KDW3Q#73", &late, "7KDW3Q#t=99999999999"] {
            assert_eq!(link(raw), Err(LinkError::Second), "{raw}");
        }
    }

    #[test]
    fn what_is_typed_is_a_code_a_link_or_a_path() {
        let code = "7KDW3Q".parse().unwrap();
        assert_eq!(Target::typed("7kdw3q"), Some(Target::Match(Link::to(code))));
        assert_eq!(Target::typed("rebound://m/7KDW3Q#t=1"), Some(Target::Match(Link { code, at_s: Some(1) })));
        assert_eq!(Target::typed("\"my match.rebound\""), Some(Target::File("my match.rebound".into())));
        assert_eq!(Target::typed("games/one"), Some(Target::File("games/one".into())));
        assert!(matches!(Target::typed("~/one.rebound"), Some(Target::File(path)) if path.is_absolute()));
        for nonsense in ["", "  ", "hello", "rebound://x/y.z", "7KDW3", &"x/".repeat(TYPED_CHARS_MAX)] {
            assert_eq!(Target::typed(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_link_to_a_place_is_written_as_it_is_read_and_a_bare_code_means_a_place_only_where_one_wants_to_play() {
        let (lobby, tournament) = ("4XTH9M".parse().unwrap(), "R2CV8N".parse().unwrap());
        for (raw, target) in [
            ("rebound://lobby/4XTH9M", Target::Lobby(lobby)),
            (" REBOUND://Lobby/4xth9m/ ", Target::Lobby(lobby)),
            ("rebound://tournament/R2CV8N", Target::Tournament(tournament)),
        ] {
            assert_eq!(Target::typed(raw), Some(target.clone()), "{raw}");
            assert_eq!(Target::typed_to_join(raw), Some(target.clone()), "{raw}");
            assert_eq!(Target::of_argument(raw.trim().into()), Ok(target.clone()), "{raw}");
            assert_eq!(Target::typed(&target.to_string()), Some(target), "{raw}");
        }
        assert_eq!(Target::typed_to_join("4xth9m"), Some(Target::Place(lobby)));
        assert_eq!(Target::typed("4xth9m"), "4xth9m".parse().ok().map(Target::Match));
        for nonsense in ["", "4XTH9", "a/file.rebound", "rebound://lobby/", "rebound://lobby/4XTH9M/x", "rebound://lobbies/4XTH9M"] {
            assert_eq!(Target::typed_to_join(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn an_argument_is_a_link_or_a_file_that_is_there_and_else_refused_with_examples() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("7KDW3Q");
        std::fs::write(&file, "").unwrap();
        assert_eq!(Target::of_argument(file.clone().into()), Ok(Target::File(file)));
        assert!(matches!(Target::of_argument("rebound://m/7KDW3Q".into()), Ok(Target::Match(_))));
        assert!(matches!(Target::of_argument("7kdw3q".into()), Ok(Target::Match(_))));
        for nonsense in ["", "hello", "rebound://m/", "no/such/file.rebound", "7KDW3Q#t=x"] {
            let refused = Target::of_argument(nonsense.into()).unwrap_err();
            assert!(refused.contains("7KDW3Q#t=73"), "{refused}");
        }
    }
}
