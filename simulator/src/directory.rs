//! The users of an org: seeded users are computed, changed and new ones are stored as documents. A seeded user is
//! stored only when it first changes.

mod bits;
mod column;
mod index;
mod person;
mod table;
mod view;

pub(crate) use person::Person;
pub(crate) use view::{NoPage, Selection};

use crate::seed::Seed;
use crate::store::Document;
use crate::time::Time;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use table::Table;
use view::View;

/// All users.
#[derive(Clone, Debug)]
pub(crate) struct Users {
    view: View,
    /// Rows of stored users by login in lower case.
    logins: BTreeMap<String, u32>,
    late: Option<Late>,
}

/// What searches see when they lag behind.
#[derive(Clone, Debug)]
struct Late {
    view: View,
    lag: Duration,
    /// Changes that searches do not see yet, by when they will.
    waiting: VecDeque<(Time, String, Option<Arc<Document>>)>,
}

impl Users {
    pub(crate) fn new(seed: Seed, search_lag: Duration) -> Self {
        let view = View::new(Table::new(seed));
        let late =
            (!search_lag.is_zero()).then(|| Late { view: view.clone(), lag: search_lag, waiting: VecDeque::new() });
        Self { view, logins: BTreeMap::new(), late }
    }

    /// Whether the org began with users beside its admin.
    pub(crate) fn is_seeded(&self) -> bool {
        self.seed().count() > 0
    }

    pub(crate) fn get(&self, id: &str) -> Option<Person<'_>> {
        self.at(self.row(id)?)
    }

    /// The number of a user, which it keeps; those of later users are higher.
    pub(crate) fn row(&self, id: &str) -> Option<u32> {
        self.view.table.row(id)
    }

    /// The user of a row.
    pub(crate) fn at(&self, row: u32) -> Option<Person<'_>> {
        self.view.table.person(row)
    }

    /// The user with this id, login, or unambiguous short name.
    pub(crate) fn find(&self, key: &str) -> Option<Person<'_>> {
        self.get(key).or_else(|| self.by_login(key)).or_else(|| self.by_short_name(key))
    }

    /// The user with this login, ignoring case.
    pub(crate) fn by_login(&self, login: &str) -> Option<Person<'_>> {
        if !login.contains('@') {
            return None;
        }
        let stored = self.logins.get(&login.to_lowercase()).and_then(|row| self.at(*row));
        stored.or_else(|| self.untouched(login))
    }

    /// The rows of users after an id, in the order of ids.
    pub(crate) fn rows_after(&self, id: Option<&str>) -> Range<u32> {
        let table = &self.view.table;
        id.map_or(0, |id| table.row_after(id))..table.end()
    }

    /// Users after an id, in the order of ids.
    pub(crate) fn after(&self, id: Option<&str>) -> impl Iterator<Item = Person<'_>> + use<'_> {
        self.rows_after(id).filter_map(|row| self.at(row))
    }

    pub(crate) fn len(&self) -> usize {
        self.view.table.len()
    }

    /// A page of the users that match, and whether there are more.
    pub(crate) fn page(
        &mut self,
        wanted: &Selection,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Person<'_>>, bool), NoPage> {
        page(&mut self.view, wanted, after, limit)
    }

    /// The same as a search sees them.
    pub(crate) fn search(
        &mut self,
        wanted: &Selection,
        after: Option<&str>,
        limit: usize,
        now: Time,
    ) -> Result<(Vec<Person<'_>>, bool), NoPage> {
        let view = match &mut self.late {
            Some(late) => late.caught_up(now),
            None => &mut self.view,
        };
        page(view, wanted, after, limit)
    }

    /// Stores a user, new or changed.
    pub(crate) fn put(&mut self, id: &str, document: Document, now: Time) {
        self.forget_login(id);
        let login = document.text("profile.login").to_lowercase();
        let row = self.change(id, Some(Arc::new(document)), now);
        self.logins.insert(login, row);
    }

    pub(crate) fn remove(&mut self, id: &str, now: Time) {
        self.forget_login(id);
        self.change(id, None, now);
    }

    /// Removes an attribute from the stored profiles of a user type.
    pub(crate) fn strip(&mut self, kind: &str, attribute: &str) {
        let strip = |document: &mut Document| {
            if document.text("type.id") == kind {
                document.strip(attribute);
            }
        };
        self.view.edit(strip);
        if let Some(late) = &mut self.late {
            late.view.edit(strip);
            let waiting = late.waiting.iter_mut().filter_map(|(_, _, document)| document.as_mut());
            waiting.for_each(|document| strip(Arc::make_mut(document)));
        }
    }

    /// How many of the seeded users of a department there still are.
    pub(crate) fn seeded_in(&self, department: u8) -> usize {
        let deleted = self.view.table.stored().filter(|(_, document)| document.is_none());
        let gone = deleted.filter(|(row, _)| self.seed().is_in(department, *row)).count();
        self.seed().in_department(department, 0).len() - gone
    }

    /// The seeded users as they were seeded.
    pub(crate) fn seed(&self) -> &Seed {
        self.view.table.seed()
    }

    fn change(&mut self, id: &str, document: Option<Arc<Document>>, now: Time) -> u32 {
        if let Some(late) = &mut self.late {
            late.waiting.push_back((now.after(late.lag), id.into(), document.clone()));
        }
        self.view.put(id, document)
    }

    /// A seeded user found by login or short name; not one that changed, because its login may have changed too.
    fn untouched(&self, text: &str) -> Option<Person<'_>> {
        self.at(self.seed().by_login(text)?).filter(|person| matches!(person, Person::Seeded(_)))
    }

    fn by_short_name(&self, name: &str) -> Option<Person<'_>> {
        if name.is_empty() || name.contains('@') {
            return None;
        }
        let start = format!("{}@", name.to_lowercase());
        let stored = self.logins.range(start.clone()..).take_while(|(login, _)| login.starts_with(&start));
        let mut found = stored.filter_map(|(_, row)| self.at(*row)).chain(self.untouched(name));
        found.next().filter(|_| found.next().is_none())
    }

    fn forget_login(&mut self, id: &str) {
        let login = self.get(id).map(|person| person.login().to_lowercase()).unwrap_or_default();
        if self.row(id).is_some_and(|row| self.logins.get(&login) == Some(&row)) {
            self.logins.remove(&login);
        }
    }
}

