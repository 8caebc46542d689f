//! Types of the core that cross the FFI boundary unchanged. UniFFI takes their fields and variants from these declarations, and the
//! compiler compares them with the core's.

use oktant_core::config::Origin;
use oktant_core::io::{BodyKind, BodySummary, Reason, SigningKey};
use oktant_core::{Phase, RateLimit, RateLimitStatus};

#[uniffi::remote(Enum)]
pub enum BodyKind {
    Object,
    Array,
    Other,
    Empty,
    Broken,
    NotJson,
    TooLarge,
}

#[uniffi::remote(Record)]
pub struct BodySummary {
    pub bytes: u64,
    pub kind: BodyKind,
    pub next: Option<String>,
    pub count: Option<u64>,
}

#[uniffi::remote(Enum)]
pub enum Origin {
    Default,
    HomeFile,
    HiddenFile,
    WorkingFile,
    NamedFile,
    Environment,
    Code,
}

#[uniffi::remote(Enum)]
pub enum Phase {
    Connect,
    Answer,
    Body,
}

#[uniffi::remote(Record)]
pub struct RateLimit {
    pub limit: Option<u64>,
    pub remaining: Option<u64>,
    pub reset: Option<u64>,
}

#[uniffi::remote(Record)]
pub struct RateLimitStatus {
    pub name: String,
    pub rate: RateLimit,
    pub in_flight: u64,
    pub held: u64,
}

#[uniffi::remote(Enum)]
pub enum Reason {
    Backoff,
    RateLimit,
    ConcurrentLimit,
    Pace,
    Token,
}

#[uniffi::remote(Enum)]
pub enum SigningKey {
    Client,
    Proof,
}
