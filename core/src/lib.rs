//! The heart of Oktant, the SDK for the Okta Management API: models, operations and the engine that decides, without I/O.

pub mod value;
