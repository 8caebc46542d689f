//! Keys as JWKs (RFC 7517, RFC 7518).

use super::algorithm::{Curve, trimmed};
use super::{Algorithm, MAKE_ONE, PrivateKey, PublicKey, clean};
use crate::value::Json;
use crate::{base64, text};

/// Reads a private JWK.
pub(super) fn private(text: &str) -> Result<PrivateKey, String> {
    let jwk = parsed(text)?;
    let algorithm = algorithm(&jwk)?;
    if jwk.get("d").is_none() {
        return Err("is a public JWK: give the private one, the app in Okta has the public one".to_owned());
    }
    let public = numbers(&jwk, algorithm.public_names())?;
    let private = numbers(&jwk, algorithm.private_names())?;
    checked(algorithm, id(&jwk), public, private)
}

/// Reads the public part of a JWK.
pub(super) fn public(text: &str) -> Result<PublicKey, String> {
    let jwk = parsed(text)?;
    let algorithm = algorithm(&jwk)?;
    let public = numbers(&jwk, algorithm.public_names())?;
    checked(algorithm, id(&jwk), public, Vec::new()).map(|key| key.public)
}

/// Checks the numbers and makes a key of them.
pub(super) fn checked(
    algorithm: Algorithm,
    id: Option<String>,
    public: Vec<Vec<u8>>,
    private: Vec<Vec<u8>>,
) -> Result<PrivateKey, String> {
    let normalized = |mut numbers: Vec<Vec<u8>>| {
        for number in &mut numbers {
            *number = match algorithm.curve() {
                Some(curve) => curve.padded(number)?,
                None => trimmed(number).to_vec(),
            };
        }
        Some(numbers)
    };
    let (Some(public), Some(private)) = (normalized(public), normalized(private)) else {
        return Err("has a number that is too long for its curve: copy it again".to_owned());
    };
    let bits = |number: &Vec<u8>| number.len() * 8 - number.first().map_or(0, |first| first.leading_zeros() as usize);
    if algorithm.is_rsa() && public.first().map_or(0, bits) < 2048 {
        return Err(format!("is an RSA key of less than 2048 bits: {MAKE_ONE}"));
    }
    Ok(PrivateKey { public: PublicKey { algorithm, id, numbers: public }, numbers: private })
}

/// Parses a JWK, or a JWK set with one key or one private key.
fn parsed(text: &str) -> Result<Json, String> {
    let damaged = "is not a JWK: its JSON is cut off or damaged: copy all of it, from { to }";
    let mut jwk = clean::json(text).ok_or(damaged)?;
    let keys = if let Json::Object(members) = &mut jwk { members.remove("keys") } else { None };
    let Some(Json::Array(keys)) = keys else { return Ok(jwk) };
    let private = keys.iter().filter(|key| key.get("d").is_some()).count();
    let mut keys = keys.into_iter().filter(|key| private == 0 || key.get("d").is_some());
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key),
        (None, _) => Err("is a set without keys: give a private JWK".to_owned()),
        _ if private == 0 => Err("is a set of public keys: give a private JWK".to_owned()),
        _ => Err("is a set of several private keys: give one JWK of it".to_owned()),
    }
}

fn algorithm(jwk: &Json) -> Result<Algorithm, String> {
    let member = |name| jwk.get(name).and_then(Json::as_str);
    let by_kind = match (member("kty"), member("crv")) {
        (Some("RSA"), _) => Algorithm::Rs256,
        (Some("EC"), Some(curve)) => match Curve::by_name(curve) {
            Some(curve) => curve.algorithm,
            None => return Err(format!("is on the curve {}: {MAKE_ONE}", text::quoted(curve))),
        },
        (Some("EC"), None) => return Err("is a JWK without crv: copy it again".to_owned()),
        (Some(kind), _) => return Err(format!("is a JWK of the type {}: {MAKE_ONE}", text::quoted(kind))),
        (None, _) => return Err("is a JWK without kty: copy it again".to_owned()),
    };
    let Some(named) = member("alg") else { return Ok(by_kind) };
    match Algorithm::find(named) {
        Some(named) if named == by_kind || named.is_rsa() && by_kind.is_rsa() => Ok(named),
        Some(_) => Err(format!("is a JWK whose alg {named} does not fit its type: leave alg out")),
        None => Err(format!(
            "is a JWK with the alg {}: Okta accepts RS256, RS384, RS512, ES256, ES384 and ES512",
            text::quoted(named)
        )),
    }
}

fn numbers(jwk: &Json, names: &[&str]) -> Result<Vec<Vec<u8>>, String> {
    let mut numbers = Vec::new();
    for name in names {
        match jwk.get(name).and_then(Json::as_str).and_then(base64::decode) {
            Some(number) if !trimmed(&number).is_empty() => numbers.push(number),
            _ => return Err(format!("is a JWK without {name}: copy all of it")),
        }
    }
    Ok(numbers)
}

fn id(jwk: &Json) -> Option<String> {
    jwk.get("kid").and_then(Json::as_str).map(str::to_owned)
}
