//! Reading the table.

/// The table as it stands in the repository.
const TABLE: &str = include_str!("TABLE.md");

/// What it is about, in the sections whose rows are calls.
pub(super) const CALLS: [&str; 7] = ["Accounts", "Users", "Conversations", "Matches", "Play", "Tournaments", "The server"];
pub(super) const EVENTS: &str = "Events";
pub(super) const ACTIONS: &str = "Chat socket";
pub(super) const TALK: &str = "Heard on the chat socket";
pub(super) const COURT: &str = "Match socket";

/// Who does something, or hears of it. See the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Nobody,
    Guest,
    User,
    Concerned,
    Other,
    Friend,
    Blocked,
    Blocker,
}

/// One row: what is done, and how it ends for each.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) about: String,
    pub(super) cells: Vec<(Role, String)>,
}

impl Role {
    fn named(name: &str) -> Self {
        match name {
            "nobody" => Self::Nobody,
            "guest" => Self::Guest,
            "user" => Self::User,
            "concerned" => Self::Concerned,
            "other" => Self::Other,
            "friend" => Self::Friend,
            "blocked" => Self::Blocked,
            "blocker" => Self::Blocker,
            unknown => panic!("{unknown} is nobody that the tests know"),
        }
    }
}

/// The rows of a section.
pub(super) fn rows(section: &str) -> Vec<Row> {
    let heading = format!("\n## {section}\n");
    let (_, found) = TABLE.split_once(&heading).unwrap_or_else(|| panic!("the table has no section {section}"));
    let lines = found.split("\n## ").next().unwrap().lines().filter(|line| line.starts_with('|'));
    let mut rows =
        lines.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>());
    let columns = rows.next().unwrap_or_else(|| panic!("{section} has no rows"));
    let roles: Vec<_> = columns[2..].iter().map(|name| Role::named(name)).collect();
    // The line below the names of the columns.
    let rows = rows.skip(1).map(|mut row| {
        assert_eq!(row.len(), columns.len(), "{row:?} has other columns than its section");
        let cells = roles.iter().copied().zip(row.split_off(2)).collect();
        let [what, about] = row.try_into().unwrap();
        Row { what, about, cells }
    });
    rows.collect()
}
