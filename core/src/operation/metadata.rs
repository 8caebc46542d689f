//! Metadata of operations: area, OAuth scopes and lifecycle.

use crate::Operation;

/// Metadata of an operation that no call needs. It is read from a table of its own, which only programs that use it contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationMetadata {
    /// The API area, such as `users`.
    pub area: &'static str,
    /// The OAuth scopes, such as `okta.users.read`. Any one of them is enough.
    pub scopes: Vec<&'static str>,
    /// The lifecycle stage: `GA`, `EA` or `LIMITED_GA`.
    pub lifecycle: &'static str,
    /// Whether the API document marks it as deprecated.
    pub deprecated: bool,
}

impl Operation {
    /// The operation's metadata; `None` for a custom operation.
    ///
    /// ```
    /// let operation = oktant_core::Operation::find("listUsers").unwrap();
    /// assert_eq!(operation.metadata().unwrap().scopes, ["okta.users.read"]);
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
    fn every_operation_has_metadata() {
        for operation in Operation::all() {
            let metadata = operation.metadata().unwrap();
            assert!(
                !metadata.area.is_empty() && metadata.lifecycle.chars().all(|c| c.is_ascii_uppercase() || c == '_'),
                "{metadata:?}"
            );
            assert!(metadata.scopes.iter().all(|scope| scope.contains('.')), "{metadata:?}");
        }
        assert!(Operation::all().any(|operation| operation.metadata().unwrap().deprecated));
        assert_eq!(Operation::custom(Method::Get, "/api/v1/users").metadata(), None);
    }
}
