//! The users of an org: seeded users are computed, changed and new ones are stored as documents. A seeded user is
//! stored only when it first changes.

use crate::seed::{Attribute, PASSWORD, Seed, Seeded, UserView};
use crate::store::Document;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::ops::Bound;

/// All users.
#[derive(Clone, Debug)]
pub(crate) struct Users {
    seed: Seed,
    /// Seeded users that changed; `None`: deleted.
    changed: BTreeMap<u32, Option<Document>>,
    added: BTreeMap<String, Document>,
    /// Ids of stored users by login in lower case.
    logins: BTreeMap<String, String>,
}

/// A user, seeded or stored.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Person<'a> {
    Seeded(Seeded<'a>),
    Stored(&'a Document),
}

impl Users {
    pub(crate) fn new(seed: Seed) -> Self {
        Self { seed, changed: BTreeMap::new(), added: BTreeMap::new(), logins: BTreeMap::new() }
    }

    /// Whether the org began with users beside its admin.
    pub(crate) fn is_seeded(&self) -> bool {
        self.seed.count() > 0
    }

    pub(crate) fn get(&self, id: &str) -> Option<Person<'_>> {
        match self.seed.index(id) {
            Some(index) => self.seeded(index),
            None => self.added.get(id).map(Person::Stored),
        }
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
        let stored = self.logins.get(&login.to_lowercase()).and_then(|id| self.get(id));
        stored.or_else(|| self.untouched(login))
    }

    /// Users after an id, in the order of ids.
    pub(crate) fn after(&self, id: Option<&str>) -> impl Iterator<Item = Person<'_>> + use<'_> {
        let first = id.map_or(0, |id| self.seed.index_after(id));
        let from = id.map_or(Bound::Unbounded, Bound::Excluded);
        let added = self.added.range::<str, _>((from, Bound::Unbounded));
        let seeded = (first..self.seed.count()).filter_map(|index| self.seeded(index));
        seeded.chain(added.map(|(_, document)| Person::Stored(document)))
    }

    /// Stores a user, new or changed.
    pub(crate) fn put(&mut self, id: &str, document: Document) {
        self.forget_login(id);
        self.logins.insert(document.text("profile.login").to_lowercase(), id.into());
        match self.seed.index(id) {
            Some(index) => drop(self.changed.insert(index, Some(document))),
            None => drop(self.added.insert(id.into(), document)),
        }
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.forget_login(id);
        match self.seed.index(id) {
            Some(index) => drop(self.changed.insert(index, None)),
            None => drop(self.added.remove(id)),
        }
    }

    /// Removes an attribute from all stored profiles.
    pub(crate) fn strip(&mut self, attribute: &str) {
        for document in self.changed.values_mut().flatten().chain(self.added.values_mut()) {
            document.strip(attribute);
        }
    }

    /// The initial department of a seeded user, whose group it starts in.
    pub(crate) fn born_into(&self, id: &str) -> Option<u8> {
        self.seed.index(id).map(|index| self.seed.user(index).department_index())
    }

    fn seeded(&self, index: u32) -> Option<Person<'_>> {
        match self.changed.get(&index) {
            None => Some(Person::Seeded(self.seed.user(index))),
            Some(changed) => changed.as_ref().map(Person::Stored),
        }
    }

    /// A seeded user found by login or short name; not one that changed, because its login may have changed too.
    fn untouched(&self, text: &str) -> Option<Person<'_>> {
        let index = self.seed.by_login(text).filter(|index| !self.changed.contains_key(index))?;
        Some(Person::Seeded(self.seed.user(index)))
    }

    fn by_short_name(&self, name: &str) -> Option<Person<'_>> {
        if name.is_empty() || name.contains('@') {
            return None;
        }
        let start = format!("{}@", name.to_lowercase());
        let stored = self.logins.range(start.clone()..).take_while(|(login, _)| login.starts_with(&start));
        let mut found = stored.filter_map(|(_, id)| self.get(id)).chain(self.untouched(name));
        found.next().filter(|_| found.next().is_none())
    }

    fn forget_login(&mut self, id: &str) {
        let login = self.get(id).map(|person| person.login().to_lowercase()).unwrap_or_default();
        if self.logins.get(&login).is_some_and(|own| own == id) {
            self.logins.remove(&login);
        }
    }
}

