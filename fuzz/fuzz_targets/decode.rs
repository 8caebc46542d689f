//! No input panics; what is read is written again completely and once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oktant_core::models::{Application, User};
use oktant_core::value::{Document, Json, Timestamp};

fuzz_target!(|bytes: &[u8]| {
    let Ok(json) = Json::parse(bytes) else {
        assert!(User::parse(bytes).is_err() && Vec::<Application>::parse(bytes).is_err());
        return;
    };
    assert_eq!(Json::parse(json.to_string().as_bytes()).as_ref(), Ok(&json));
    holds::<User>(bytes, &json);
    holds::<Application>(bytes, &json);
    holds::<Vec<Application>>(bytes, &json);
    if let Some(text) = json.as_str() {
        let time = Timestamp::from(text);
        let _ = (time.unix_ms(), time.to_system_time());
    }
});

fn holds<T: Document + PartialEq + std::fmt::Debug>(bytes: &[u8], json: &Json) {
    let Ok(value) = T::parse(bytes) else { return };
    let text = value.to_text();
    assert_eq!(Json::parse(text.as_bytes()).as_ref(), Ok(json), "something was lost");
    assert_eq!(json.to_string().len(), text.len(), "a name was written twice");
    assert!(T::parse(text.as_bytes()) == Ok(value), "read otherwise the second time");
}
