//! Types that operations use: added, removed, renamed, changed.

use super::both::{Both, Renames};
use super::change::{Change, Impact, Kind};
use super::operations::Pair;
use super::similar::are_alike;
use crate::emit::{in_plain_words, sent};
use crate::model::{self, Api, EnumValue, Field, Ref, Type, Variant};
use std::collections::{BTreeMap, BTreeSet};

/// Finds types that are gone and have a new one in their place: as a body, a response, an argument, or within a type that stayed.
pub(super) fn renames<'a>(old: &'a Api, new: &'a Api, pairs: &[Pair<'a>]) -> Renames<'a> {
    let mut renames = Renames::new();
    loop {
        let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for pair in pairs {
            let bodies = (pair.old.body.as_ref(), pair.new.body.as_ref());
            if let (Some(before), Some(after)) = bodies {
                count(old, new, before.of.as_ref(), after.of.as_ref(), &mut places);
            }
            count(old, new, pair.old.reply.of.as_ref(), pair.new.reply.of.as_ref(), &mut places);
            for before in &pair.old.parameters {
                let after = pair.new.parameters.iter().find(|after| after.wire == before.wire);
                count(old, new, Some(&before.of), after.map(|after| &after.of), &mut places);
            }
        }
        for (name, of) in &old.types {
            let target = renames.get(name.as_str()).map_or(name.as_str(), |(name, _)| name);
            if let Some(after) = new.types.get(target) {
                within(old, new, of, after, &mut places);
            }
        }
        let known = renames.len();
        let mut found: Vec<_> = places.into_iter().collect();
        found.sort_by_key(|(names, count)| (std::cmp::Reverse(*count), *names));
        for ((before, after), count) in found {
            let is_new = !renames.contains_key(before) && !renames.values().any(|(name, _)| *name == after);
            if let Some(alike) = why(old, new, before, after).filter(|_| is_new) {
                let times = if count == 1 { "one place".to_owned() } else { format!("{count} places") };
                renames.insert(before, (after, format!("in its place in {times}; {alike}")));
            }
        }
        if renames.len() == known {
            return renames;
        }
    }
}

/// Counts a place where a type of the old document that is gone has a new one in its place.
fn count<'a>(
    old: &'a Api,
    new: &'a Api,
    before: Option<&'a Ref>,
    after: Option<&'a Ref>,
    places: &mut BTreeMap<(&'a str, &'a str), usize>,
) {
    let (Some(before), Some(after)) = (before, after) else { return };
    match (old.meaning(before), new.meaning(after)) {
        (Ref::Named(before), Ref::Named(after))
            if !new.types.contains_key(before) && !old.types.contains_key(after) =>
        {
            *places.entry((before, after)).or_default() += 1;
        }
        (Ref::List(before), Ref::List(after)) | (Ref::Map(before), Ref::Map(after)) => {
            count(old, new, Some(before), Some(after), places);
        }
        _ => {}
    }
}

/// Counts such places within a type that is in both documents.
fn within<'a>(
    old: &'a Api,
    new: &'a Api,
    before: &'a Type,
    after: &'a Type,
    places: &mut BTreeMap<(&'a str, &'a str), usize>,
) {
    match (&before.kind, &after.kind) {
        (model::Kind::Model { fields: before, .. }, model::Kind::Model { fields: after, .. }) => {
            for field in before {
                let same = after.iter().find(|other| other.wire == field.wire);
                count(old, new, Some(&field.of), same.map(|field| &field.of), places);
            }
        }
        (
            model::Kind::Union { variants: before, common, .. },
            model::Kind::Union { variants: after, common: new_common, .. },
        ) => {
            let both = before.iter().filter_map(|one| Some((one, after.iter().find(|other| share_tag(one, other))?)));
            let names = both.map(|(one, other)| (&one.of, &other.of)).chain([(common, new_common)]);
            for (one, other) in
                names.filter(|(one, other)| !new.types.contains_key(*one) && !old.types.contains_key(*other))
            {
                *places.entry((one, other)).or_default() += 1;
            }
        }
        _ => {}
    }
}

fn share_tag(one: &Variant, other: &Variant) -> bool {
    one.tags.iter().any(|tag| other.tags.contains(tag))
}

