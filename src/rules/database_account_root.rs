//! ## What it does
//! Finds WordPress with the account `root`, or another that MySQL or the image has for itself.
//!
//! ## Example
//! ```yaml
//! wordpress: {database: {user: root}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {database: {user: wordpress}}
//! ```
//!
//! ## How to mend it
//! Use an account of its own, with rights on its own database. The fix is not safe if WordPress
//! runs already: the other account must exist.
//!
//! ## Source
//! The article's closing remarks; percona/percona-docker `entrypoint.sh`, `MYSQL_ROOT_HOST`,
//! monitor, clustercheck, xtrabackup.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-W01", severity: Severity::Error, check };

pub(super) const WORDS: Words = Words {
    title: "WordPress uses the database's root account",
    why: "Who finds a hole in one plugin then owns the whole database server. It does not work either: root may log in only from the replica itself.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    const RESERVED: [&str; 6] =
        ["root", "mysql", "monitor", "clustercheck", "xtrabackup", "operator"];
    let user = &view.design.wordpress.database.user;
    let low = user.as_str().to_ascii_lowercase();
    if RESERVED.contains(&low.as_str()) || low.starts_with("mysql_") {
        let place = Place::field("wordpress", "database").key("user");
        let edit = reset(&place);
        let message = format!("WordPress uses the database's account {user}.");
        findings.add_with_fix(place, message, "Use an account of its own", edit);
    }
}
