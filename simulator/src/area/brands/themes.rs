//! The themes of a brand, with their images.

use super::BRANDS;
use crate::call::Call;
use crate::error::{ApiError, ensure, field};
use crate::files::File;
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/brands/{}/themes", |org, call| THEMES.list(org, call)),
    ("GET", "/api/v1/brands/{}/themes/{}", |org, call| THEMES.get(org, call)),
    ("PUT", "/api/v1/brands/{}/themes/{}", |org, call| THEMES.replace(org, call)),
    ("POST", "/api/v1/brands/{}/themes/{}/background-image", |org, call| upload(org, call, &BACKGROUND)),
    ("DELETE", "/api/v1/brands/{}/themes/{}/background-image", |org, call| remove(org, call, &BACKGROUND)),
    ("POST", "/api/v1/brands/{}/themes/{}/favicon", |org, call| upload(org, call, &FAVICON)),
    ("DELETE", "/api/v1/brands/{}/themes/{}/favicon", |org, call| remove(org, call, &FAVICON)),
    ("POST", "/api/v1/brands/{}/themes/{}/logo", |org, call| upload(org, call, &LOGO)),
    ("DELETE", "/api/v1/brands/{}/themes/{}/logo", |org, call| remove(org, call, &LOGO)),
];

static THEMES: Resource = Resource {
    path: "/api/v1/brands/{}/themes",
    parent: Some(&BRANDS),
    schema: "ThemeResponse",
    id: Id::Minted("the"),
    noun: "Theme",
    object: "theme",
    events: "system.theme.*",
    complete: |_, _, theme, _| {
        for name in ["primaryColorHex", "secondaryColorHex", "primaryColorContrastHex", "secondaryColorContrastHex"] {
            let color = theme.text(name);
            ensure!(color.is_empty() || is_color(color), field(name, &format!("Invalid color hex: {color}.")));
        }
        // How a real org computes the contrast is unknown: all that were seen are black.
        theme.fill("primaryColorContrastHex", "#000000");
        theme.fill("secondaryColorContrastHex", "#000000");
        Ok(())
    },
    links: |_, _, path| {
        json!({
            "favicon": hinted(format!("{path}/favicon"), &["POST", "DELETE"]),
            "self": hinted(path, &["GET", "PUT"]),
            "logo": hinted(format!("{path}/logo"), &["POST", "DELETE"]),
            "background-image": hinted(format!("{path}/background-image"), &["POST", "DELETE"]),
        })
    },
    view: |_, call, _, shown| {
        for image in [&BACKGROUND, &FAVICON, &LOGO] {
            if let Some(path) = shown[image.member].as_str() {
                shown[image.member] = format!("{}{path}", call.base).into();
            }
        }
    },
    ..Resource::NEW
};

/// An image of a theme.
struct Image {
    member: &'static str,
    /// The most bytes.
    most: usize,
    /// The status of an upload.
    created: u16,
    /// The path of the image that a theme has before one is uploaded.
    first: Option<&'static str>,
}

static BACKGROUND: Image = Image { member: "backgroundImage", most: 2_000_000, created: 201, first: None };
static FAVICON: Image = Image { member: "favicon", most: 100_000, created: 201, first: Some("/favicon.ico") };
static LOGO: Image = Image { member: "logo", most: 100_000, created: 200, first: Some("/assets/img/logos/logo.png") };

/// `#rgb` or `#rrggbb`.
fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or("");
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn upload(org: &mut Org, call: &Call<'_>, image: &Image) -> Result<Response, ApiError> {
    let (path, mut theme) = THEMES.load(org, call)?;
    let file = org.files.keep(&mut org.ids, File::image(call, image.most)?);
    let url = format!("{}{file}", call.base);
    theme.set(image.member, file);
    org.store.put_at(&path, theme);
    THEMES.record(org, call, "update", &path);
    let response = Response { status: image.created, ..Response::ok(&json!({ "url": url })) };
    Ok(response.with("location", url))
}

/// The theme has its first image again.
fn remove(org: &mut Org, call: &Call<'_>, image: &Image) -> Result<Response, ApiError> {
    let (path, mut theme) = THEMES.load(org, call)?;
    theme.set(image.member, image.first.map_or(Value::Null, Value::from));
    org.store.put_at(&path, theme);
    THEMES.record(org, call, "update", &path);
    Ok(Response::no_content())
}

/// The themes of a brand as responses show them.
pub(super) fn of_brand(org: &Org, call: &Call<'_>, brand: &str) -> Vec<Value> {
    let at = format!("{brand}/themes");
    org.store.all(&at).map(|(id, theme)| THEMES.show(org, call, &format!("{at}/{id}"), theme)).collect()
}

/// The theme of a new brand.
pub(super) fn seed(org: &mut Org, brand: &str, now: Time) {
    let mut theme = Document::new(json!({
        "primaryColorHex": "#1662dd",
        "primaryColorContrastHex": "#000000",
        "secondaryColorHex": "#ebebed",
        "secondaryColorContrastHex": "#000000",
        "signInPageTouchPointVariant": "OKTA_DEFAULT",
        "endUserDashboardTouchPointVariant": "OKTA_DEFAULT",
        "errorPageTouchPointVariant": "OKTA_DEFAULT",
        "emailTemplateTouchPointVariant": "OKTA_DEFAULT",
    }));
    for image in [&BACKGROUND, &FAVICON, &LOGO] {
        theme.set(image.member, image.first.map_or(Value::Null, Value::from));
    }
    THEMES.plant(org, &format!("{brand}/themes"), Value::Object(theme.shown), now);
}
