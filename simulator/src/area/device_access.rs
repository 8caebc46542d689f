//! What an org sets about sign-in to desktops.

use crate::handler::Row;
use crate::single::Single;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", RECOVERY_PIN.path, |org, call| RECOVERY_PIN.get(org, call)),
    ("PUT", RECOVERY_PIN.path, |org, call| RECOVERY_PIN.replace(org, call)),
]];

const RECOVERY_PIN: Single = Single {
    path: "/device-access/api/v1/desktop-mfa/recovery-pin-settings",
    schema: "DesktopMFARecoveryPinOrgSetting",
    object: "desktopMFARecoveryPin",
    first: |_, _| json!({ "desktopMFARecoveryPinEnabled": false }),
    ..Single::NEW
};
