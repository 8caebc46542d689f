//! The calls of Okta's official SDKs: a rule for each SDK, and `spec/official.yaml` for what does not follow it.

use crate::model::names::capital;
use crate::model::{Api, Operation, Paging};
use crate::node::Fault;
use crate::yaml;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An official SDK in one of its major versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names of languages")]
pub enum Sdk {
    Python,
    Node,
    Go,
    /// Version 5, which the Terraform provider uses.
    GoV5,
    Java,
    DotNet,
}

impl Sdk {
    /// All of them.
    pub const ALL: [Sdk; 6] = [Sdk::Python, Sdk::Node, Sdk::Go, Sdk::GoV5, Sdk::Java, Sdk::DotNet];

    /// The class that has the methods of a tag, by rule; of Node the member of the client.
    fn class(self, tag: &str) -> String {
        match self {
            Sdk::Python => "Client".to_owned(),
            Sdk::Node => format!("{}Api", begins_small(tag)),
            Sdk::Go | Sdk::GoV5 => format!("{tag}API"),
            Sdk::Java => format!("{}Api", mixed(tag)),
            Sdk::DotNet => format!("{tag}Api"),
        }
    }

    /// The method of an operation, by rule.
    fn method(self, operation: &Operation) -> String {
        match self {
            Sdk::Python => underscored(&operation.id),
            Sdk::Node | Sdk::Java => operation.id.clone(),
            Sdk::Go | Sdk::GoV5 => capital(&operation.id),
            Sdk::DotNet if operation.paging == Paging::No => format!("{}Async", capital(&operation.id)),
            Sdk::DotNet => capital(&operation.id),
        }
    }

    /// A method of a class as a program calls it.
    fn call(self, class: &str, method: &str) -> String {
        match self {
            Sdk::Python => format!("client.{method}"),
            Sdk::Node => format!("client.{class}.{method}"),
            Sdk::Go | Sdk::GoV5 => format!("client.{class}.{method}(ctx).Execute"),
            Sdk::Java => format!("new {class}(client).{method}"),
            Sdk::DotNet => format!("new {class}(configuration).{method}"),
        }
    }
}

/// What a package has beside what its rule says.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its name and version.
    pub package: String,
    /// Tags whose methods are in a class of another name.
    pub classes: BTreeMap<String, String>,
    /// Operations whose method has another name or is in another class: `class.method`.
    pub methods: BTreeMap<String, String>,
    /// Operations that it does not have.
    pub without: BTreeSet<String>,
    /// Its methods (`class.method`) for operations that the API document does not have, each with method and path.
    pub beyond: BTreeMap<String, String>,
}

/// The packages that were compared with the API document.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Official(BTreeMap<Sdk, Package>);

impl Official {
    /// Reads the text of `spec/official.yaml` and checks it against the operations of the API document.
    ///
    /// # Errors
    /// The first entry that is wrong.
    pub fn read(text: &str, api: &Api) -> Result<Official, Fault> {
        let read: Result<Official, _> = serde_json::from_value(yaml::read(text)?);
        let official = read.map_err(|error| Fault::new("#", error.to_string()))?;
        for package in official.0.values() {
            for id in package.methods.keys().chain(&package.without) {
                if !api.operations.iter().any(|operation| operation.id == *id) {
                    return Err(Fault::new(id, "it is not an operation ID"));
                }
            }
        }
        Ok(official)
    }

    /// Compares packages with the API document. A line of `text` is one method: SDK, package, class, method, HTTP method and path,
    /// with tabs between.
    ///
    /// # Errors
    /// The first line that is not understood.
    pub fn compare(text: &str, api: &Api) -> Result<Official, Fault> {
        let mut methods: BTreeMap<Sdk, (String, Vec<Method<'_>>)> = BTreeMap::new();
        for line in text.lines() {
            let wrong = || Fault::new(line, "not SDK, package, class, method, HTTP method and path");
            let [sdk, package, class, name, verb, path] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(wrong());
            };
            let sdk = serde_json::from_value(sdk.into()).map_err(|_| wrong())?;
            let (_, methods) = methods.entry(sdk).or_insert_with(|| (package.to_owned(), Vec::new()));
            methods.push(Method { class, name, route: format!("{verb} {path}") });
        }
        let compared =
            methods.into_iter().map(|(sdk, (package, methods))| (sdk, exceptions(sdk, package, &methods, api)));
        Ok(Official(compared.collect()))
    }

    /// The text of `spec/official.yaml`.
    ///
    /// # Errors
    /// None in practice: it is made of strings.
    pub fn render(&self) -> serde_json::Result<String> {
        let head = "# Where methods of Okta's official SDKs do not follow the rules of codegen/src/official.rs. Written by tests/peers/names.py\n\
            # from the packages: names, methods and paths alone. Do not edit.\n";
        Ok(format!("{head}{}", yaml::write(&serde_json::to_value(self)?)))
    }

