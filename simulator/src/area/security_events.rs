//! Security events: providers that send signed events to the org, the events themselves, and the stream that the org sends.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::jwt::Token;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, merge, rows};
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![
    PROVIDERS "/api/v1/security-events-providers" list create get replace delete activate deactivate;
    ("POST", "/security/api/v1/security-events", publish),
    ("GET", "/.well-known/ssf-configuration", metadata),
    ("GET", STREAM, |org, call| Ok(Response::ok(&stream(org, call)?.show(&call.base)))),
    ("POST", STREAM, create_stream),
    ("PUT", STREAM, |org, call| change_stream(org, call, false)),
    ("PATCH", STREAM, |org, call| change_stream(org, call, true)),
    ("DELETE", STREAM, delete_stream),
];

static PROVIDERS: Resource = Resource {
    path: "/api/v1/security-events-providers",
    schema: "SecurityEventsProviderResponse",
    id: Id::Minted("sse"),
    noun: "SecurityEventsProvider",
    object: "securityEventsProvider",
    status: Some("ACTIVE"),
    unique: &["name"],
    events: "security.events.provider.*",
    complete: |_, _, provider, _| {
        let text = |name: &str| provider.text(&format!("settings.{name}")).to_owned();
        let (known, keys, issuer) = (text("well_known_url"), text("jwks_url"), text("issuer"));
        let whole = !known.is_empty() || !keys.is_empty() && !issuer.is_empty();
        let why = "settings: Either well_known_url, or issuer and jwks_url must be there";
        ensure!(whole, error::invalid("settings").because(why));
        let root = known.split("/.well-known/").next().unwrap_or("").to_owned();
        let or = |own: String, other: String| if own.is_empty() { other } else { own };
        provider.set(
            "settings",
            json!({
                "issuer": or(issuer, root.clone()),
                "jwks_url": or(keys, format!("{root}/jwks.json")),
                "well_known_url": Some(known).filter(|known| !known.is_empty()),
            }),
        );
        Ok(())
    },
    ..Resource::NEW
};

/// The one stream that the org sends.
const STREAM: &str = "/api/v1/ssf/stream";

/// Takes a signed event, whose issuer must be a provider. Its signature is not checked: the org fetches no keys.
fn publish(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let refused = |code, text: &str| error::event_token(code, text);
    let media = call.request.get("content-type").unwrap_or("").split(';').next().unwrap_or("").trim();
    ensure!(media == "application/secevent+jwt", error::unsupported_media());
    let text = String::from_utf8_lossy(&call.request.body);
    let token =
        Token::parse(text.trim()).ok_or_else(|| refused("invalid_request", "The event token cannot be parsed."))?;
    let issuer = Token::text(&token.claims, "iss").unwrap_or("");
    let mut providers = org.store.all(PROVIDERS.path).map(|(_, provider)| provider);
    let known =
        providers.any(|provider| provider.text("settings.issuer") == issuer && provider.text("status") == "ACTIVE");
    ensure!(known, refused("invalid_issuer", "The issuer of the event token is not an active provider."));
    Ok(Response { status: 202, ..Response::no_content() })
}

fn metadata(_: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    Ok(Response::ok(&json!({
        "configuration_endpoint": format!("{}{STREAM}", call.base),
        "delivery_methods_supported": ["urn:ietf:rfc:8935", "https://schemas.openid.net/secevent/risc/delivery-method/push"],
        "issuer": call.base,
        "jwks_uri": format!("{}/oauth2/v1/keys", call.base),
    })))
}

fn stream(org: &Org, call: &Call<'_>) -> Result<Document, ApiError> {
    let wanted = call.query.text("stream_id");
    let stream = org.store.at(STREAM).filter(|own| wanted.is_none_or(|wanted| own.text("stream_id") == wanted));
    stream.cloned().ok_or_else(|| error::not_found(wanted.unwrap_or("stream"), "SSFStream"))
}

fn create_stream(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    ensure!(org.store.at(STREAM).is_none(), error::conflict());
    let mut stream = Document { shown: call.judged("stream")?, ..Document::default() };
    stream.set("stream_id", org.ids.text(32));
    stream.set("iss", call.base.clone());
    stream.set("aud", stream.text("delivery.endpoint_url").to_owned());
    stream.fill("format", "iss_sub");
    stream.set("min_verification_interval", Value::Null);
    Ok(Response { status: 201, ..keep_stream(org, call, stream) })
}

fn change_stream(org: &mut Org, call: &Call<'_>, partial: bool) -> Result<Response, ApiError> {
    let old = stream(org, call)?;
    let sent = call.judged("stream")?;
    let named = sent.get("stream_id").and_then(Value::as_str);
    ensure!(named.is_none_or(|id| id == old.text("stream_id")), error::not_found(named.unwrap_or(""), "SSFStream"));
    let mut new = old.clone();
    merge(&mut new.shown, sent);
    for name in ["stream_id", "iss", "aud"].into_iter().filter(|_| !partial) {
        new.set(name, old.shown.get(name).cloned().unwrap_or_default());
    }
    Ok(keep_stream(org, call, new))
}

/// All events that are requested are supported and delivered.
fn keep_stream(org: &mut Org, call: &Call<'_>, mut stream: Document) -> Response {
    let requested = stream.shown.get("events_requested").cloned().unwrap_or_default();
    stream.set("events_supported", requested.clone());
    stream.set("events_delivered", requested);
    let shown = Response::ok(&stream.show(&call.base));
    org.store.put_at(STREAM, stream);
    shown
}

fn delete_stream(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    stream(org, call)?;
    org.store.remove_at(STREAM);
    Ok(Response::no_content())
}
