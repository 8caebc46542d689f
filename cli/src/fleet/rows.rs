//! What a key of a fleet holds, as rows: one for each member of a limit.

use oktant::Json;
use oktant::value::Object;
use oktant_core::fleet::{MemberStatus, Shared};

/// The rows of what a key holds, at this time of the store.
pub(super) fn rows(shared: Shared, now_ms: u64) -> Vec<Json> {
    // Seconds until a time of the store.
    let seconds_to = |time_ms: u64| number(time_ms.saturating_sub(now_ms).div_ceil(1000));
    match shared {
        Shared::Rates { principal, bucket, window, members } => {
            let rows = members.into_iter().map(|member| {
                let mut row = member_row(&bucket, &member);
                row.insert("remaining", window.map(|window| number(window.remaining)));
                row.insert("of", window.map(|window| number(window.limit)));
                row.insert("resetsInSeconds", window.map(|window| seconds_to(window.ends_ms)));
                row.insert("principal", principal.as_str());
                Json::Object(row)
            });
            rows.collect()
        }
        Shared::Slots { limit, members } => {
            let rows = members.into_iter().map(|member| {
                let mut row = member_row("requests at once", &member);
                row.insert("of", limit.map(number));
                Json::Object(row)
            });
            rows.collect()
        }
        Shared::Token { principal, ends_ms, asked_by } => {
            let mut row = Object::new();
            row.insert("limit", "access token");
            row.insert("state", if asked_by.is_some() { "asks the org" } else { "shared" });
            row.insert("member", asked_by);
            row.insert("resetsInSeconds", ends_ms.map(seconds_to));
            row.insert("principal", principal);
            vec![Json::Object(row)]
        }
    }
}

fn member_row(limit: &str, member: &MemberStatus) -> Object {
    let mut row = Object::new();
    row.insert("limit", limit);
    row.insert("member", member.member.as_str());
    row.insert("holds", number(member.held));
    if let Some(sent) = member.sent {
        row.insert("sent", number(sent));
    }
    let state = match (member.is_alive, member.waits) {
        (false, _) => "silent",
        (true, true) => "waits",
        (true, false) => "sends",
    };
    row.insert("state", state);
    row
}

fn number(number: u64) -> Json {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oktant_core::fleet::SharedWindow;

    #[test]
    fn members_are_rows() {
        let member = |held, sent, waits| MemberStatus { member: "a".into(), held, sent, waits, is_alive: true };
        let window = Some(SharedWindow { limit: 600, remaining: 200, ends_ms: 20_500 });
        let (principal, bucket) = ("0oa1".to_owned(), "/api/v1/users".to_owned());
        let limits = [
            Shared::Rates { principal: principal.clone(), bucket, window, members: vec![member(3, Some(20), false)] },
            Shared::Slots { limit: Some(75), members: vec![member(4, None, true)] },
            Shared::Token { principal, ends_ms: Some(61_000), asked_by: None },
        ];
        let rows: Vec<_> =
            limits.into_iter().flat_map(|shared| rows(shared, 1000)).map(|row| row.to_string()).collect();
        assert_eq!(
            rows,
            [
                r#"{"limit":"/api/v1/users","member":"a","holds":3,"sent":20,"state":"sends","remaining":200,"of":600,"resetsInSeconds":20,"principal":"0oa1"}"#,
                r#"{"limit":"requests at once","member":"a","holds":4,"state":"waits","of":75}"#,
                r#"{"limit":"access token","state":"shared","member":null,"resetsInSeconds":60,"principal":"0oa1"}"#,
            ]
        );
    }
}