/// What two types have in common; `None` if they are not alike.
fn why(old: &Api, new: &Api, before: &str, after: &str) -> Option<String> {
    let parts = |of: &Type| -> (&str, BTreeSet<String>) {
        match &of.kind {
            model::Kind::Model { fields, .. } => {
                ("properties", fields.iter().map(|field| field.wire.clone()).collect())
            }
            model::Kind::Enum { values, .. } => ("values", values.iter().map(|value| value.wire.clone()).collect()),
            model::Kind::Union { variants, .. } => {
                ("tags", variants.iter().flat_map(|variant| variant.tags.iter().cloned()).collect())
            }
            model::Kind::Alias { .. } => ("", BTreeSet::new()),
        }
    };
    let ((what, one), (what_now, other)) = (parts(old.types.get(before)?), parts(new.types.get(after)?));
    let (shared, all) = (one.intersection(&other).count(), one.union(&other).count());
    let alike = what == what_now && (shared * 2 >= all || (are_alike(before, after) && shared > 0));
    alike.then(|| format!("{shared} of {all} {what} are the same"))
}

pub(super) fn changes(both: &Both<'_>, out: &mut Vec<Change>) {
    let in_use = |of: &&Type| of.area != "unused";
    let mut stayed: BTreeSet<&str> = BTreeSet::new();
    let mut removed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let (was_sent, is_sent) = (sent(both.old), sent(both.new));
    for (name, before) in both.old.types.iter().filter(|(_, of)| in_use(of)) {
        let (target, why) =
            both.renames.get(name.as_str()).map_or((name.as_str(), None), |(name, why)| (*name, Some(why)));
        let Some(after) = both.new.types.get(target).filter(in_use) else {
            removed.entry(&before.area).or_default().push(name);
            continue;
        };
        stayed.insert(target);
        if let Some(why) = why {
            let what = format!("`{name}` → `{target}` ({why})");
            out.push(Change::new(Kind::TypesRenamed, Impact::Breaks, what, None));
        }
        let is_sent = was_sent.contains(name.as_str()) && is_sent.contains(target);
        Found { both, name: target, is_sent, out }.compare(&before.kind, &after.kind);
    }
    let mut added: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, of) in both.new.types.iter().filter(|(name, of)| in_use(of) && !stayed.contains(name.as_str())) {
        added.entry(&of.area).or_default().push(name);
    }
    for (kind, impact, areas) in
        [(Kind::TypesRemoved, Impact::Breaks, removed), (Kind::TypesAdded, Impact::Harmless, added)]
    {
        for (area, names) in areas {
            out.push(Change::new(kind, impact, format!("`{area}`"), names));
        }
    }
}

/// The changes of one type.
struct Found<'a, 'b> {
    both: &'a Both<'a>,
    name: &'a str,
    /// Whether requests have it, before and now.
    is_sent: bool,
    out: &'b mut Vec<Change>,
}

impl Found<'_, '_> {
    fn compare(&mut self, before: &model::Kind, after: &model::Kind) {
        match (before, after) {
            (model::Kind::Model { fields: before, .. }, model::Kind::Model { fields: after, .. }) => {
                self.fields(before, after);
            }
            (model::Kind::Enum { values: before, or_bool: was }, model::Kind::Enum { values: after, or_bool: is }) => {
                self.values(before, after);
                if was != is {
                    let what = if *is { "it takes a boolean now" } else { "it takes no boolean any more" };
                    self.breaks(Kind::TypesChanged, what);
                }
            }
            (
                model::Kind::Union { tag: old_tag, variants: before, shares: old_shares, .. },
                model::Kind::Union { tag, variants: after, shares, .. },
            ) => {
                if old_tag != tag {
                    self.breaks(Kind::TypesChanged, format!("the tag is `{tag}`, was `{old_tag}`,"));
                }
                self.variants(before, after);
                for share in old_shares.iter().filter(|share| !shares.iter().any(|other| other.wire == share.wire)) {
                    let what = format!("`{}`, which not all variants have with one type any more,", share.wire);
                    self.breaks(Kind::PropertiesRemoved, what);
                }
            }
            (model::Kind::Alias { of: before, .. }, model::Kind::Alias { of: after, .. }) => {
                if !self.both.same(before, after) {
                    self.breaks(Kind::TypesChanged, self.both.in_words(before, after));
                }
            }
            (before, after) => self.breaks(Kind::TypesChanged, format!("{} → {}", kind(before), kind(after))),
        }
    }

