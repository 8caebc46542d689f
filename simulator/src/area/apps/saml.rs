//! The SAML metadata of apps.

use super::APPS;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;

pub(super) const ROWS: &[Row] = &[("GET", "/api/v1/apps/{}/sso/saml/metadata", metadata)];

fn metadata(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, app) = APPS.load(org, call)?;
    let accepts = call.request.get("accept").unwrap_or("*/*");
    ensure!(["xml", "*/*"].iter().any(|media| accepts.contains(media)), error::bad_accept());
    let why = "The app does not sign on with SAML";
    ensure!(app.text("signOnMode").starts_with("SAML"), error::invalid("signOnMode").because(why));
    let kid = call.query.text("kid").unwrap_or("");
    let key = org.store.find(&format!("{path}/credentials/keys"), kid);
    let key = key.ok_or_else(|| error::not_found(kid, "JsonWebKey"))?;
    let certificate = key.shown.get("x5c").and_then(|own| own[0].as_str()).unwrap_or("");
    let name = app.text("name");
    let entity = entity_id(app.text("id"));
    let place = format!("{}/app/{name}/{entity}/sso/saml", call.base);
    let text = xml(&format!("http://www.okta.com/{entity}"), &place, certificate);
    Ok(Response::ok_text(text).with("content-type", "application/xml;charset=ISO-8859-1".into()))
}

/// The id of the SAML entity of an app.
pub(crate) fn entity_id(id: &str) -> String {
    id.replacen("0oa", "exk", 1)
}

/// Metadata of an identity provider that signs with a certificate.
fn xml(entity: &str, place: &str, certificate: &str) -> String {
    const SAML1: &str = "urn:oasis:names:tc:SAML:1.1";
    const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
    const SAML2: &str = "urn:oasis:names:tc:SAML:2.0";
    let lines: Vec<_> = certificate.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    let element = |name: &str, attributes: &[(&str, &str)], content: String| {
        let attributes = attributes.iter().map(|(name, value)| format!(" {name}=\"{value}\""));
        format!("<{name}{}>{content}</{name}>", attributes.collect::<String>())
    };
    let inside =
        |names: &[&str], content: String| names.iter().rev().fold(content, |content, name| element(name, &[], content));
    let certificate = inside(&["ds:X509Data", "ds:X509Certificate"], lines.join("\n"));
    let info = element("ds:KeyInfo", &[("xmlns:ds", SIGNATURE)], certificate);
    let key = element("md:KeyDescriptor", &[("use", "signing")], info);
    let formats = ["unspecified", "emailAddress"];
    let formats = formats.map(|name| element("md:NameIDFormat", &[], format!("{SAML1}:nameid-format:{name}")));
    let services = ["HTTP-POST", "HTTP-Redirect"].map(|name| {
        let binding = format!("{SAML2}:bindings:{name}");
        element("md:SingleSignOnService", &[("Binding", &binding), ("Location", place)], String::new())
    });
    let protocol = format!("{SAML2}:protocol");
    let attributes = [("WantAuthnRequestsSigned", "false"), ("protocolSupportEnumeration", &protocol)];
    let own = element("md:IDPSSODescriptor", &attributes, [key, formats.concat(), services.concat()].concat());
    let metadata = format!("{SAML2}:metadata");
    let whole = element("md:EntityDescriptor", &[("entityID", entity), ("xmlns:md", &metadata)], own);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{whole}")
}