impl Person<'_> {
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Seeded(user) => user.id(),
            Self::Stored(document) => document.text("id").into(),
        }
    }

    pub(crate) fn status(&self) -> &str {
        match self {
            Self::Seeded(user) => user.status(),
            Self::Stored(document) => document.text("status"),
        }
    }

    pub(crate) fn login(&self) -> String {
        match self {
            Self::Seeded(user) => user.login(),
            Self::Stored(document) => document.text("profile.login").into(),
        }
    }

    /// An attribute, as search expressions name it.
    pub(crate) fn attribute(&self, path: &str) -> Attribute<'_> {
        match self {
            Self::Seeded(user) => user.attribute(path),
            Self::Stored(document) => document.at(path).into(),
        }
    }

    /// Appends the user as lists show it.
    pub(crate) fn write(&self, out: &mut String, view: &UserView<'_>) {
        match self {
            Self::Seeded(user) => user.write(out, view),
            Self::Stored(document) => {
                let mut map = document.shown.clone();
                if !view.credentials {
                    map.shift_remove("credentials");
                }
                let href = format!("{}/api/v1/users/{}", view.base, document.text("id"));
                map.insert("_links".into(), json!({ "self": { "href": href } }));
                out.push_str(&Value::Object(map).to_string());
            }
        }
    }

    /// The user as an editable document, without links.
    pub(crate) fn document(&self, view: &UserView<'_>) -> Document {
        let user = match self {
            Self::Stored(document) => return (*document).clone(),
            Self::Seeded(user) => user,
        };
        let mut text = String::new();
        user.write(&mut text, view);
        let mut document = Document::new(serde_json::from_str(&text).unwrap_or_default());
        document.shown.shift_remove("_links");
        if user.password_changed().is_some() {
            document.hidden = Map::from_iter([("password".to_owned(), PASSWORD.into())]);
        }
        document
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Ids;
    use crate::time::Time;

    const VIEW: UserView<'_> =
        UserView { base: "http://h", type_id: "oty1", credentials: true, badge: true, cost_number: true };

    fn users(count: u32) -> (Users, Ids) {
        let mut ids = Ids::new(5);
        (Users::new(Seed::new(5, count, &mut ids, Time::from_seconds(1_600_000_000))), ids)
    }

    fn ids(users: &Users, after: Option<&str>) -> Vec<String> {
        users.after(after).map(|person| person.id()).collect()
    }

    #[test]
    fn seeded_changed_and_new_are_one_list() {
        let (mut users, mut minted) = users(5);
        let all = ids(&users, None);
        let new = minted.mint("00u");
        users.put(&new, Document::new(json!({ "id": new, "profile": { "login": "new@example.com" } })));
        users.remove(&all[1]);
        let mut changed = users.get(&all[2]).unwrap().document(&VIEW);
        changed.shown["profile"]["login"] = "other@example.com".into();
        users.put(&all[2], changed);
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
        users.put(&id, document.clone());
        assert!(users.find(&old).is_none() && users.find(&short).is_none());
        assert_eq!(users.find("fresh").map(|person| person.id()), Some(id.clone()));
        document.shown["profile"]["login"] = old.clone().into();
        users.put(&id, document);
        assert!(users.find("fresh@example.com").is_none());
        assert!(users.find(&old).is_some());
        users.remove(&id);
        assert!(users.find(&old).is_none() && users.find(&id).is_none());
    }

    #[test]
    fn short_names_must_be_unambiguous() {
        let (mut users, mut minted) = users(0);
        for domain in ["a.example", "b.example"] {
            let id = minted.mint("00u");
            users.put(&id, Document::new(json!({ "id": id, "profile": { "login": format!("ann@{domain}") } })));
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
