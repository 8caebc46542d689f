//! The life of a user, from creation to the second deletion.

use crate::{id, new_user, profile};
use futures_util::TryStreamExt;
use oktant::Document;
use oktant::models::{UpdateUserRequest, UserStatus};
use oktant_e2e::Simulated;

#[tokio::test]
async fn create_get_replace_update_delete_twice() {
    let org = Simulated::with_users(10);
    let okta = org.client();
    let users = okta.users();

    let mut new = new_user("ann@example.com");
    new.profile.as_mut().unwrap().nick_name = Some("Annie".into());
    let ann = users.create_user(&new).activate(false).await.unwrap();
    let ann_id = id(&ann);
    assert_eq!(ann.status, Some(UserStatus::Staged));
    assert!(ann.problems().is_empty() && ann.created.as_ref().unwrap().unix_ms().is_some());

    for key in [ann_id.as_str(), "ann@example.com", "ann"] {
        assert_eq!(users.get_user(key).await.unwrap().id.as_deref(), Some(ann_id.as_str()), "{key}");
    }
    let me = users.get_user("me").await.unwrap();
    assert_eq!(me.status, Some(UserStatus::Active));
    assert_ne!(me.id, ann.id);

    // An update keeps what it does not name, a replacement does not.
    let mut update = UpdateUserRequest { profile: Some(Box::default()), ..UpdateUserRequest::default() };
    update.profile.as_mut().unwrap().department = Some("Field".into());
    let updated = users.update_user(&ann_id, &update).await.unwrap().profile.unwrap();
    assert_eq!((updated.nick_name.as_deref(), updated.department.as_deref()), (Some("Annie"), Some("Field")));
    let replacement = UpdateUserRequest { profile: Some(profile("ann@example.com").into()), ..Default::default() };
    let replaced = users.replace_user(&ann_id, &replacement).await.unwrap().profile.unwrap();
    assert_eq!((replaced.nick_name, replaced.department), (None, None));

    users.delete_user(&ann_id).await.unwrap();
    assert_eq!(users.get_user(&ann_id).await.unwrap().status, Some(UserStatus::Deprovisioned));
    let listed: Vec<_> = users.list_users().items().map_ok(|user| id(&user)).try_collect().await.unwrap();
    assert!(listed.len() == 10 && !listed.contains(&ann_id));
    users.delete_user(&ann_id).send_email(false).await.unwrap();
    let gone = users.get_user(&ann_id).await.unwrap_err();
    assert!(gone.is_not_found() && gone.code() == Some("E0000007"), "{gone}");
    assert!(users.delete_user(&ann_id).await.unwrap_err().is_not_found());
}
