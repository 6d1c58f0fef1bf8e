//! Names side by side, so that all of them are one text to search. Pure.

use std::collections::{BTreeSet, HashMap};

use common::ids::UserId;
use common::text::Username;
use memchr::memmem;

/// What each name takes: its characters, and at least one [`PAD`] to its neighbour.
const SLOT: usize = Username::LEN_MAX + 1;
/// Sorts before everything that can be in a name, and is in none.
const PAD: u8 = 0;

type Name = [u8; SLOT];

/// Names in lower case with their users, by name.
#[derive(Debug, Default)]
pub(super) struct List {
    names: Vec<Name>,
    users: Vec<UserId>,
    by_user: HashMap<UserId, Name>,
}

impl List {
    /// Of these, which are in order.
    pub(super) fn new(sorted: Vec<(String, UserId)>) -> Self {
        let mut list = Self::default();
        for (name, user) in sorted {
            list.set(user, Some(&name));
        }
        list
    }

    /// The user is called so from now on; `None`: is none any more.
    pub(super) fn set(&mut self, user: UserId, name: Option<&str>) {
        if let Some(place) = self.by_user.remove(&user).and_then(|old| self.names.binary_search(&old).ok()) {
            self.names.remove(place);
            self.users.remove(place);
        }
        let Some(name) = name.and_then(slot) else { return };
        // Names are unique; but while changes are read one by one, somebody may still have the name that another has given up.
        let place = self.names.partition_point(|other| *other < name);
        if self.names.get(place) == Some(&name) {
            self.by_user.remove(&self.users[place]);
            self.users[place] = user;
        } else {
            self.names.insert(place, name);
            self.users.insert(place, user);
        }
        self.by_user.insert(user, name);
    }

    /// Those whose name contains `q`, without some: how many there are, and `limit` of them from `offset` on.
    pub(super) fn find(&self, q: &str, without: &BTreeSet<UserId>, limit: usize, offset: usize) -> (usize, Vec<UserId>) {
        let without = self.places(without);
        if q.is_empty() {
            let shown = (0..self.users.len()).filter(|place| without.binary_search(place).is_err());
            return (self.users.len() - without.len(), shown.skip(offset).take(limit).map(|place| self.users[place]).collect());
        }
        if q.len() >= SLOT || q.as_bytes().contains(&PAD) {
            return (0, Vec::new());
        }
        let text = self.names.as_flattened();
        match q.as_bytes() {
            // Most names have it: what is quickest from one to the next.
            [one] => self.chosen(memchr::memchr_iter(*one, text), &without, limit, offset),
            several => self.chosen(memmem::find_iter(text, several), &without, limit, offset),
        }
    }

    /// Where these users are, in order.
    fn places(&self, users: &BTreeSet<UserId>) -> Vec<usize> {
        let mut places: Vec<_> = users.iter().filter_map(|user| self.names.binary_search(self.by_user.get(user)?).ok()).collect();
        places.sort_unstable();
        places
    }

    /// The users of these characters of the text, which come in order, as what is left out does.
    fn chosen(&self, found_at: impl Iterator<Item = usize>, without: &[usize], limit: usize, offset: usize) -> (usize, Vec<UserId>) {
        let (mut count, mut found, mut last) = (0, Vec::new(), None);
        let mut without = without.iter().copied().peekable();
        for place in found_at.map(|at| at / SLOT) {
            // A name that has it twice is one name.
            if last == Some(place) {
                continue;
            }
            last = Some(place);
            while without.next_if(|left_out| *left_out < place).is_some() {}
            if without.peek() == Some(&place) {
                continue;
            }
            if count >= offset && found.len() < limit {
                found.push(self.users[place]);
            }
            count += 1;
        }
        (count, found)
    }
}

/// `None` for what can be nobody's name.
fn slot(name: &str) -> Option<Name> {
    let mut slot = [PAD; SLOT];
    slot.get_mut(..name.len()).filter(|_| name.len() < SLOT)?.copy_from_slice(name.as_bytes());
    Some(slot)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(names: &[&str]) -> List {
        let mut list = List::default();
        for (name, id) in names.iter().zip(1..) {
            list.set(UserId(id), Some(name));
        }
        list
    }

    fn found(list: &List, q: &str) -> Vec<i64> {
        let (count, found) = list.find(q, &BTreeSet::new(), usize::MAX, 0);
        assert_eq!(count, found.len());
        found.into_iter().map(|user| user.0).collect()
    }

    #[test]
    fn any_part_of_a_name_finds_it_once_and_no_two_names_run_together() {
        let list = list(&["anna", "bananarama_1234", "nan", "zed-a"]);
        assert_eq!(found(&list, "an"), [1, 2, 3]);
        assert_eq!(found(&list, "bananarama_1234"), [2]);
        assert_eq!(found(&list, "-"), [4]);
        assert_eq!(found(&list, ""), [1, 2, 3, 4]);
        for q in ["annab", "4nan", "\0", "a\0", "%", "bananarama_12345", "ANNA"] {
            assert_eq!(found(&list, q), [0; 0], "{q:?}");
        }
    }

    #[test]
    fn a_part_of_what_is_found_comes_with_the_count_of_all_that_may_be_found() {
        let list = list(&["a1", "a2", "a3", "a4", "b5"]);
        let without = BTreeSet::from([UserId(2), UserId(5)]);
        assert_eq!(list.find("a", &without, 1, 1), (3, vec![UserId(3)]));
        assert_eq!(list.find("", &without, 9, 2), (3, vec![UserId(4)]));
        assert_eq!(list.find("a", &without, 9, 7), (3, vec![]));
    }

    #[test]
    fn names_that_are_changed_swapped_and_given_up_are_found_as_they_are() {
        let mut list = list(&["ada", "bob", "eve"]);
        list.set(UserId(1), Some("zoe"));
        assert_eq!((found(&list, "ada"), found(&list, "")), (vec![], vec![2, 3, 1]));
        list.set(UserId(2), None);
        list.set(UserId(2), None);
        list.set(UserId(9), Some("bob"));
        assert_eq!((found(&list, "bob"), found(&list, "")), (vec![9], vec![9, 3, 1]));
        // Changes of two who swapped names, read one after the other.
        list.set(UserId(3), Some("zoe"));
        list.set(UserId(1), Some("eve"));
        assert_eq!(found(&list, ""), [9, 1, 3]);
    }

    proptest! {
        #[test]
        fn a_search_finds_what_looking_at_every_name_finds(
            changes in prop::collection::vec((1_i64..30, prop::option::of("[ab_]{1,5}")), 0..80),
            q in "[ab_]{0,3}",
        ) {
            let (mut list, mut names) = (List::default(), std::collections::BTreeMap::new());
            for (user, name) in changes {
                // No two have the same name at a time.
                let name = name.filter(|name| names.iter().all(|(other, has)| *other == user || has != name));
                list.set(UserId(user), name.as_deref());
                match name {
                    Some(name) => names.insert(user, name),
                    None => names.remove(&user),
                };
            }
            let mut expected: Vec<_> = names.into_iter().filter(|(_, name)| name.contains(&q)).map(|(user, name)| (name, user)).collect();
            expected.sort();
            prop_assert_eq!(found(&list, &q), expected.into_iter().map(|(_, user)| user).collect::<Vec<_>>());
        }
    }
}
