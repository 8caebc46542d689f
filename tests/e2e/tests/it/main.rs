//! What a user does, against the simulator over a real socket; against a script where an org would not do it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod blocking;
mod cursors;
mod errors;
mod groups;
mod http2;
mod identity;
mod journey;
mod lifecycle;
mod lists;
mod lossless;
mod oauth;
mod peer;
mod raw;
mod secrets;
mod sharing;
mod tls;
mod transports;

use oktant::models::{
    CreateUserRequest, PasswordCredential, RecoveryQuestionCredential, User, UserCredentials, UserProfile,
};
use std::time::Duration;

/// The members of a new user's profile that an org demands.
fn profile(login: &str) -> UserProfile {
    let text = |text: &str| Some(text.to_owned());
    UserProfile {
        login: text(login),
        email: text(login),
        first_name: text("Ann"),
        last_name: text("Lee"),
        ..UserProfile::default()
    }
}

fn new_user(login: &str) -> CreateUserRequest {
    CreateUserRequest { profile: Some(profile(login).into()), ..CreateUserRequest::default() }
}

fn password(value: &str) -> PasswordCredential {
    PasswordCredential { value: Some(value.into()), ..PasswordCredential::default() }
}

fn credentials(secret: &str, answer: &str) -> UserCredentials {
    let question = RecoveryQuestionCredential {
        question: Some("Which pet?".into()),
        answer: Some(answer.into()),
        ..RecoveryQuestionCredential::default()
    };
    UserCredentials {
        password: Some(password(secret).into()),
        recovery_question: Some(question.into()),
        ..UserCredentials::default()
    }
}

/// A user's id, which every user has.
fn id(user: &User) -> String {
    user.id.clone().unwrap()
}

/// The result of a future that must not take for ever.
async fn soon<T>(future: impl IntoFuture<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.unwrap()
}