impl Late {
    /// The users as of the time that searches see.
    fn caught_up(&mut self, now: Time) -> &mut View {
        while self.waiting.front().is_some_and(|(due, _, _)| *due <= now) {
            if let Some((_, id, document)) = self.waiting.pop_front() {
                self.view.put(&id, document);
            }
        }
        &mut self.view
    }
}

fn page<'a>(
    view: &'a mut View,
    wanted: &Selection,
    after: Option<&str>,
    limit: usize,
) -> Result<(Vec<Person<'a>>, bool), NoPage> {
    let (rows, more) = view.page(wanted, after, limit)?;
    Ok((rows.into_iter().filter_map(|row| view.table.person(row)).collect(), more))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Ids;
    use crate::seed::UserView;
    use serde_json::{Value, json};

    const VIEW: UserView<'_> = UserView { base: "http://h", credentials: true, badge: true, cost_number: true };

    const NOW: Time = Time::from_seconds(1_600_000_000);

    fn users(count: u32) -> (Users, Ids) {
        let mut ids = Ids::new(5);
        (Users::new(Seed::new(5, count, "oty1", &mut ids, NOW), Duration::ZERO), ids)
    }

    fn ids(users: &Users, after: Option<&str>) -> Vec<String> {
        users.after(after).map(|person| person.id()).collect()
    }

    #[test]
    fn seeded_changed_and_new_are_one_list() {
        let (mut users, mut minted) = users(5);
        let all = ids(&users, None);
        let new = minted.mint("00u");
        users.put(&new, Document::new(json!({ "id": new, "profile": { "login": "new@example.com" } })), NOW);
        users.remove(&all[1], NOW);
        let mut changed = users.get(&all[2]).unwrap().document(&VIEW);
        changed.shown["profile"]["login"] = "other@example.com".into();
        users.put(&all[2], changed, NOW);
        assert_eq!(ids(&users, None), [&all[0], &all[2], &all[3], &all[4], &new].map(Clone::clone));
        assert_eq!(ids(&users, Some(&all[3])), [all[4].clone(), new.clone()]);
        assert!(ids(&users, Some(&new)).is_empty());
    }

    #[test]
    fn logins_follow_changes() {
        let (mut users, _) = users(5);
        let (id, old) = users.after(None).nth(3).map(|person| (person.id(), person.login())).unwrap();
        let short = old.split('@').next().unwrap().to_owned();
        for key in [&id, &old, &old.to_uppercase(), &short] {
            assert_eq!(users.find(key).map(|person| person.id()), Some(id.clone()), "{key}");
        }
        assert!(users.find(&format!("{short}@elsewhere.example")).is_none());
        let mut document = users.get(&id).unwrap().document(&VIEW);
        document.shown["profile"]["login"] = "Fresh@example.com".into();
        users.put(&id, document.clone(), NOW);
        assert!(users.find(&old).is_none() && users.find(&short).is_none());
        assert_eq!(users.find("fresh").map(|person| person.id()), Some(id.clone()));
        document.shown["profile"]["login"] = old.clone().into();
        users.put(&id, document, NOW);
        assert!(users.find("fresh@example.com").is_none());
        assert!(users.find(&old).is_some());
        users.remove(&id, NOW);
        assert!(users.find(&old).is_none() && users.find(&id).is_none());
    }

    #[test]
    fn short_names_must_be_unambiguous() {
        let (mut users, mut minted) = users(0);
        for domain in ["a.example", "b.example"] {
            let id = minted.mint("00u");
            users.put(&id, Document::new(json!({ "id": id, "profile": { "login": format!("ann@{domain}") } })), NOW);
        }
        assert!(users.find("ann").is_none());
        assert!(users.find("ann@a.example").is_some());
    }

    #[test]
    fn a_document_equals_the_item_of_the_list() {
        let (users, _) = users(50);
        for person in users.after(None) {
            let document = person.document(&VIEW);
            let (mut seeded, mut stored) = (String::new(), String::new());
            person.write(&mut seeded, &VIEW);
            Person::Stored(&document).write(&mut stored, &VIEW);
            let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(read(&seeded), read(&stored));
        }
    }
}
