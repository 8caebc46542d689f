use super::*;
use serde_json::json;

/// A small complete document, with prose wherever it may occur.
const SMALL: &str = r##"
openapi: 3.0.3
info: {title: Small, description: Words., version: 1.0.0, x-logo: {url: a.svg}, contact: {name: N}, license: {name: L}}
externalDocs: {url: "https://example.com"}
servers: [{url: "https://{org}", variables: {org: {default: a, description: Words.}}}]
tags:
  - {name: Zoo, x-displayName: Zoos, description: Words.}
  - {name: Animal, x-displayName: Animals, x-okta-lifecycle: {lifecycle: EA, isGenerallyAvailable: false, SKUs: []}}
paths:
  /zoos/{zooId}/animals:
    summary: Words.
    parameters:
      - {name: zooId, in: path, description: Words., schema: {type: string}, example: z1}
    post:
      summary: Words.
      description: Words.
      operationId: createAnimal
      tags: [Animal]
      deprecated: true
      x-okta-no-scope-required: true
      x-codegen-request-body-name: animal
      security: [{apiToken: []}, {oauth2: [zoo.manage]}]
      parameters: [{$ref: "#/components/parameters/after"}]
      requestBody:
        description: Words.
        required: true
        content:
          image/png: {schema: {type: string, format: binary, x-okta-operationId: createAnimalPng}, examples: {a: {value: 1}}}
          application/json: {schema: {$ref: "#/components/schemas/Animal"}, example: {name: Words.}}
      responses:
        "404": {$ref: "#/components/responses/NotFound"}
        "201":
          description: Words.
          headers: {Location: {description: Words., schema: {type: string}, example: a}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Animal"}}}
          links: {self: {operationId: x}}
  /zoos:
    get:
      operationId: listZoos
      tags: [Zoo]
      parameters: [{name: kinds, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}]
      responses: {200: {description: Words.}}
x-webhooks:
  FeedHook: {post: {operationId: feedHook, tags: [Zoo], responses: {"200": {description: Words.}}}}
components:
  examples: {a: {summary: Words., value: {a: 1}}}
  parameters: {after: {name: after, in: query, schema: {type: string, default: "no"}, examples: {a: {value: 1}}}}
  requestBodies: {AnimalBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Animal"}}}}}
  responses: {NotFound: {description: Words.}}
  securitySchemes:
    apiToken: {type: apiKey, in: header, name: Authorization, description: Words.}
    oauth2:
      type: oauth2
      flows: {authorizationCode: {authorizationUrl: /a, tokenUrl: /t, scopes: {zoo.manage: Words., zoo.read: Words.}}}
  schemas:
    Zebra: {allOf: [{$ref: "#/components/schemas/Animal"}, {type: object, properties: {stripes: {type: integer}}}]}
    Animal:
      title: Words.
      description: Words.
      type: object
      required: [name]
      discriminator: {propertyName: kind, mapping: {zebra: "#/components/schemas/Zebra"}}
      externalDocs: {url: a}
      properties:
        title: {type: string, description: Words., example: Words.}
        description: {type: string, title: Words.}
        example: {type: object, properties: {default: {type: string}, enum: {type: string}, properties: {type: string}}}
        name: {type: string, nullable: true, default: null, minLength: 0, maxLength: 20, pattern: '(?i)^\d+$'}
        kind: {type: string, enum: [zebra, "no", "2024-01-01", "7", zebra], x-enumDescriptions: {zebra: Words.}}
        weight: {type: number, minimum: -0.5, maximum: 18446744073709551615, default: 1.5}
        priority: {type: integer, default: Words here.}
        since: {type: string, format: Words here, default: Words.}
        tags: {type: object, additionalProperties: {type: string, description: Words.}, readOnly: true}
        open: {type: object, additionalProperties: true, x-okta-lifecycle: {lifecycle: EA, newer: 1}}
        any: {oneOf: [{type: string}, {type: integer, description: Words.}], x-new: {description: Words.}}
"##;

fn facts(text: &str) -> Value {
    import(text).unwrap().facts
}

/// The faults of the small document after a change.
fn fault(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "{old}");
    import(&SMALL.replacen(old, new, 1)).unwrap_err().to_string()
}

#[test]
fn words_are_left_behind_and_facts_stay() {
    let facts = facts(SMALL);
    assert!(!render(&facts).contains("Words"), "{}", render(&facts));
    assert_eq!(facts["info"], json!({"version": "1.0.0"}));
    assert_eq!(
        facts["paths"]["/zoos/{zooId}/animals"],
        json!({
            "parameters": [{"name": "zooId", "in": "path", "required": true, "schema": {"type": "string"}}],
            "post": {
                "operationId": "createAnimal", "tags": ["Animal"], "deprecated": true, "x-okta-no-scope-required": true,
                "security": [{"apiToken": []}, {"oauth2": ["zoo.manage"]}],
                "parameters": [{"$ref": "#/components/parameters/after"}],
                "x-codegen-request-body-name": "animal",
                "requestBody": {"required": true, "content": {
                    "image/png": {"schema": {"type": "string", "format": "binary", "x-okta-operationId": "createAnimalPng"}},
                    "application/json": {"schema": {"$ref": "#/components/schemas/Animal"}},
                }},
                "responses": {
                    "201": {
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Animal"}}},
                    },
                    "404": {"$ref": "#/components/responses/NotFound"},
                },
            },
        })
    );
    assert_eq!(
        facts["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]["scopes"],
        json!({"zoo.manage": "", "zoo.read": ""})
    );
    assert_eq!(facts["components"].get("examples"), None);
}

#[test]
fn properties_may_be_named_like_words() {
    let properties = &facts(SMALL)["components"]["schemas"]["Animal"]["properties"];
    let names: Vec<_> = properties.as_object().unwrap().keys().collect();
    let expected =
        ["title", "description", "example", "name", "kind", "weight", "priority", "since", "tags", "open", "any"];
    assert_eq!(names, expected);
    assert_eq!(properties["title"], json!({"type": "string"}));
    let nested = json!({"default": {"type": "string"}, "enum": {"type": "string"}, "properties": {"type": "string"}});
    assert_eq!(properties["example"], json!({"type": "object", "properties": nested}));
}

#[test]
fn values_survive_exactly() {
    let properties = &facts(SMALL)["components"]["schemas"]["Animal"]["properties"];
    let name = json!({"type": "string", "nullable": true, "default": null, "minLength": 0, "maxLength": 20, "pattern": "(?i)^\\d+$"});
    assert_eq!(properties["name"], name);
    assert_eq!(properties["kind"]["enum"], json!(["zebra", "no", "2024-01-01", "7", "zebra"]));
    let weight = json!({"type": "number", "default": 1.5, "minimum": -0.5, "maximum": 18_446_744_073_709_551_615_u64});
    assert_eq!(properties["weight"], weight);
    assert_eq!(properties["tags"]["additionalProperties"], json!({"type": "string"}));
    assert_eq!(properties["open"]["additionalProperties"], json!(true));
}

#[test]
fn sentences_are_no_formats_and_no_defaults() {
    let properties = &facts(SMALL)["components"]["schemas"]["Animal"]["properties"];
    assert_eq!(properties["priority"], json!({"type": "integer"}));
    assert_eq!(properties["since"], json!({"type": "string"}));
}

#[test]
fn the_order_is_stable() {
    let facts = facts(SMALL);
    let keys = |pointer: &str| facts.pointer(pointer).unwrap().as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(""), ["openapi", "info", "tags", "paths", "x-webhooks", "components"]);
    assert_eq!(keys("/paths"), ["/zoos", "/zoos/{zooId}/animals"]);
    assert_eq!(keys("/components/schemas"), ["Animal", "Zebra"]);
    assert_eq!(keys("/components/schemas/Animal"), ["type", "discriminator", "required", "properties"]);
    assert_eq!(facts["tags"][0]["name"], "Animal");
}

#[test]
fn importing_twice_and_importing_facts_give_the_same_bytes() {
    let once = render(&facts(SMALL));
    assert_eq!(render(&facts(SMALL)), once);
    assert_eq!(render(&facts(&once)), once);
}

#[test]
fn unknown_extensions_are_left_out_and_said() {
    let unknown: Vec<_> = import(SMALL).unwrap().unknown_extensions.iter().map(ToString::to_string).collect();
    let place = "#/components/schemas/Animal/properties";
    assert_eq!(
        unknown,
        [
            format!("unknown extension lifecycle newer (1 times, first at {place}/open/x-okta-lifecycle/newer)"),
            format!("unknown extension schema x-new (1 times, first at {place}/any/x-new)"),
        ]
    );
}

#[test]
fn counts_are_of_what_is_written_out() {
    let counts = counts(&facts(SMALL));
    assert_eq!(counts, "2 operations, 1 hooks, 2 schemas, 3 parameters, 2 tags, 2 scopes");
}

#[test]
fn a_server_of_its_own_is_a_label_in_front_of_the_org() {
    let zoos = "  /zoos:\n    get:";
    let kept = |servers: &str| {
        let on_path = facts(&SMALL.replacen(zoos, &format!("  /zoos:\n    servers: {servers}\n    get:"), 1));
        let on_operation = facts(&SMALL.replacen(zoos, &format!("{zoos}\n      servers: {servers}"), 1));
        let (path, operation) = (&on_path["paths"]["/zoos"], &on_operation["paths"]["/zoos"]["get"]);
        assert_eq!(path.get("servers"), operation.get("servers"), "{servers}");
        let again = render(&on_path);
        assert_eq!(render(&facts(&again)), again, "facts are imported as they are");
        path.get("servers").cloned()
    };
    let drapp = Some(json!([{"url": "https://drapp.{yourOktaDomain}"}]));
    for servers in [
        "[{url: 'https://drapp.yourOrgSubDomain.okta.com', description: Words.}]",
        "[{url: 'https://drapp.{yourOktaDomain}/'}]",
        "[{url: 'https://drapp.{subdomain}.oktapreview.com'}, {url: 'https://drapp.{subdomain}.okta.com'}]",
        "[{url: 'https://{host}', variables: {host: {default: drapp.subdomain.okta.com}}}]",
    ] {
        assert_eq!(kept(servers), drapp, "{servers}");
    }
    for servers in [
        "[{url: 'https://{yourOktaDomain}', variables: {yourOktaDomain: {default: subdomain.okta.com}}}]",
        "[{url: 'https://yourOktaDomain.okta.com'}]",
    ] {
        assert_eq!(kept(servers), None, "{servers}");
    }
}

#[test]
fn any_other_server_is_a_fault_with_its_place() {
    let zoos = "  /zoos:\n    get:";
    let place = "#/paths/~1zoos/servers";
    let only = "only the org and one label in front of it, like https://label.{yourOktaDomain}, are supported";
    for url in [
        "http://drapp.{yourOktaDomain}", "https://api.okta.com", "https://a.b.{yourOktaDomain}",
        "https://{label}.{yourOktaDomain}", "https://{yourOktaDomain}/v2", "https://drapp.{yourOktaDomain}:8443",
        "https://evil.example/{yourOktaDomain}", "/v2", "",
    ] {
        let text = fault(zoos, &format!("  /zoos:\n    servers: [{{url: '{url}'}}]\n    get:"));
        assert_eq!(text, format!("{place}/0/url: the server {url}: {only}"));
    }
    let several = "[{url: 'https://drapp.{org}'}, {url: 'https://{org}'}]";
    for (servers, expected) in [
        (several, format!("{place}: several servers: this is not supported")),
        ("[]", format!("{place}: must be a list with at least one server")),
        ("[{description: a}]", format!("{place}/0/url: a server needs a url")),
    ] {
        assert_eq!(fault(zoos, &format!("  /zoos:\n    servers: {servers}\n    get:")), expected);
    }
    let whole = fault("servers: [{url: \"https://{org}\"", "servers: [{url: \"https://drapp.{org}\"");
    assert_eq!(
        whole,
        "#/servers: the API as a whole is at drapp.{yourOktaDomain}, not at the org: this is not supported"
    );
    assert!(
        fault("servers: [{url: \"https://{org}\"", "servers: [{url: \"https://{org}/v2\"")
            .starts_with("#/servers/0/url: ")
    );
}

#[test]
fn a_constant_is_an_enum_of_one_value() {
    let facts = facts(&SMALL.replacen("stripes: {type: integer}", "stripes: {type: string, const: many}", 1));
    let stripes = &facts["components"]["schemas"]["Zebra"]["allOf"][1]["properties"]["stripes"];
    assert_eq!(*stripes, json!({"type": "string", "enum": ["many"]}));
}

/// Changes of the small document, `old => new`, each followed by the fault that it causes. GET, POST and ANIMAL are places in the
/// document; `\n` is a line break.
fn changes(table: &str) -> Vec<(&str, String, String)> {
    let post = "#/paths/~1zoos~1{zooId}~1animals/post";
    let places = [("ANIMAL", "#/components/schemas/Animal"), ("GET", "#/paths/~1zoos/get"), ("POST", post)];
    let lines: Vec<&str> = table.trim().lines().map(str::trim).collect();
    let played = lines.chunks(2).map(|pair| {
        let (old, new) = pair[0].split_once(" => ").unwrap();
        let found = fault(&old.replace("\\n", "\n"), &new.replace("\\n", "\n"));
        let expected = places.iter().fold(pair[1].to_owned(), |text, (name, place)| text.replace(name, place));
        (pair[0], found, expected)
    });
    played.collect()
}

#[test]
fn what_is_not_known_is_a_fault_with_its_place() {
    let table = r#"
nullable: true => nullabel: true
    ANIMAL/properties/name/nullabel: a schema has no nullabel
nullable: true => nullable: 1
    ANIMAL/properties/name/nullable: must be true or false, this is a number
minLength: 0 => minLength: a
    ANIMAL/properties/name/minLength: must be a number, this is text
enum: [zebra, => enum: [], x-a: [
    ANIMAL/properties/kind/enum: must be a list with at least one value, this is a list
required: [name] => required: name
    ANIMAL/required: must be a list of texts, this is text
mapping: {zebra: => mapping: {a: 1, zebra:
    ANIMAL/discriminator/mapping: must be a mapping from name to text, this is a mapping
description: {type: string, title: Words.} => description: text
    ANIMAL/properties/description: a schema must be a mapping, this is text
oneOf: [ => oneOf: 1, x-b: [
    ANIMAL/properties/any/oneOf: must be a list, this is a number
oneOf: [ => not: {type: string}, oneOf: [
    ANIMAL/properties/any/not: a negated schema: this is not supported
security: [{apiToken: []} => security: [{apiToken: 1}
    POST/security: must be a list of mappings from scheme to scopes, this is a list
deprecated: true => callbacks: {}
    POST/callbacks: callbacks: this is not supported
examples: {a: {summary => callbacks: {}\n  examples: {a: {summary
    #/components/callbacks: callbacks: this is not supported
schema: {type: array, items: {type: string}}} => content: {application/json: {schema: {type: object}}}}
    GET/parameters/0/content: a parameter with a media type: this is not supported
headers: {Location: {description: Words., schema: {type: string}, example: a}} => headers: {Location: {content: {text/plain: {}}}}
    POST/responses/201/headers/Location/content: a header with a media type: this is not supported
/zoos:\n    get: => /zoos:\n    trace: {}\n    get:
    #/paths/~1zoos/trace: a TRACE operation: this is not supported
/zoos:\n    get: => /zoos:\n    fetch: {}\n    get:
    #/paths/~1zoos/fetch: a path has no fetch
x-webhooks: => webhooks: {}\nx-webhooks:
    #/webhooks: webhooks of OpenAPI 3.1: this is not supported
responses: {NotFound: {description: Words.}} => responses: 7
    #/components/responses: must be a mapping, this is a number
scopes: { => scopes: [], x-d: {
    #/components/securitySchemes/oauth2/flows/authorizationCode/scopes: must be a mapping, this is a list
"#;
    for (change, found, expected) in changes(table) {
        assert_eq!(found.lines().next(), Some(expected.as_str()), "{change}");
    }
}

#[test]
fn what_does_not_hold_together_is_a_fault_with_its_place() {
    let table = r##"
openapi: 3.0.3 => openapi: 3.1.0
    #/openapi: OpenAPI 3.0 is understood, this is "3.1.0"
version: 1.0.0, x-logo => x-logo
    #/info: the document has no version
responses/NotFound => responses/Gone
    POST/responses/404/$ref: #/components/responses/Gone: there is no such response
parameters/after => parameters/before
    POST/parameters/0/$ref: #/components/parameters/before: there is no such parameter
parameters/after => schemas/Animal
    POST/parameters/0/$ref: #/components/schemas/Animal: a parameter must come from #/components/parameters
mapping: {zebra: "#/components/schemas/Zebra => mapping: {zebra: "#/components/schemas/Horse
    ANIMAL/discriminator/mapping/zebra: #/components/schemas/Horse: there is no such schema
propertyName: kind, mapping => mapping
    ANIMAL/discriminator: a discriminator needs a propertyName
stripes: {type: integer} => stripes: {type: whole}
    #/components/schemas/Zebra/allOf/1/properties/stripes/type: "whole" is no type
createAnimalPng => listZoos
    GET/operationId: the operation id listZoos is taken by POST/requestBody/content/image~1png/schema/x-okta-operationId
operationId: createAnimal => externalDocs: {}
    POST: an operation needs an operationId
operationId: createAnimal => operationId: feedHook
    #/x-webhooks/FeedHook/post/operationId: the operation id feedHook is taken by POST/operationId
tags: [Animal] => tags: []
    POST: an operation needs a tag
tags: [Animal] => tags: [Plant]
    POST/tags: the tag "Plant" is not described under tags
{oauth2: [zoo.manage]} => {oauth3: []}
    POST/security/1: there is no security scheme oauth3
responses: {200: {description: Words.}} => responses: {}
    GET: an operation needs responses
responses: {200: => responses: {2XX:
    GET/responses/2XX: 2XX is no status
{zooId} => {zoo}
    #/paths/~1zoos~1{zoo}~1animals/post: the path has {zoo}, but no such parameter is described
/zoos/{zooId}/animals: => /zoos/animals:
    #/paths/~1zoos~1animals/post: the path parameter zooId does not stand in the path
/zoos/{zooId}/animals: => /zoos/{zooId/animals:
    #/paths/~1zoos~1{zooId~1animals/post: the braces of the path do not match, or a name stands twice
/zoos/{zooId}/animals: => /zoos/{zooId}/{zooId}:
    #/paths/~1zoos~1{zooId}~1{zooId}/post: the braces of the path do not match, or a name stands twice
parameters: [{$ref: => parameters: [{name: after, in: query, schema: {}}, {$ref:
    POST: the query parameter after stands twice
in: query, style: form => in: cookie, style: form
    GET/parameters/0/in: parameters in cookie are not supported
style: form => style: pipeDelimited
    GET/parameters/0/style: the style pipeDelimited in query is not supported
in: path, description => in: path, style: matrix, description
    #/paths/~1zoos~1{zooId}~1animals/parameters/0/style: the style matrix in path is not supported
style: form => style: deepObject
    GET/parameters/0/style: the style deepObject in query is not supported
name: kinds, in => in
    GET/parameters/0: a parameter needs name
required: [name] => allOf: [{$ref: "#/components/schemas/Zebra"}]
    ANIMAL: the schema is made of itself
"##;
    for (change, found, expected) in changes(table) {
        assert!(found.lines().any(|line| line == expected), "{change}\n{found}\nwanted {expected}");
    }
}

#[test]
fn all_faults_are_said_at_once_up_to_a_point() {
    let text = SMALL.replace("type: string", "type: text");
    let error = import(&text).unwrap_err();
    assert!(error.faults.len() > 10, "{error}");
    let many = ImportError { faults: vec![Fault { place: "#".to_owned(), what: "a".to_owned() }; 23] };
    assert!(many.to_string().ends_with("#: a\nand 3 more"));
}

#[test]
fn a_broken_text_says_its_line() {
    let error = import("openapi: [3.0.3\ninfo: {}").unwrap_err().to_string();
    assert!(error.contains("line 2"), "{error}");
    assert!(import("openapi: 3.0.3\nopenapi: 3.0.3").is_err());
    assert_eq!(import("[]").unwrap_err().to_string(), "#: a document must be a mapping, this is a list");
}
