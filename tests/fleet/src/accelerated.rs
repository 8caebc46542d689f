//! A store whose clock goes faster.

use oktant::store::{Script, Store, Stored};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Runs each script of a store with a clock that goes so many times as fast as the server's.
pub(crate) struct Accelerated {
    store: Arc<dyn Store>,
    scale: u32,
    /// The scripts that were changed, by their names.
    scripts: Mutex<HashMap<&'static str, &'static Script>>,
}

impl Accelerated {
    pub(crate) fn new(store: Arc<dyn Store>, scale: u32) -> Accelerated {
        Accelerated { store, scale, scripts: Mutex::default() }
    }

    /// The script, with a `redis` of its own that tells another time.
    fn changed(&self, script: &'static Script) -> &'static Script {
        self.scripts.lock().unwrap().entry(script.name).or_insert_with(|| {
            let text = format!(
                "local server = redis
                 local redis = setmetatable({{ call = function(command, ...)
                   local reply = server.call(command, ...)
                   if command ~= 'TIME' then return reply end
                   local micros = (tonumber(reply[1]) * 1000000 + tonumber(reply[2])) * {}
                   return {{ string.format('%d', math.floor(micros / 1000000)), string.format('%d', micros % 1000000) }}
                 end }}, {{ __index = server }})
                 {}",
                self.scale, script.text
            );
            // As long as the process, as scripts are.
            Box::leak(Box::new(Script { name: script.name, text: text.leak() }))
        })
    }
}

impl Store for Accelerated {
    fn run(&self, script: &'static Script, key: String, arguments: Vec<String>, timeout: Duration) -> Stored<'_> {
        self.store.run(self.changed(script), key, arguments, timeout)
    }
}
