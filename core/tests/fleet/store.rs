//! A store that runs the scripts of the engine as a server does, in simulated time.

use mlua::{Lua, Table, Value, Variadic};
use oktant_core::Secret;
use oktant_core::fleet::{StoreReply, StoreRequest};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The hashes of a server, and its clock.
#[derive(Debug, Default)]
pub(crate) struct Data {
    pub(crate) now_ms: u64,
    hashes: BTreeMap<String, Hash>,
}

#[derive(Debug, Default)]
struct Hash {
    fields: BTreeMap<String, String>,
    ends_ms: Option<u64>,
}

pub(crate) struct Store {
    lua: Lua,
    data: Rc<RefCell<Data>>,
}

impl Store {
    pub(crate) fn new() -> Store {
        let (lua, data) = (Lua::new(), Rc::new(RefCell::new(Data::default())));
        let redis = lua.create_table().unwrap();
        let shared = Rc::clone(&data);
        let call = lua.create_function(move |lua, words: Variadic<String>| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            shared.borrow_mut().run(lua, &words)
        });
        redis.set("call", call.unwrap()).unwrap();
        lua.globals().set("redis", redis).unwrap();
        Store { lua, data }
    }

    /// Runs a script at this time by the server's clock.
    pub(crate) fn run(&self, request: &StoreRequest, now_ms: u64) -> StoreReply {
        self.run_with(request, request.arguments(|secret| Ok::<_, ()>(format!("sealed {secret}"))).unwrap(), now_ms)
    }

    /// Runs the script of a request with other arguments.
    pub(crate) fn run_with(&self, request: &StoreRequest, arguments: Vec<String>, now_ms: u64) -> StoreReply {
        self.data.borrow_mut().now_ms = now_ms;
        let list = |texts: Vec<String>| self.lua.create_sequence_from(texts).unwrap();
        let globals = self.lua.globals();
        globals.set("KEYS", list(vec![request.key.clone()])).unwrap();
        globals.set("ARGV", list(arguments)).unwrap();
        let reply: Table = self.lua.load(request.script.text).eval().unwrap();
        let mut values: Vec<String> = reply.sequence_values().map(Result::unwrap).collect();
        let sealed = request.unseal.then(|| values.remove(0));
        let secret = sealed.and_then(|text| Some(Secret::new(text.strip_prefix("sealed ")?.to_owned())));
        StoreReply { values, secret }
    }

    /// Writes a field, as anybody may who knows the password.
    pub(crate) fn write(&self, key: &str, field: &str, text: &str) {
        let mut data = self.data.borrow_mut();
        data.hashes.entry(key.to_owned()).or_default().fields.insert(field.to_owned(), text.to_owned());
    }

    /// All is gone.
    pub(crate) fn wipe(&self) {
        self.data.borrow_mut().hashes.clear();
    }
}

impl Data {
    fn run(&mut self, lua: &Lua, words: &[&str]) -> mlua::Result<Value> {
        let now_ms = self.now_ms;
        self.hashes.retain(|_, hash| hash.ends_ms.is_none_or(|ends_ms| now_ms < ends_ms));
        let list = |texts: Vec<String>| Ok(Value::Table(lua.create_sequence_from(texts)?));
        let count = |number: usize| Ok(Value::Number(number as f64));
        match words {
            ["TIME"] => list(vec![(now_ms / 1000).to_string(), (now_ms % 1000 * 1000).to_string()]),
            ["HGETALL", key] => {
                let hash = self.hashes.get(*key);
                list(hash.into_iter().flat_map(|hash| &hash.fields).flat_map(|(n, v)| [n.clone(), v.clone()]).collect())
            }
            ["HSET", key, pairs @ ..] => {
                let hash = self.hashes.entry((*key).to_owned()).or_default();
                let new = pairs.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned()));
                hash.fields.extend(new);
                count(pairs.len() / 2)
            }
            ["HDEL", key, fields @ ..] => {
                let hash = self.hashes.get_mut(*key);
                hash.into_iter().for_each(|hash| hash.fields.retain(|name, _| !fields.contains(&name.as_str())));
                count(fields.len())
            }
            ["PEXPIRE", key, ms] => {
                let ends_ms = Some(now_ms + ms.parse::<u64>().unwrap());
                self.hashes.get_mut(*key).into_iter().for_each(|hash| hash.ends_ms = ends_ms);
                count(1)
            }
            ["DEL", key] => count(usize::from(self.hashes.remove(*key).is_some())),
            _ => Err(mlua::Error::runtime(format!("{words:?}: this store has no such command"))),
        }
    }
}
