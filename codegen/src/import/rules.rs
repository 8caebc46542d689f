//! The allow list: for every kind of node of a document, each key that it may have and what happens to it.
//!
//! The order of a list is also the order in which the facts are written.

use Kind::{
    Body, Components, Discriminator, Document, Encoding, Flow, Flows, Header, Identity, Lifecycle, Media, Operation,
    Parameter, PathItem, Response, Schema, Security, Tag,
};
use Rule::{
    Any, Flag, Map, Names, Node, NodeOrFlag, Nodes, Number, OrgServers, Prose, Refused, Security as Needs, Servers,
    Sorted, SortedNodes, Text, TextMap, Texts, Values,
};

/// A kind of node in an OpenAPI document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Identity,
    Tag,
    PathItem,
    Operation,
    Parameter,
    Body,
    Response,
    Header,
    Media,
    Encoding,
    Schema,
    Discriminator,
    Components,
    Security,
    Flows,
    Flow,
    Lifecycle,
}

/// What happens to a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Prose: dropped.
    Prose,
    /// Known and not supported.
    Refused(&'static str),
    /// Kept if it is a string.
    Text,
    /// Kept if it is a boolean.
    Flag,
    /// Kept if it is a number.
    Number,
    /// Kept if it is a list of strings.
    Texts,
    /// Kept if it maps names to strings.
    TextMap,
    /// Kept if it is a list with at least one value.
    Values,
    /// Kept as it is.
    Any,
    /// The names of a mapping from name to prose, sorted.
    Names,
    /// A security requirement: a list of mappings from scheme to scopes.
    Security,
    /// A server of its own: kept if it is a label in front of the org's host, dropped if it is the org.
    Servers,
    /// The server of the whole document, which must be the org: dropped.
    OrgServers,
    /// A child node.
    Node(Kind),
    /// A child node, or a boolean.
    NodeOrFlag(Kind),
    /// A list of nodes.
    Nodes(Kind),
    /// A list of nodes that the facts sort by `name`.
    SortedNodes(Kind),
    /// A mapping from name to node, in the order of the document.
    Map(Kind),
    /// A mapping from name to node, sorted by name.
    Sorted(Kind),
}

impl Kind {
    /// Its name in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Document => "document",
            Identity => "info",
            Tag => "tag",
            PathItem => "path",
            Operation => "operation",
            Parameter => "parameter",
            Body => "request body",
            Response => "response",
            Header => "header",
            Media => "media type",
            Encoding => "encoding",
            Schema => "schema",
            Discriminator => "discriminator",
            Components => "components",
            Security => "security scheme",
            Flows => "flows",
            Flow => "flow",
            Lifecycle => "lifecycle",
        }
    }

    /// The section of `components` that a `$ref` at such a node points to.
    pub(super) fn section(self) -> Option<&'static str> {
        match self {
            Parameter => Some("parameters"),
            Body => Some("requestBodies"),
            Response => Some("responses"),
            Header => Some("headers"),
            Schema => Some("schemas"),
            _ => None,
        }
    }

    /// Every key that such a node may have.
    pub(super) fn rules(self) -> &'static [(&'static str, Rule)] {
        match self {
            Document => DOCUMENT,
            Identity => IDENTITY,
            Tag => TAG,
            PathItem => PATH_ITEM,
            Operation => OPERATION,
            Parameter => PARAMETER,
            Body => BODY,
            Response => RESPONSE,
            Header => HEADER,
            Media => MEDIA,
            Encoding => ENCODING,
            Schema => SCHEMA,
            Discriminator => DISCRIMINATOR,
            Components => COMPONENTS,
            Security => SECURITY,
            Flows => FLOWS,
            Flow => FLOW,
            Lifecycle => LIFECYCLE,
        }
    }
}

const DOCUMENT: &[(&str, Rule)] = &[
    ("openapi", Text),
    ("info", Node(Identity)),
    ("tags", SortedNodes(Tag)),
    ("security", Needs),
    ("paths", Sorted(PathItem)),
    ("x-webhooks", Sorted(PathItem)),
    ("components", Node(Components)),
    ("webhooks", Refused("webhooks of OpenAPI 3.1")),
    ("servers", OrgServers),
    ("externalDocs", Prose),
    ("x-tagGroups", Prose),
];

const IDENTITY: &[(&str, Rule)] = &[
    ("version", Text),
    ("title", Prose),
    ("summary", Prose),
    ("description", Prose),
    ("termsOfService", Prose),
    ("contact", Prose),
    ("license", Prose),
    ("x-logo", Prose),
];

const TAG: &[(&str, Rule)] = &[
    ("name", Text),
    ("x-displayName", Text),
    ("x-okta-lifecycle", Node(Lifecycle)),
    ("description", Prose),
    ("externalDocs", Prose),
];

const PATH_ITEM: &[(&str, Rule)] = &[
    ("x-okta-lifecycle", Node(Lifecycle)),
    ("parameters", Nodes(Parameter)),
    ("get", Node(Operation)),
    ("head", Node(Operation)),
    ("post", Node(Operation)),
    ("put", Node(Operation)),
    ("patch", Node(Operation)),
    ("delete", Node(Operation)),
    ("options", Refused("an OPTIONS operation")),
    ("trace", Refused("a TRACE operation")),
    ("$ref", Refused("a path that stands elsewhere")),
    ("servers", Servers),
    ("summary", Prose),
    ("description", Prose),
];