    /// What is known of a package; `None` if it was not compared.
    pub fn package(&self, sdk: Sdk) -> Option<&Package> {
        self.0.get(&sdk)
    }

    /// The call of an operation; `None` if the package does not have it.
    pub fn call(&self, sdk: Sdk, operation: &Operation) -> Option<String> {
        let (class, method) = self.class_and_method(sdk, operation)?;
        Some(sdk.call(&class, &method))
    }

    /// Whether class and method of an operation are those that the rule says; `None` if the package does not have it.
    pub fn follows(&self, sdk: Sdk, operation: &Operation) -> Option<(bool, bool)> {
        let (class, method) = self.class_and_method(sdk, operation)?;
        Some((class == sdk.class(&operation.tag), method == sdk.method(operation)))
    }

    fn class_and_method(&self, sdk: Sdk, operation: &Operation) -> Option<(String, String)> {
        let package = self.0.get(&sdk);
        if package.is_some_and(|package| package.without.contains(&operation.id)) {
            return None;
        }
        match package.and_then(|package| package.methods.get(&operation.id)?.split_once('.')) {
            Some((class, method)) => Some((class.to_owned(), method.to_owned())),
            None => Some((class(sdk, package, &operation.tag), sdk.method(operation))),
        }
    }

    /// The calls of a package for operations that the API document does not have, each with method and path.
    pub fn beyond(&self, sdk: Sdk) -> Vec<(String, &str)> {
        let beyond = self.0.get(&sdk).into_iter().flat_map(|package| &package.beyond);
        let named = beyond.filter_map(|(name, route)| Some((name.split_once('.')?, route)));
        named.map(|((class, method), route)| (sdk.call(class, method), route.as_str())).collect()
    }
}

/// A method of a package.
struct Method<'a> {
    class: &'a str,
    name: &'a str,
    /// Method and path.
    route: String,
}

/// The class of a tag's methods: the one that the package says, else by rule.
fn class(sdk: Sdk, package: Option<&Package>, tag: &str) -> String {
    package.and_then(|package| package.classes.get(tag)).cloned().unwrap_or_else(|| sdk.class(tag))
}

/// What does not follow the rule. Methods and operations are matched by HTTP method and path.
fn exceptions(sdk: Sdk, package: String, methods: &[Method<'_>], api: &Api) -> Package {
    let operations: Vec<&Operation> = api.operations.iter().filter(|one| one.variant_of.is_none()).collect();
    let mut package = Package { package, ..Package::default() };
    let mut routes: BTreeMap<String, Vec<&Method<'_>>> = BTreeMap::new();
    methods.iter().for_each(|method| routes.entry(unnamed(&method.route)).or_default().push(method));
    let mut found: Vec<(&Operation, &Method<'_>)> = Vec::new();
    for operation in &operations {
        let all = routes.remove(&unnamed(&format!("{} {}", operation.method, operation.path))).unwrap_or_default();
        let wanted = (sdk.class(&operation.tag), sdk.method(operation));
        let same = |method: &&&Method<'_>| (method.class, method.name) == (wanted.0.as_str(), wanted.1.as_str());
        match all.iter().find(same).or(all.first()) {
            Some(method) => found.push((operation, method)),
            None => drop(package.without.insert(operation.id.clone())),
        }
    }
    for tag in found.iter().map(|(operation, _)| &operation.tag).collect::<BTreeSet<_>>() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let own = found.iter().filter(|(operation, _)| operation.tag == *tag);
        own.for_each(|(_, method)| *counts.entry(method.class).or_default() += 1);
        let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(class, _)| class);
        if let Some(class) = most.filter(|class| *class != sdk.class(tag)) {
            package.classes.insert(tag.clone(), class.to_owned());
        }
    }
    for (operation, method) in found {
        let (class, name) = (class(sdk, Some(&package), &operation.tag), sdk.method(operation));
        if (method.class, method.name) != (class.as_str(), name.as_str()) {
            package.methods.insert(operation.id.clone(), format!("{}.{}", method.class, method.name));
        }
    }
    for method in routes.into_values().flatten() {
        package.beyond.insert(format!("{}.{}", method.class, method.name), method.route.clone());
    }
    package
}

/// A path without the names of its arguments, which differ between versions of the document.
pub(crate) fn unnamed(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        inside = inside && c != '}';
        if !inside {
            out.push(c);
        }
        inside |= c == '{';
    }
    out
}

