//! The allow list: for every kind of node of a document, each key that it may have and what happens to it.
//!
//! The order of a list is also the order in which the facts are written.

use Kind::*;
use Rule::*;

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
    Requirements,
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

macro_rules! kinds {
    ($($kind:ident = $name:literal { $($($key:literal)|+ => $rule:expr,)+ })+) => {
        /// A kind of node in an OpenAPI document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            $($kind,)+
        }

        impl Kind {
            /// Its name in messages.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Kind::$kind => $name,)+
                }
            }

            /// Every key that such a node may have.
            pub(super) fn rules(self) -> &'static [(&'static str, Rule)] {
                match self {
                    $(Kind::$kind => &[$($(($key, $rule),)+)+],)+
                }
            }
        }
    };
}

kinds! {
    Document = "document" {
        "openapi" => Text,
        "info" => Node(Identity),
        "tags" => SortedNodes(Tag),
        "security" => Requirements,
        "paths" | "x-webhooks" => Sorted(PathItem),
        "components" => Node(Components),
        "webhooks" => Refused("webhooks of OpenAPI 3.1"),
        "servers" => OrgServers,
        "externalDocs" | "x-tagGroups" => Prose,
    }
    Identity = "info" {
        "version" => Text,
        "title" | "summary" | "description" | "termsOfService" | "contact" | "license" | "x-logo" => Prose,
    }
    Tag = "tag" {
        "name" | "x-displayName" => Text,
        "x-okta-lifecycle" => Node(Lifecycle),
        "description" | "externalDocs" => Prose,
    }
    PathItem = "path" {
        "x-okta-lifecycle" => Node(Lifecycle),
        "parameters" => Nodes(Parameter),
        "get" | "head" | "post" | "put" | "patch" | "delete" => Node(Operation),
        "options" => Refused("an OPTIONS operation"),
        "trace" => Refused("a TRACE operation"),
        "$ref" => Refused("a path that stands elsewhere"),
        "servers" => Servers,
        "summary" | "description" => Prose,
    }
    Operation = "operation" {
        "operationId" => Text,
        "tags" => Texts,
        "deprecated" => Flag,
        "x-okta-lifecycle" => Node(Lifecycle),
        "x-okta-no-scope-required" => Flag,
        "x-okta-iam-permissions" | "x-okta-iam-admin-roles" => Texts,
        "security" => Requirements,
        "parameters" => Nodes(Parameter),
        "x-codegen-request-body-name" => Text,
        "requestBody" => Node(Body),
        "responses" => Sorted(Response),
        "callbacks" => Refused("callbacks"),
        "servers" => Servers,
        "summary" | "description" | "externalDocs" => Prose,
    }
    Parameter = "parameter" {
        "$ref" | "name" | "in" => Text,
        "required" | "deprecated" => Flag,
        "x-okta-lifecycle" => Node(Lifecycle),
        "x-okta-added-version" | "style" => Text,
        "explode" | "allowReserved" | "allowEmptyValue" => Flag,
        "schema" => Node(Schema),
        "content" => Refused("a parameter with a media type"),
        "description" | "example" | "examples" => Prose,
    }
    Body = "request body" {
        "$ref" => Text,
        "required" => Flag,
        "x-okta-lifecycle" => Node(Lifecycle),
        "content" => Map(Media),
        "description" => Prose,
    }
    Response = "response" {
        "$ref" => Text,
        "x-okta-lifecycle" => Node(Lifecycle),
        "headers" => Sorted(Header),
        "content" => Map(Media),
        "description" | "links" => Prose,
    }
    Header = "header" {
        "$ref" => Text,
        "required" | "deprecated" => Flag,
        "style" => Text,
        "explode" => Flag,
        "schema" => Node(Schema),
        "content" => Refused("a header with a media type"),
        "description" | "example" | "examples" => Prose,
    }
    Media = "media type" {
        "schema" => Node(Schema),
        "encoding" => Map(Encoding),
        "example" | "examples" => Prose,
    }
    Encoding = "encoding" {
        "contentType" => Text,
        "headers" => Sorted(Header),
        "style" => Text,
        "explode" | "allowReserved" => Flag,
    }
    Schema = "schema" {
        "$ref" | "type" | "format" => Text,
        "nullable" | "readOnly" | "writeOnly" | "deprecated" => Flag,
        "x-okta-lifecycle" => Node(Lifecycle),
        "x-okta-operationId" => Text,
        "x-okta-extensible" | "x-okta-allow-null-property-value-for-updates" => Flag,
        "x-okta-defined-as" => Any,
        "x-tags" => Texts,
        "default" => Any,
        "enum" => Values,
        "const" => Any,
        "minimum" | "maximum" => Number,
        "exclusiveMinimum" | "exclusiveMaximum" => Flag,
        "multipleOf" | "minLength" | "maxLength" => Number,
        "pattern" => Text,
        "minItems" | "maxItems" => Number,
        "uniqueItems" => Flag,
        "minProperties" | "maxProperties" => Number,
        "discriminator" => Node(Discriminator),
        "allOf" | "oneOf" | "anyOf" => Nodes(Schema),
        "items" => Node(Schema),
        "required" => Texts,
        "properties" => Map(Schema),
        "additionalProperties" => NodeOrFlag(Schema),
        "not" => Refused("a negated schema"),
        "title" | "description" | "example" | "externalDocs" | "xml" | "x-enumDescriptions" => Prose,
    }
    Discriminator = "discriminator" {
        "propertyName" => Text,
        "mapping" => TextMap,
    }
    Components = "components" {
        "parameters" => Sorted(Parameter),
        "headers" => Sorted(Header),
        "requestBodies" => Sorted(Body),
        "responses" => Sorted(Response),
        "schemas" => Sorted(Schema),
        "securitySchemes" => Sorted(Security),
        "callbacks" => Refused("callbacks"),
        "pathItems" => Refused("path items of OpenAPI 3.1"),
        "examples" | "links" => Prose,
    }
    Security = "security scheme" {
        "type" | "in" | "name" | "scheme" | "bearerFormat" | "openIdConnectUrl" => Text,
        "flows" => Node(Flows),
        "$ref" => Refused("a security scheme that stands elsewhere"),
        "description" => Prose,
    }
    Flows = "flows" {
        "authorizationCode" | "clientCredentials" | "implicit" | "password" => Node(Flow),
    }
    Flow = "flow" {
        "authorizationUrl" | "tokenUrl" | "refreshUrl" => Text,
        "scopes" => Names,
    }
    Lifecycle = "lifecycle" {
        "lifecycle" => Text,
        "isGenerallyAvailable" | "isCorsEnabled" => Flag,
        "SKUs" => Texts,
    }
}

impl Kind {
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
}
