//! What happens to users: every operation gives what its type says, and the user is what it then should be.

use crate::{credentials, id, new_user, password};
use oktant::Client;
use oktant::models::ChangePasswordRequest;
use oktant::models::UserStatus::{
    self, Active, Deprovisioned, PasswordExpired, Provisioned, Recovery, Staged, Suspended,
};
use oktant_e2e::Simulated;

const OLD: &str = "Plain-Pa55word";
const NEW: &str = "Another-Pa55word";

async fn status(okta: &Client, id: &str) -> UserStatus {
    okta.users().get_user(id).await.unwrap().status.unwrap()
}

#[tokio::test]
async fn from_staged_to_deprovisioned() {
    let org = Simulated::with_users(2);
    let okta = org.client();
    let lifecycle = okta.user_lifecycle();
    let ann = id(&okta.users().create_user(&new_user("ann@example.com")).activate(false).await.unwrap());
    assert_eq!(status(&okta, &ann).await, Staged);

    let token = lifecycle.activate_user(&ann).send_email(false).await.unwrap();
    assert!(token.activation_token.is_some_and(|token| !token.is_empty()) && token.activation_url.is_some());
    assert_eq!(status(&okta, &ann).await, Provisioned);
    let again = lifecycle.reactivate_user(&ann).send_email(true).await.unwrap();
    assert_eq!(again, Default::default(), "the org sent it by mail");

    lifecycle.deactivate_user(&ann).send_email(false).await.unwrap();
    assert_eq!(status(&okta, &ann).await, Deprovisioned);
    let error = lifecycle.suspend_user(&ann).await.unwrap_err();
    assert_eq!((error.status(), error.code(), error.operation()), (Some(400), Some("E0000001"), Some("suspendUser")));

    let mut bob = new_user("bob@example.com");
    bob.credentials = Some(credentials(OLD, "A stoat").into());
    let bob = id(&okta.users().create_user(&bob).await.unwrap());
    assert_eq!(status(&okta, &bob).await, Active);
    lifecycle.suspend_user(&bob).await.unwrap();
    assert_eq!(status(&okta, &bob).await, Suspended);
    lifecycle.unsuspend_user(&bob).await.unwrap();
    assert_eq!(status(&okta, &bob).await, Active);
    lifecycle.reset_factors(&bob).await.unwrap();
    let error = lifecycle.unlock_user(&bob).await.unwrap_err();
    assert_eq!((error.code(), error.causes()), (Some("E0000032"), &["The user is not locked out.".to_owned()][..]));
}

#[tokio::test]
async fn passwords_and_questions() {
    let org = Simulated::with_users(2);
    let okta = org.client();
    let service = okta.user_credentials();
    let mut ann = new_user("ann@example.com");
    ann.credentials = Some(credentials(OLD, "A stoat").into());
    let made = okta.users().create_user(&ann).await.unwrap();
    let shown = made.credentials.as_ref().unwrap();
    assert!(shown.password.as_ref().unwrap().value.is_none(), "an org never gives a password back");
    assert_eq!(shown.recovery_question.as_ref().unwrap().question.as_deref(), Some("Which pet?"));
    let ann = id(&made);

    let change = |old: &str, new: &str| ChangePasswordRequest {
        old_password: Some(password(old).into()),
        new_password: Some(password(new).into()),
        ..ChangePasswordRequest::default()
    };
    let error = service.change_password(&ann, &change("wrong", NEW)).await.unwrap_err();
    assert!(error.is_forbidden() && error.code() == Some("E0000014"), "{error}");
    let left = service.change_password(&ann, &change(OLD, NEW)).await.unwrap();
    assert!(left.provider.is_some() && left.recovery_question.is_some());

    service.change_recovery_question(&ann, &credentials(NEW, "A weasel")).await.unwrap();
    let error = service.forgot_password_set_new_password(&ann, &credentials(OLD, "A stoat")).await.unwrap_err();
    assert_eq!(error.status(), Some(403), "{error}");
    service.forgot_password_set_new_password(&ann, &credentials(OLD, "A weasel")).send_email(false).await.unwrap();

    let expired = service.expire_password(&ann).await.unwrap();
    assert_eq!((expired.id, expired.status), (Some(ann.clone()), Some(PasswordExpired)));
    let temporary = service.expire_password_with_temp_password(&ann).await.unwrap();
    let shown = format!("{temporary:?}");
    let password = temporary.temp_password.unwrap();
    assert!(password.len() > 8 && !shown.contains(&password), "{shown}");
    let reset = service.reset_password(&ann, false).await.unwrap();
    assert!(reset.reset_password_url.unwrap().contains("/reset_password/"));
    assert_eq!(status(&okta, &ann).await, Recovery);
}
