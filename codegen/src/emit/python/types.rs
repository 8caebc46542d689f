//! The types of a method, as type checkers read them.

use super::static_type;
use crate::model::{Api, Parameter, Ref};

/// The types of one service's module.
#[derive(Clone, Copy)]
pub(super) struct Types<'a> {
    pub(super) api: &'a Api,
    /// The service's own class: a model of that name gets another one in its module.
    pub(super) class: &'a str,
}

impl<'a> Types<'a> {
    /// The type of a value that a method returns.
    pub(super) fn read(self, of: &Ref) -> String {
        match self.api.class_of(of) {
            Some(name) if name == self.class => static_type(self.api, of).replace(name, &self.local(name)),
            _ => static_type(self.api, of),
        }
    }

    /// The type of an argument: any string, with the documented values as literals, so that editors complete them.
    pub(super) fn argument(self, parameter: &Parameter) -> String {
        let values: Vec<String> = parameter.values.iter().map(|value| format!("{value:?}")).collect();
        match &parameter.of {
            Ref::Text if !values.is_empty() => format!("Literal[{}] | str", values.join(", ")),
            Ref::List(_) if !values.is_empty() => format!("Sequence[Literal[{}] | str]", values.join(", ")),
            of => self.taken(of),
        }
    }

    /// The type of a value that a method takes: models may be dicts, enums and times strings, lists any sequence.
    pub(super) fn taken(self, of: &Ref) -> String {
        match self.api.meaning(of) {
            Ref::Timestamp => "datetime | str".to_owned(),
            Ref::Object => "Mapping[str, Any]".to_owned(),
            Ref::Named(name) if self.api.is_enum(name) => format!("{} | str", self.local(name)),
            Ref::Named(name) => format!("{} | dict[str, Any]", self.local(name)),
            Ref::List(of) => format!("Sequence[{}]", self.taken(of)),
            Ref::Map(of) => format!("Mapping[str, {}]", self.taken(of)),
            of => self.read(of),
        }
    }

    /// How a class is imported: `User`, or under its other name.
    pub(super) fn import(self, name: &str) -> String {
        if name == self.class { format!("{name} as {}", self.local(name)) } else { name.to_owned() }
    }

    /// The class under the name that it is imported by.
    pub(super) fn local(self, name: &str) -> String {
        if name == self.class { format!("{name}Model") } else { name.to_owned() }
    }
}