/// `list_users`, `get_o_auth2_scope`: a word begins at each capital letter, but within a run of them only at the last.
fn underscored(id: &str) -> String {
    let chars: Vec<char> = id.chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let begins = before.is_some_and(|before| !before.is_uppercase() || after.is_some_and(|c| c.is_lowercase()));
        if c.is_uppercase() && begins {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// `UISchema` as `UiSchema`: of a run of capital letters those in the middle, and the last one at the end, become small.
fn mixed(tag: &str) -> String {
    let chars: Vec<char> = tag.chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        let inside = at.checked_sub(1).and_then(|at| chars.get(at)).is_some_and(|before| before.is_uppercase());
        let begins_word = chars.get(at + 1).is_some_and(|after| after.is_lowercase());
        if c.is_uppercase() && inside && !begins_word { out.extend(c.to_lowercase()) } else { out.push(*c) }
    }
    out
}

/// `UISchema` as `uiSchema`: the run of capital letters at the beginning becomes small, but for the beginning of the next word.
fn begins_small(tag: &str) -> String {
    let capitals = tag.chars().take_while(|c| c.is_uppercase()).count();
    let small = if capitals < tag.len() { capitals.saturating_sub(1).max(1) } else { capitals };
    let (first, rest) = tag.split_at_checked(small).unwrap_or((tag, ""));
    first.to_lowercase() + rest
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_spelled_as_the_generators_do() {
        for (id, python) in [
            ("listUsers", "list_users"),
            ("getOAuth2Scope", "get_o_auth2_scope"),
            ("previewSAMLmetadataForApplication", "preview_sam_lmetadata_for_application"),
            ("setOrgHideOktaUIFooter", "set_org_hide_okta_ui_footer"),
            ("deletejwk", "deletejwk"),
        ] {
            assert_eq!(underscored(id), python);
        }
        for (tag, java, node) in [
            ("User", "User", "user"),
            ("UISchema", "UiSchema", "uiSchema"),
            ("CAPTCHA", "Captcha", "captcha"),
            ("SSFReceiver", "SsfReceiver", "ssfReceiver"),
            ("ApplicationSSOCredentialKey", "ApplicationSsoCredentialKey", "applicationSSOCredentialKey"),
            ("ApplicationSSO", "ApplicationSso", "applicationSSO"),
            ("RoleBTargetAdmin", "RoleBTargetAdmin", "roleBTargetAdmin"),
        ] {
            assert_eq!((mixed(tag).as_str(), begins_small(tag).as_str()), (java, node));
        }
        assert_eq!(unnamed("GET /api/v1/users/{id}/roles/{roleId}"), "GET /api/v1/users/{}/roles/{}");
    }

    #[test]
    fn only_what_differs_from_the_rule_is_kept() {
        let path = |id: &str, tag: &str| json!({"get": {"operationId": id, "tags": [tag], "responses": {}}});
        let api = crate::model::build(&json!({
            "info": {"version": "test"},
            "tags": [{"name": "User", "x-displayName": "Users"}, {"name": "UISchema", "x-displayName": "UI Schema"}],
            "paths": {
                "/a": path("getA", "User"), "/b": path("getB", "User"), "/c": path("getC", "User"),
                "/d": path("getD", "User"), "/e": path("getE", "UISchema"),
            },
            "components": {"schemas": {}},
        }));
        let api = api.unwrap();
        let text = "java\tokta 24\tUserApi\tgetA\tGET\t/a\njava\tokta 24\tUserApi\tfetchB\tGET\t/b\n\
            java\tokta 24\tUserApi\tgetC\tGET\t/c\njava\tokta 24\tOtherApi\tgetE\tGET\t/e\njava\tokta 24\tUserApi\tgetF\tGET\t/f/{id}\n";
        let official = Official::compare(text, &api).unwrap();
        let again = Official::read(&official.render().unwrap(), &api).unwrap();
        assert_eq!(official.render().unwrap(), again.render().unwrap());
        let call = |at: usize| again.call(Sdk::Java, &api.operations[at]);
        assert_eq!(call(0).as_deref(), Some("new UserApi(client).getA"));
        assert_eq!(call(1).as_deref(), Some("new UserApi(client).fetchB"));
        assert_eq!(call(3), None);
        assert_eq!(call(4).as_deref(), Some("new OtherApi(client).getE"));
        assert_eq!(again.beyond(Sdk::Java), [("new UserApi(client).getF".to_owned(), "GET /f/{id}")]);
        let follows: Vec<_> = api.operations.iter().map(|operation| again.follows(Sdk::Java, operation)).collect();
        assert_eq!(follows, [Some((true, true)), Some((true, false)), Some((true, true)), None, Some((false, true))]);
        let java = again.package(Sdk::Java).unwrap();
        assert_eq!((java.methods.len(), java.classes.len(), java.without.len()), (1, 1, 1));
        assert_eq!(
            again.call(Sdk::DotNet, &api.operations[0]).as_deref(),
            Some("new UserApi(configuration).GetAAsync")
        );
        assert!(
            Official::read("java: {package: a, classes: {}, methods: {getX: a.b}, without: [], beyond: {}}", &api)
                .is_err()
        );
        assert!(Official::compare("java\tokta", &api).is_err());
    }
}
