//! The table of users with its indexes: pages of the users that match a condition.

use super::index::Index;
use super::table::Table;
use crate::search::{Order, Query, SortKey};
use crate::store::Document;
use std::sync::Arc;

/// So few matches are sorted at each page; of more, a page is found in the order of all users.
const FEW: usize = 1000;

/// What users a list has, and in which order.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) condition: Query,
    /// An attribute and its order; by default the order of ids.
    pub(crate) sort: Option<(String, Order)>,
    /// How many users its pages have together.
    pub(crate) most: usize,
}

/// Why there is no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPage {
    /// There never was the user of the cursor, or they are long gone.
    UnknownCursor,
    /// The pages before had all that a list has at most.
    TooMany,
}

#[derive(Debug)]
pub(super) struct View {
    pub(super) table: Table,
    index: Option<Index>,
}

impl View {
    pub(super) fn new(table: Table) -> Self {
        Self { table, index: None }
    }

    pub(super) fn put(&mut self, id: &str, document: Option<Arc<Document>>) -> u32 {
        let (row, old) = self.table.put(id, document.clone());
        if let Some(index) = &mut self.index {
            index.change(row, old.as_deref(), document.as_deref());
        }
        row
    }

    /// Changes all documents.
    pub(super) fn edit(&mut self, edit: impl Fn(&mut Document)) {
        self.table.edit(edit);
        self.index = None;
    }

    /// The rows of a page, and whether there are more.
    pub(super) fn page(
        &mut self,
        wanted: &Selection,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<u32>, bool), NoPage> {
        let Self { table, index } = self;
        let index = index.get_or_insert_with(|| Index::new(table));
        let matching = index.matching(table, &wanted.condition);
        let rest = |before: usize| match wanted.most.saturating_sub(before) {
            0 => Err(NoPage::TooMany),
            rest => Ok(rest.min(limit)),
        };
        let Some((attribute, order)) = &wanted.sort else {
            let first = after.map_or(0, |after| table.row_after(after));
            let limit = rest(matching.count_below(first))?;
            return Ok(cut(matching.from(first), limit));
        };
        let place = |row| Some((SortKey::one(table.once(row)?.attribute(attribute), *order), row));
        // The cursor is only an id, so the position is that of the user, who may be gone.
        let last = after.map(|after| table.row(after).and_then(place).ok_or(NoPage::UnknownCursor)).transpose()?;
        if matching.count() <= FEW {
            let mut places: Vec<_> = matching.from(0).filter_map(place).collect();
            places.sort_unstable();
            let before = places.partition_point(|place| last.as_ref().is_some_and(|last| place <= last));
            let limit = rest(before)?;
            return Ok(cut(places.into_iter().skip(before).map(|(_, row)| row), limit));
        }
        let mut before = 0;
        let last_place = last.clone();
        if let Some((_, last)) = last.as_ref().filter(|_| matching.count() > wanted.most) {
            let gone = table.person(*last).is_none();
            let all = index.walk(table, (attribute, *order), None);
            let all = all.take_while(|row| row != last && !(gone && place(*row) > last_place));
            before = all.filter(|row| matching.has(*row)).take(wanted.most).count() + usize::from(matching.has(*last));
        }
        let limit = rest(before)?;
        let all = index.walk(table, (attribute, *order), last.as_ref());
        Ok(cut(all.filter(|row| matching.has(*row)), limit))
    }
}

fn cut(rows: impl Iterator<Item = u32>, limit: usize) -> (Vec<u32>, bool) {
    let mut rows: Vec<u32> = rows.take(limit + 1).collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    (rows, more)
}

