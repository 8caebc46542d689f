//! What the document tells of an operation beside how it is called.

use crate::Operation;

/// Facts that no call needs. They are read from the whole table, which only a program that asks for them carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationMetadata {
    /// API area, `users`.
    pub area: &'static str,
    /// OAuth scopes, any of which is enough.
    pub scopes: Vec<&'static str>,
    /// Lifecycle stage: `GA`, `EA` or `LIMITED_GA`.
    pub lifecycle: &'static str,
    /// True if the API document marks it as deprecated.
    pub deprecated: bool,
}

impl Operation {
    /// What else the document tells of it; `None` for one that no document tells of.
    ///
    /// ```
    /// let row = oktant_core::Operation::find("listUsers").unwrap();
    /// assert_eq!(row.metadata().unwrap().scopes, ["okta.users.read"]);
    /// ```
    pub fn metadata(&self) -> Option<OperationMetadata> {
        let line = include_str!("../generated/operations.txt")
            .lines()
            .find(|line| line.split('\t').next() == Some(&self.id))?;
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, area, .., scopes, facts] = columns[..] else { return None };
        let mut facts = facts.split(' ').skip(2);
        Some(OperationMetadata {
            area,
            scopes: scopes.split(' ').filter(|scope| *scope != "-").collect(),
            lifecycle: facts.next()?,
            deprecated: facts.any(|fact| fact == "deprecated"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    #[test]
    fn every_operation_has_its_facts() {
        for operation in Operation::all() {
            let about = operation.metadata().unwrap();
            assert!(
                !about.area.is_empty() && about.lifecycle.chars().all(|c| c.is_ascii_uppercase() || c == '_'),
                "{about:?}"
            );
            assert!(about.scopes.iter().all(|scope| scope.contains('.')), "{about:?}");
        }
        assert!(Operation::all().any(|operation| operation.metadata().unwrap().deprecated));
        assert_eq!(Operation::custom(Method::Get, "/api/v1/users").metadata(), None);
    }
}