const OPERATION: &[(&str, Rule)] = &[
    ("operationId", Text),
    ("tags", Texts),
    ("deprecated", Flag),
    ("x-okta-lifecycle", Node(Lifecycle)),
    ("x-okta-no-scope-required", Flag),
    ("x-okta-iam-permissions", Texts),
    ("x-okta-iam-admin-roles", Texts),
    ("security", Needs),
    ("parameters", Nodes(Parameter)),
    ("x-codegen-request-body-name", Text),
    ("requestBody", Node(Body)),
    ("responses", Sorted(Response)),
    ("callbacks", Refused("callbacks")),
    ("servers", Servers),
    ("summary", Prose),
    ("description", Prose),
    ("externalDocs", Prose),
];

const PARAMETER: &[(&str, Rule)] = &[
    ("$ref", Text),
    ("name", Text),
    ("in", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("x-okta-lifecycle", Node(Lifecycle)),
    ("x-okta-added-version", Text),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("allowEmptyValue", Flag),
    ("schema", Node(Schema)),
    ("content", Refused("a parameter with a media type")),
    ("description", Prose),
    ("example", Prose),
    ("examples", Prose),
];

const BODY: &[(&str, Rule)] = &[
    ("$ref", Text),
    ("required", Flag),
    ("x-okta-lifecycle", Node(Lifecycle)),
    ("content", Map(Media)),
    ("description", Prose),
];

const RESPONSE: &[(&str, Rule)] = &[
    ("$ref", Text),
    ("x-okta-lifecycle", Node(Lifecycle)),
    ("headers", Sorted(Header)),
    ("content", Map(Media)),
    ("description", Prose),
    ("links", Prose),
];

const HEADER: &[(&str, Rule)] = &[
    ("$ref", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("style", Text),
    ("explode", Flag),
    ("schema", Node(Schema)),
    ("content", Refused("a header with a media type")),
    ("description", Prose),
    ("example", Prose),
    ("examples", Prose),
];

const MEDIA: &[(&str, Rule)] =
    &[("schema", Node(Schema)), ("encoding", Map(Encoding)), ("example", Prose), ("examples", Prose)];

const ENCODING: &[(&str, Rule)] =
    &[("contentType", Text), ("headers", Sorted(Header)), ("style", Text), ("explode", Flag), ("allowReserved", Flag)];

const SCHEMA: &[(&str, Rule)] = &[
    ("$ref", Text),
    ("type", Text),
    ("format", Text),
    ("nullable", Flag),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("deprecated", Flag),
    ("x-okta-lifecycle", Node(Lifecycle)),
    ("x-okta-operationId", Text),
    ("x-okta-extensible", Flag),
    ("x-okta-allow-null-property-value-for-updates", Flag),
    ("x-okta-defined-as", Any),
    ("x-tags", Texts),
    ("default", Any),
    ("enum", Values),
    ("const", Any),
    ("minimum", Number),
    ("maximum", Number),
    ("exclusiveMinimum", Flag),
    ("exclusiveMaximum", Flag),
    ("multipleOf", Number),
    ("minLength", Number),
    ("maxLength", Number),
    ("pattern", Text),
    ("minItems", Number),
    ("maxItems", Number),
    ("uniqueItems", Flag),
    ("minProperties", Number),
    ("maxProperties", Number),
    ("discriminator", Node(Discriminator)),
    ("allOf", Nodes(Schema)),
    ("oneOf", Nodes(Schema)),
    ("anyOf", Nodes(Schema)),
    ("items", Node(Schema)),
    ("required", Texts),
    ("properties", Map(Schema)),
    ("additionalProperties", NodeOrFlag(Schema)),
    ("not", Refused("a negated schema")),
    ("title", Prose),
    ("description", Prose),
    ("example", Prose),
    ("externalDocs", Prose),
    ("xml", Prose),
    ("x-enumDescriptions", Prose),
];

const DISCRIMINATOR: &[(&str, Rule)] = &[("propertyName", Text), ("mapping", TextMap)];

const COMPONENTS: &[(&str, Rule)] = &[
    ("parameters", Sorted(Parameter)),
    ("headers", Sorted(Header)),
    ("requestBodies", Sorted(Body)),
    ("responses", Sorted(Response)),
    ("schemas", Sorted(Schema)),
    ("securitySchemes", Sorted(Security)),
    ("callbacks", Refused("callbacks")),
    ("pathItems", Refused("path items of OpenAPI 3.1")),
    ("examples", Prose),
    ("links", Prose),
];

const SECURITY: &[(&str, Rule)] = &[
    ("type", Text),
    ("in", Text),
    ("name", Text),
    ("scheme", Text),
    ("bearerFormat", Text),
    ("openIdConnectUrl", Text),
    ("flows", Node(Flows)),
    ("$ref", Refused("a security scheme that stands elsewhere")),
    ("description", Prose),
];

const FLOWS: &[(&str, Rule)] = &[
    ("authorizationCode", Node(Flow)),
    ("clientCredentials", Node(Flow)),
    ("implicit", Node(Flow)),
    ("password", Node(Flow)),
];

const FLOW: &[(&str, Rule)] =
    &[("authorizationUrl", Text), ("tokenUrl", Text), ("refreshUrl", Text), ("scopes", Names)];

const LIFECYCLE: &[(&str, Rule)] =
    &[("lifecycle", Text), ("isGenerallyAvailable", Flag), ("isCorsEnabled", Flag), ("SKUs", Texts)];
