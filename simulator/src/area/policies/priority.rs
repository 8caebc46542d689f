//! The order of policies and of their rules: 1, 2, 3 and so on; those that every org has come last.

use crate::org::Org;
use crate::store::Document;
use crate::time::Time;

/// Gives a new or changed document the priority that it wishes, or the next one, and moves the others of its kind.
pub(crate) fn rank(org: &mut Org, at: &str, document: &mut Document, now: Time, kin: impl Fn(&Document) -> bool) {
    let (id, wish) = (document.text("id").to_owned(), document.number("priority"));
    let mut order = order(org, at, &id, &kin);
    if document.is("system") {
        order.push(id.clone());
    } else {
        let most = order.iter().filter(|id| org.store.find(at, id).is_some_and(|other| !other.is("system"))).count();
        let place = wish.map_or(most, |wish| usize::try_from(wish - 1).unwrap_or(0).min(most));
        order.insert(place, id.clone());
    }
    number(org, at, &order, now);
    let place = order.iter().position(|own| *own == id).unwrap_or(0);
    document.set("priority", place as i64 + 1);
}

/// Closes the gap that a deleted document left.
pub(crate) fn close(org: &mut Org, at: &str, now: Time, kin: impl Fn(&Document) -> bool) {
    let order = order(org, at, "", &kin);
    number(org, at, &order, now);
}

/// The ids of documents of a kind but one, in their order.
fn order(org: &Org, at: &str, but: &str, kin: &impl Fn(&Document) -> bool) -> Vec<String> {
    let mut found: Vec<_> = org.store.all(at).filter(|(id, other)| *id != but && kin(other)).collect();
    found.sort_by_key(|(_, other)| (other.is("system"), other.number("priority")));
    found.into_iter().map(|(id, _)| id.to_owned()).collect()
}

fn number(org: &mut Org, at: &str, order: &[String], now: Time) {
    for (place, id) in (1..).zip(order) {
        let moved = org.store.find_mut(at, id).filter(|other| other.number("priority") != Some(place));
        if let Some(other) = moved {
            other.set("priority", place);
            other.touch(now);
        }
    }
}
