//! The handlers of operations, one file per area.

pub(crate) mod access_tokens;
pub(crate) mod agent_pools;
pub(crate) mod api_tokens;
pub(crate) mod app_authenticators;
pub(crate) mod app_properties;
pub(crate) mod apps;
pub(crate) mod authenticators;
pub(crate) mod authorization_servers;
pub(crate) mod behaviors;
pub(crate) mod brands;
pub(crate) mod captchas;
pub(crate) mod clients;
pub(crate) mod consents;
pub(crate) mod credentials;
pub(crate) mod device_access;
pub(crate) mod device_assurances;
pub(crate) mod devices;
pub(crate) mod domains;
pub(crate) mod email_domains;
pub(crate) mod email_servers;
pub(crate) mod factors;
pub(crate) mod features;
pub(crate) mod filter;
pub(crate) mod group_documents;
pub(crate) mod group_owners;
pub(crate) mod group_rules;
pub(crate) mod groups;
pub(crate) mod hooks;
pub(crate) mod iam;
pub(crate) mod identity_sources;
pub(crate) mod idps;
pub(crate) mod integrations;
pub(crate) mod keys;
pub(crate) mod lifecycle;
pub(crate) mod linked_objects;
pub(crate) mod log_stream_schemas;
pub(crate) mod log_streams;
pub(crate) mod logs;
pub(crate) mod mappings;
pub(crate) mod members;
pub(crate) mod org;
pub(crate) mod policies;
pub(crate) mod push_providers;
pub(crate) mod rate_limits;
pub(crate) mod realms;
pub(crate) mod refresh_tokens;
pub(crate) mod risk;
pub(crate) mod roles;
pub(crate) mod schemas;
pub(crate) mod security_events;
pub(crate) mod sessions;
pub(crate) mod sms_templates;
pub(crate) mod subscriptions;
pub(crate) mod threats;
pub(crate) mod tokens;
pub(crate) mod trusted_origins;
pub(crate) mod ui_schemas;
pub(crate) mod user_documents;
pub(crate) mod user_links;
pub(crate) mod user_list;
pub(crate) mod user_types;
pub(crate) mod user_views;
pub(crate) mod users;
pub(crate) mod webauthn_registration;
pub(crate) mod zones;

use crate::handler::Row;
use crate::org::Org;
use crate::time::Time;

/// The rows of all areas.
pub(crate) const TABLES: &[&[&[Row]]] = &[
    agent_pools::ROWS,
    api_tokens::ROWS,
    app_authenticators::ROWS,
    apps::ROWS,
    authenticators::ROWS,
    authorization_servers::ROWS,
    behaviors::ROWS,
    brands::ROWS,
    captchas::ROWS,
    clients::ROWS,
    consents::ROWS,
    credentials::ROWS,
    device_access::ROWS,
    device_assurances::ROWS,
    devices::ROWS,
    domains::ROWS,
    email_domains::ROWS,
    email_servers::ROWS,
    factors::ROWS,
    features::ROWS,
    group_owners::ROWS,
    group_rules::ROWS,
    groups::ROWS,
    hooks::event::ROWS,
    hooks::inline::ROWS,
    hooks::keys::ROWS,
    iam::BINDING_ROWS,
    iam::RESOURCE_SET_ROWS,
    iam::ROWS,
    identity_sources::ROWS,
    idps::ROWS,
    integrations::ROWS,
    lifecycle::ROWS,
    linked_objects::ROWS,
    log_stream_schemas::ROWS,
    log_streams::ROWS,
    logs::ROWS,
    mappings::ROWS,
    members::ROWS,
    org::ROWS,
    policies::ROWS,
    push_providers::ROWS,
    rate_limits::ROWS,
    realms::ROWS,
    risk::ROWS,
    roles::ROWS,
    schemas::ROWS,
    security_events::ROWS,
    sessions::ROWS,
    sms_templates::ROWS,
    subscriptions::ROWS,
    threats::ROWS,
    trusted_origins::ROWS,
    ui_schemas::ROWS,
    user_list::ROWS,
    user_types::ROWS,
    user_views::ROWS,
    users::ROWS,
    webauthn_registration::ROWS,
    zones::ROWS,
];

/// Puts what every org has into a new one.
pub(crate) fn seed(org: &mut Org, born: Time) {
    users::seed(org, born);
    api_tokens::seed(org, born);
    realms::seed(org, born);
    roles::seed(org, born);
    keys::seed(org, born);
    // Policies name authenticators, devices too, and domains brands.
    authenticators::seed(org, born);
    policies::seed(org, born);
    authorization_servers::seed(org, born);
    behaviors::seed(org, born);
    brands::seed(org, born);
    domains::seed(org, born);
    devices::seed(org, born);
    features::seed(org, born);
    sms_templates::seed(org, born);
    zones::seed(org, born);
    apps::seed(org, born);
    consents::seed(org, born);
}
