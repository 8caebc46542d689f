//! Groups and who is in them.

use crate::{id, new_user};
use futures_util::TryStreamExt;
use oktant::models::{AddGroupRequest, GroupType, OktaUserGroupProfile, ReplaceGroupRequest};
use oktant_e2e::Simulated;

fn profile(name: &str, description: &str) -> Option<Box<OktaUserGroupProfile>> {
    let profile =
        OktaUserGroupProfile { name: Some(name.into()), description: Some(description.into()), ..Default::default() };
    Some(profile.into())
}

#[tokio::test]
async fn a_group_is_made_filled_read_changed_and_deleted() {
    let org = Simulated::with_users(8);
    let okta = org.client();
    let groups = okta.groups();
    let body = AddGroupRequest { profile: profile("Pilots", "Who flies"), ..AddGroupRequest::default() };
    let made = groups.add_group(&body).await.unwrap();
    let group = made.id.clone().unwrap();
    assert_eq!(made.type_, Some(GroupType::OktaGroup));
    assert!(groups.list_group_users(&group).items().try_next().await.unwrap().is_none(), "nobody yet");

    let users: Vec<_> = okta.users().list_users().items().map_ok(|user| id(&user)).try_collect().await.unwrap();
    for user in &users {
        groups.assign_user_to_group(&group, user).await.unwrap();
    }
    groups.assign_user_to_group(&group, &users[0]).await.unwrap();
    let members = || groups.list_group_users(&group).limit(3).items().map_ok(|user| id(&user));
    assert_eq!(members().try_collect::<Vec<_>>().await.unwrap(), users);
    groups.unassign_user_from_group(&group, &users[3]).await.unwrap();
    assert_eq!(members().try_collect::<Vec<_>>().await.unwrap().len(), 7);

    let change = ReplaceGroupRequest { profile: profile("Pilots", "Who flew"), ..ReplaceGroupRequest::default() };
    assert_eq!(groups.replace_group(&group, &change).await.unwrap().id, made.id);
    let read = groups.get_group(&group).await.unwrap();
    assert_eq!(read.profile.unwrap().description.as_deref(), Some("Who flew"));
    let found: Vec<_> = groups.list_groups().q("Pil").items().try_collect().await.unwrap();
    assert_eq!(found.iter().filter_map(|group| group.id.as_deref()).collect::<Vec<_>>(), [group.as_str()]);

    groups.delete_group(&group).await.unwrap();
    assert!(groups.get_group(&group).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn errors_of_groups() {
    let org = Simulated::with_users(1);
    let okta = org.client();
    let groups = okta.groups();
    let error = groups.add_group(&AddGroupRequest::default()).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("E0000001")), "{error}");
    let everyone = groups.list_groups().items().try_next().await.unwrap().unwrap();
    assert_eq!(everyone.type_, Some(GroupType::BuiltIn));
    let everyone = everyone.id.unwrap();
    let error = groups.delete_group(&everyone).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(403), Some("E0000006")), "{error}");
    let user = id(&okta.users().create_user(&new_user("ann@example.com")).await.unwrap());
    assert!(groups.assign_user_to_group("00gNowhere", &user).await.unwrap_err().is_not_found());
    assert!(groups.assign_user_to_group(&everyone, "00uNobody").await.is_err());
}
