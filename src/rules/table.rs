//! The table of all rules.

use super::{Rule, Status};

/// Makes the table, and says where the text of each rule's page comes from.
macro_rules! rules {
    ($($status:ident $module:ident),+ $(,)?) => {
        /// Every rule with its status, in the order of the codes.
        pub static RULES: &[(&Rule, Status)] = &[$((&super::$module::RULE, Status::$status)),+];

        /// The file of the rule with that code.
        pub(super) fn source(code: &str) -> Option<&'static str> {
            $(if super::$module::RULE.code == code {
                return Some(include_str!(concat!(stringify!($module), ".rs")));
            })+
            None
        }
    };
}

/// The rule with that code, and its status.
pub fn rule(code: &str) -> Option<(&'static Rule, Status)> {
    RULES.iter().find(|(rule, _)| rule.code == code).copied()
}

rules! {
    Stable database_on_nfs,
}
