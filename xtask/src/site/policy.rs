//! The content security policy of the built page. Pages gives no headers of ours, so it stands in the
//! document, before anything that it is about.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::insert_behind;
use crate::project::Project;

/// What there is beside scripts and styles, and why:
///
/// - `connect-src`: wasm, rules' pages and lessons, of this host alone;
/// - `worker-src`: the service worker, and the starter of the worker, which is a blob so that the policy
///   holds in there too (src/bin/designer/bridge.rs);
/// - `img-src`: pictures that the page draws itself, on their way to a PNG;
/// - Trusted Types: public/trusted.js.
///
/// No form, no frame, no plugin, no base, no font.
const REST: &str = "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
     base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types default";

/// Puts the policy into a page: what is inline in it is allowed by its hash, and so are these styles,
/// which its program puts into elements.
pub fn guard(page: &str, styles: &BTreeSet<String>) -> Result<String> {
    ensure!(!handles_events(page), "the page has an event handler among its attributes");
    let scripts: BTreeSet<String> = inline(page, "script").map(source).collect();
    ensure!(!scripts.is_empty(), "the page has no script that starts it");
    let inline: BTreeSet<String> = inline(page, "style").map(source).collect();
    let styles = inline.union(styles);
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'{}; {REST}",
        listed(&scripts),
        listed(styles)
    );
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    insert_behind(page, "<meta charset", ">", &meta)
}

/// Puts a policy into a page of the documentation: its own scripts, and nothing of another host. Its
/// maker's script writes styles into elements, so those are free.
pub fn guard_book(page: &str) -> Result<String> {
    let scripts: BTreeSet<String> = inline(page, "script").map(source).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'{}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'",
        listed(&scripts)
    );
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    insert_behind(page, "<meta charset", ">", &meta)
}

/// The styles of those parts of the page that come later: files that the document does not link.
pub fn styles(project: &Project) -> Result<BTreeSet<String>> {
    let document = fs::read_to_string(project.root().join("index.html"))?;
    let folder = project.root().join("style");
    let mut sources = BTreeSet::new();
    for entry in fs::read_dir(&folder).context("there is no folder of styles")? {
        let entry = entry?;
        if !document.contains(&format!("style/{}", entry.file_name().to_string_lossy())) {
            sources.insert(source(&fs::read_to_string(entry.path())?));
        }
    }
    Ok(sources)
}

fn listed<'a>(sources: impl IntoIterator<Item = &'a String>) -> String {
    sources.into_iter().flat_map(|source| [" ", source]).collect()
}

/// As a policy names a text.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// What stands in the elements of that name, where it does not stand in a file.
fn inline<'a>(page: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (begin, end) = (format!("<{name}"), format!("</{name}"));
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once(&begin) {
        let Some((tag, after)) = after.split_once('>') else { break };
        let (content, after) = after.split_once(&end).unwrap_or((after, ""));
        if !tag.contains(" src=") && !tag.contains("application/") {
            found.push(content);
        }
        rest = after;
    }
    found.into_iter()
}

/// Whether an element has an `onclick` or the like.
fn handles_events(page: &str) -> bool {
    let mut rest = page;
    while let Some((markup, after)) = rest.split_once("<script") {
        if has_handler(markup) {
            return true;
        }
        rest = after.split_once("</script").map_or("", |(_, after)| after);
    }
    has_handler(rest)
}

fn has_handler(markup: &str) -> bool {
    markup.split(char::is_whitespace).any(|word| {
        word.split_once('=').is_some_and(|(name, _)| {
            name.len() > 2
                && name.starts_with("on")
                && name.bytes().all(|byte| byte.is_ascii_lowercase())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `printf 'go()' | openssl dgst -sha256 -binary | base64` has it.
    const GO: &str = "'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='";

    fn guarded(page: &str) -> String {
        guard(page, &BTreeSet::from(["'sha256-later'".to_owned()])).unwrap()
    }

    #[test]
    fn what_is_inline_is_named_by_its_hash_before_it_comes() {
        let page = "<html><head><meta charset=utf-8><script src=a.js></script><script type=module>go()</script>";
        let policy = guarded(page);
        let place = policy.find("Content-Security-Policy").unwrap();
        assert!(place < policy.find("<script").unwrap());
        assert_eq!(source("go()"), GO);
        assert!(
            policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' {GO};")),
            "{policy}"
        );
        assert!(policy.contains("style-src 'self' 'sha256-later';"), "{policy}");
        assert!(policy.contains("default-src 'none';") && !policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_handler_among_the_attributes_is_refused() {
        let page =
            |body: &str| format!("<meta charset=utf-8><script>a = 1; b onc=2</script>{body}");
        assert!(guard(&page("<button onclick=\"go()\">"), &BTreeSet::new()).is_err());
        assert!(guard(&page("<button title=\"one = 1\" data-on=2>"), &BTreeSet::new()).is_ok());
    }
}
