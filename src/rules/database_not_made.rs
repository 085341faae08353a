//! ## What it does
//! Finds designs in which Percona's first start makes neither database nor account.
//!
//! ## Example
//! ```yaml
//! wordpress: {database: {create: false}}
//! ```
//! Use instead:
//! ```yaml
//! wordpress: {database: {create: true}}
//! ```
//!
//! ## How to mend it
//! Let the first start make them. The fix is safe: a database that has been started before is not
//! touched.
//!
//! ## Source
//! docker-library/wordpress commit 891b71082 of 2021-03-09; percona/percona-docker `entrypoint.sh`,
//! `MYSQL_DATABASE`.

use super::rule::{Findings, reset};
use super::view::View;
use super::{Rule, Severity, Words};
use crate::design::Place;

pub(super) const RULE: Rule = Rule { code: "PW-W02", severity: Severity::Warning, check };

pub(super) const WORDS: Words = Words {
    title: "Nobody makes WordPress' database",
    why: "WordPress' image has not made the database since version 5.7; in 2017 it still did. Without it the site shows an error until a person makes both by hand.",
};

fn check(view: &View<'_>, findings: &mut Findings<'_>) {
    let database = &view.design.wordpress.database;
    if !database.create {
        let place = Place::field("wordpress", "database").key("create");
        let edit = reset(&place);
        let message = format!(
            "Nobody makes the database {} and its account {}.",
            database.name, database.user
        );
        findings.add_with_safe_fix(place, message, "Let Percona's first start make them", edit);
    }
}