    fn fields(&mut self, before: &[Field], after: &[Field]) {
        let has = |of: &[Field], wire: &str| of.iter().any(|field| field.wire == wire);
        let mut added: Vec<&Field> = after.iter().filter(|field| !has(before, &field.wire)).collect();
        for field in before {
            if let Some(now) = after.iter().find(|now| now.wire == field.wire) {
                self.field(field, now);
                continue;
            }
            let alike = |now: &&Field| self.both.same(&field.of, &now.of) && are_alike(&field.wire, &now.wire);
            match added.iter().position(alike) {
                Some(at) => {
                    let to = &added.remove(at).wire;
                    let what = format!("`{}` → `{to}` (the same type, a name with the same words)", field.wire);
                    self.breaks(Kind::PropertiesRenamed, what);
                }
                None => self.breaks(Kind::PropertiesRemoved, format!("`{}`", field.wire)),
            }
        }
        for field in added {
            self.adds(Kind::PropertiesAdded, format!("`{}`: {}", field.wire, in_plain_words(&field.of)));
        }
    }

    fn field(&mut self, before: &Field, after: &Field) {
        if !self.both.same(&before.of, &after.of) {
            let what = format!("`{}`: {}", after.wire, self.both.in_words(&before.of, &after.of));
            self.breaks(Kind::PropertiesRetyped, what);
        }
        if self.is_sent && after.read_only && !before.read_only {
            let what = format!("`{}` is read-only now: TypeScript, Kotlin and Swift cannot send it", after.wire);
            self.breaks(Kind::PropertiesRetyped, what);
        }
    }

    fn values(&mut self, before: &[EnumValue], after: &[EnumValue]) {
        for was in before {
            match after.iter().find(|is| is.wire == was.wire) {
                None => self.breaks(Kind::ValuesRemoved, format!("`{}`", was.wire)),
                Some(is) if is.name != was.name => {
                    let what = format!("the constant `{}`, which is `{}` now,", was.name, is.name);
                    self.breaks(Kind::ValuesRemoved, what);
                }
                Some(_) => {}
            }
        }
        for is in after.iter().filter(|is| !before.iter().any(|was| was.wire == is.wire)) {
            self.adds(Kind::ValuesAdded, format!("`{}`", is.wire));
        }
    }

    fn variants(&mut self, before: &[Variant], after: &[Variant]) {
        for was in before {
            match after.iter().find(|is| share_tag(was, is)) {
                None => self.breaks(Kind::ValuesRemoved, format!("the variant `{}`", was.name)),
                Some(is) if is.name != was.name => {
                    let what = format!("the variant `{}`, which is `{}` now,", was.name, is.name);
                    self.breaks(Kind::ValuesRemoved, what);
                }
                Some(is) if !self.both.same(&Ref::Named(was.of.clone()), &Ref::Named(is.of.clone())) => {
                    let what = format!("the variant `{}`: `{}` → `{}`", is.name, was.of, is.of);
                    self.breaks(Kind::TypesChanged, what);
                }
                Some(_) => {}
            }
        }
        for is in after.iter().filter(|is| !before.iter().any(|was| share_tag(was, is))) {
            self.adds(Kind::ValuesAdded, format!("the variant `{}`", is.name));
        }
    }

    fn breaks(&mut self, kind: Kind, what: impl Into<String>) {
        self.out.push(Change::new(kind, Impact::Breaks, what, [self.name]));
    }

    fn adds(&mut self, kind: Kind, what: impl Into<String>) {
        self.out.push(Change::new(kind, Impact::Harmless, what, [self.name]));
    }
}

fn kind(of: &model::Kind) -> String {
    match of {
        model::Kind::Model { .. } => "a model".to_owned(),
        model::Kind::Union { .. } => "a union".to_owned(),
        model::Kind::Enum { .. } => "an enum".to_owned(),
        model::Kind::Alias { of, .. } => in_plain_words(of),
    }
}