/// A clone builds its own indexes.
impl Clone for View {
    fn clone(&self) -> Self {
        Self::new(self.table.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Users;
    use super::super::person::fits;
    use super::*;
    use crate::id::Ids;
    use crate::schema::{Property, Schema, Type};
    use crate::search::Dialect;
    use crate::seed::{Seed, UserView};
    use crate::time::Time;
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::time::Duration;

    const NOW: Time = Time::from_seconds(1_750_000_000);
    const SEEDED: u32 = 150;
    const SEARCHES: [&str; 16] = [
        r#"status eq "active""#,
        r#"profile.login sw "A""#,
        r#"profile.login ge "m" and profile.login lt "S""#,
        r#"profile.title pr"#,
        r#"not (profile.title pr)"#,
        r#"profile.title eq """#,
        r#"profile.tags eq "RED""#,
        r#"profile.tags gt 3"#,
        r#"profile.costNumber le 5000"#,
        r#"lastUpdated gt "2022-08-01T00:00:00.500Z""#,
        r#"lastUpdated le "2022-08-01T00:00:00.000Z" or status eq "STAGED""#,
        r#"profile.good eq true"#,
        r#"profile.lastName co "SON" or not (created lt "2023-01-01T00:00:00.000Z")"#,
        r#"id pr"#,
        r#"profile.firstName gt "z""#,
        r#"activated pr and type.id eq "OTY1""#,
    ];
    const SORTED: [&str; 6] =
        ["profile.lastName", "profile.costNumber", "status", "lastUpdated", "profile.tags", "profile.good"];

    fn users(count: u32) -> (Users, Ids) {
        let mut ids = Ids::new(5);
        let seed = Seed::new(5, count, "oty1", &mut ids, Time::from_seconds(1_646_092_800));
        (Users::new(seed, Duration::ZERO), ids)
    }

    fn schema() -> Schema {
        let own = [("tags", Type::List), ("good", Type::Flag), ("costNumber", Type::Number)];
        Schema::users(NOW, &own.map(|(name, kind)| Property { name: name.into(), kind }))
    }

    fn search(text: &str) -> Query {
        const OWN: &[(&str, Type)] = &[
            ("id", Type::Text),
            ("status", Type::Text),
            ("type.id", Type::Text),
            ("created", Type::Date),
            ("activated", Type::Date),
            ("lastUpdated", Type::Date),
        ];
        Query::read(text, &Dialect::search(OWN, [&schema()])).unwrap()
    }

    /// All pages of a selection.
    fn pages(users: &mut Users, wanted: &Selection, limit: usize) -> Vec<String> {
        let (mut all, mut more) = (Vec::<String>::new(), true);
        while more {
            let after = all.last().cloned();
            let (page, rest) = users.page(wanted, after.as_deref(), limit).unwrap();
            assert!(page.len() == limit || !rest);
            all.extend(page.iter().map(|person| person.id()));
            more = rest;
        }
        all
    }

    /// The same without indexes.
    fn expected(users: &Users, wanted: &Selection) -> Vec<String> {
        let mut all: Vec<_> = users.after(None).filter(|person| fits(&wanted.condition, person)).collect();
        if let Some((by, order)) = &wanted.sort {
            all.sort_by_cached_key(|person| SortKey::one(person.attribute(by), *order));
        }
        all.iter().map(|person| person.id()).collect()
    }

    /// Creates, changes or deletes a user.
    fn act(users: &mut Users, ids: &mut Ids, what: u8, which: u32, value: &Value) {
        let view = UserView { base: "http://h", credentials: true, badge: true, cost_number: true };
        let all: Vec<String> = users.after(None).map(|person| person.id()).collect();
        let id = match what {
            0 => ids.mint("00u"),
            _ => all[which as usize % all.len()].clone(),
        };
        if what == 1 {
            return users.remove(&id, NOW);
        }
        let mut document = users.get(&id).map(|person| person.document(&view)).unwrap_or_else(|| {
            let login = format!("Zed{id}@example.com");
            let profile = json!({ "login": login, "firstName": "Zed", "lastName": "Olsson" });
            let created = "2023-05-05T00:00:00.000Z";
            Document::new(json!({ "id": id, "status": "STAGED", "created": created, "activated": null,
                "lastUpdated": created, "type": { "id": "oty1" }, "profile": profile }))
        });
        for (name, value) in value.as_object().unwrap() {
            match name.as_str() {
                "status" | "lastUpdated" => document.set(name, value.clone()),
                _ => document.shown["profile"][name] = value.clone(),
            }
        }
        users.put(&id, document, NOW);
    }

    fn change() -> impl Strategy<Value = Value> {
        let values = [
            json!({ "status": "ACTIVE", "lastName": "van Dijk" }),
            json!({ "lastUpdated": "2022-08-01T00:00:00.000Z", "lastName": "ÖRN" }),
            json!({ "lastUpdated": "2022-08-01T00:00:01.000Z", "tags": ["red", 5, "blue", "red"] }),
            json!({ "tags": [], "good": true, "title": "" }),
            json!({ "tags": [4.5], "good": false, "title": null }),
            json!({ "costNumber": -0.0, "login": "abel@example.com", "firstName": "zoë" }),
            json!({ "costNumber": 5000, "login": "SAM@example.com", "title": "Senior Executive Engineer" }),
        ];
        prop::sample::select(values.to_vec())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn pages_are_what_a_scan_finds(
            before in prop::collection::vec((0..3_u8, 0..1000_u32, change()), 0..20),
            after in prop::collection::vec((0..3_u8, 0..1000_u32, change()), 0..20),
            limit in 1..40_usize,
        ) {
            let (mut users, mut ids) = users(SEEDED);
            for changes in [before, after] {
                // A clone builds its own indexes, from documents that are there already.
                users = users.clone();
                for (what, which, value) in changes {
                    act(&mut users, &mut ids, what, which, &value);
                }
                for (at, text) in SEARCHES.iter().enumerate() {
                    let by = SORTED[at % SORTED.len()].to_owned();
                    for sort in [None, Some((by.clone(), Order::Up)), Some((by, Order::Down))] {
                        let wanted = Selection { condition: search(text), sort, most: usize::MAX };
                        let expected = expected(&users, &wanted);
                        prop_assert_eq!(pages(&mut users, &wanted, limit), expected, "{:?}", &wanted);
                    }
                }
            }
        }
    }

    #[test]
    fn many_matches_are_sorted_too() {
        let (mut users, mut ids) = users(5000);
        for which in 0..200 {
            let value = json!({ "lastName": format!("{}x", ["Abel", "zorn", "Ö"][which as usize % 3]) });
            act(&mut users, &mut ids, which as u8 % 3, which * 17, &value);
        }
        for (by, order) in [("profile.lastName", Order::Up), ("status", Order::Down), ("profile.login", Order::Down)] {
            let wanted = Selection { condition: search(SEARCHES[0]), sort: Some((by.into(), order)), most: usize::MAX };
            let expected = expected(&users, &wanted);
            assert_eq!(pages(&mut users, &wanted, 199), expected, "{by} {order:?}");
        }
    }

    #[test]
    fn a_list_may_have_a_last_page() {
        let (mut users, _) = users(3000);
        for sort in [None, Some(("profile.login".to_owned(), Order::Up))] {
            for text in ["id pr", r#"profile.login lt "f""#] {
                let mut wanted = Selection { condition: search(text), sort: sort.clone(), most: usize::MAX };
                let all = expected(&users, &wanted);
                for most in [100, 150, all.len() - 1] {
                    wanted.most = most;
                    let page = |users: &mut Users, at: usize, limit| {
                        let page = users.page(&wanted, Some(&all[at - 1]), limit);
                        page.map(|(page, more)| (page.iter().map(|person| person.id()).collect::<Vec<_>>(), more))
                    };
                    assert_eq!(page(&mut users, most - 3, 100), Ok((all[most - 3..most].to_vec(), true)));
                    assert_eq!(page(&mut users, most, 1), Err(NoPage::TooMany));
                    assert_eq!(page(&mut users, most + 1, 1), Err(NoPage::TooMany));
                }
                wanted.most = all.len();
                assert_eq!(
                    users.page(&wanted, Some(&all[all.len() - 2]), 5).map(|(page, more)| (page.len(), more)),
                    Ok((1, false))
                );
            }
        }
    }
}
