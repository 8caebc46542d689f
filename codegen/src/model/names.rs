//! Names: splitting identifiers into words and joining words in another case.

/// Spellings of one word that would be split, with a spelling that is not.
const ONE_WORD: [(&str, &str); 9] = [
    ("OAuth", "Oauth"),
    ("IdP", "Idp"),
    ("iOS", "Ios"),
    ("MacOS", "Macos"),
    ("ChromeOS", "Chromeos"),
    ("WebAuthn", "Webauthn"),
    ("SAMLm", "SamlM"),
    ("DPoP", "Dpop"),
    ("IPv", "Ipv"),
];

/// The words of an identifier in lower case: `listOAuth2Tokens` gives `list`, `oauth2`, `tokens`.
pub fn words(name: &str) -> Vec<String> {
    let name = if name.contains("://") { name.rsplit('/').next().unwrap_or(name) } else { name };
    let name = ONE_WORD.iter().fold(name.to_owned(), |name, (from, to)| name.replace(from, to));
    name.split(|c: char| !c.is_alphanumeric()).flat_map(split_case).collect()
}

fn split_case(piece: &str) -> Vec<String> {
    let chars: Vec<char> = piece.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let starts = match before {
            None => true,
            Some(before) if c.is_uppercase() => {
                let plural = after == Some(&'s') && chars.get(at + 2).is_none_or(|c| c.is_uppercase());
                !before.is_uppercase() || (after.is_some_and(|c| c.is_lowercase()) && !plural)
            }
            Some(_) => false,
        };
        match words.last_mut() {
            Some(word) if !starts => word.extend(c.to_lowercase()),
            _ => words.push(c.to_lowercase().collect()),
        }
    }
    words
}

/// `UserStatus`; digits that would run together stay apart: `Saml2_0`.
pub fn pascal(name: &str) -> String {
    let mut out = String::new();
    for word in words(name) {
        let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if digits(out.chars().last()) && digits(word.chars().next()) {
            out.push('_');
        }
        let mut chars = word.chars();
        out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(chars.as_str());
    }
    out
}

/// `user_status`
pub fn snake(name: &str) -> String {
    words(name).join("_")
}

/// The name of a property or argument, not quoted: as on the wire if that is camel case.
pub fn camel(wire: &str) -> String {
    let usual = wire.starts_with(|c: char| c.is_ascii_lowercase()) && wire.chars().all(|c| c.is_ascii_alphanumeric());
    if usual {
        return wire.to_owned();
    }
    let mut words = words(wire).into_iter();
    let first = words.next().unwrap_or_default();
    words.fold(first, |name, word| name + &capital(&word))
}

/// A name with a capital first letter.
pub fn capital(name: &str) -> String {
    let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
    first.to_uppercase() + rest
}

/// A service's name from its tag's display name, which is split at spaces and dots alone: `captchas`, `user_oauth_2_0_token_management`.
pub fn area(display: &str) -> String {
    display.split([' ', '.']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// The name of an enum's value; `None` if no name can be made of the value.
pub fn variant(value: &str) -> Option<String> {
    let name = pascal(value);
    match name.chars().next() {
        None => match value {
            "" => Some("Empty".to_owned()),
            "*" => Some("Any".to_owned()),
            _ => None,
        },
        Some(c) if c.is_ascii_digit() => Some(format!("V{name}")),
        Some(_) => Some(name),
    }
}

/// Short names of union variants: the type names without the words that all of them share at either end.
pub fn short(names: &[String]) -> Vec<String> {
    let split: Vec<Vec<String>> = names.iter().map(|name| words(name)).collect();
    let least = split.iter().map(Vec::len).min().filter(|_| names.len() > 1).unwrap_or(1);
    let shared = |word: fn(&[String], usize) -> &str| {
        (1..least).take_while(|at| split.iter().all(|words| word(words, *at) == word(&split[0], *at))).count()
    };
    let front = shared(|words, at| &words[at - 1]);
    let back = shared(|words, at| &words[words.len() - at]);
    for (front, back) in [(front, back), (0, back), (front, 0), (0, 0)] {
        if split.iter().any(|words| front + back >= words.len()) {
            continue;
        }
        let cut = |words: &Vec<String>| pascal(&words[front..words.len() - back].join("_"));
        let short: Vec<String> = split.iter().map(cut).collect();
        let usable =
            |name: &String| name.chars().next().is_some_and(char::is_alphabetic) && name != "Unknown" && name != "Self";
        let unique = short.iter().collect::<std::collections::BTreeSet<_>>().len() == short.len();
        if unique && short.iter().all(usable) {
            return short;
        }
    }
    names.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_a_reader_sees() {
        for (name, snake_name) in [
            ("listUsers", "list_users"),
            ("OAuth2ClientSecret", "oauth2_client_secret"),
            ("SAMLHookResponse", "saml_hook_response"),
            ("previewSAMLmetadataForApplication", "preview_saml_metadata_for_application"),
            ("listCSRs", "list_csrs"),
            ("IdPCsr", "idp_csr"),
            ("x5t#S256", "x5t_s256"),
            ("xsi:type", "xsi_type"),
            ("_links", "links"),
            ("schemas-JsonWebKey", "schemas_json_web_key"),
            ("List of Stream Configurations", "list_of_stream_configurations"),
            ("resource-sets", "resource_sets"),
            ("https://schemas.okta.com/secevent/okta/event-type/ip-change", "ip_change"),
            ("create-token-hook", "create_token_hook"),
            ("iOS", "ios"),
            ("APNSPushProvider", "apns_push_provider"),
        ] {
            assert_eq!(snake(name), snake_name);
        }
        assert_eq!(pascal("SAML_2_0"), "Saml2_0");
        assert_eq!(pascal("appLink"), "AppLink");
        assert_eq!(area("CAPTCHAs"), "captchas");
        assert_eq!(area("ThreatInsight"), "threatinsight");
        assert_eq!(area("User OAuth 2.0 Token Management"), "user_oauth_2_0_token_management");
        assert_eq!(variant("2FA").as_deref(), Some("V2Fa"));
        assert_eq!(variant("").as_deref(), Some("Empty"));
        assert_eq!(variant("!!"), None);
    }

    #[test]
    fn variants_lose_what_they_share() {
        let short = |names: &[&str]| short(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(short(&["AutoLoginApplication", "BookmarkApplication"]), ["AutoLogin", "Bookmark"]);
        assert_eq!(short(&["AuthenticatorKeyDuo", "AuthenticatorKeyCustomApp"]), ["Duo", "CustomApp"]);
        assert_eq!(short(&["UserFactor", "UserFactorCall"]), ["Factor", "FactorCall"]);
        assert_eq!(short(&["Only"]), ["Only"]);
    }
}
