//! Older formats of the document, and how their text becomes today's.

use crate::document::{Content, Node, Span, parse};

/// The format that this library reads and writes.
pub const NEWEST_FORMAT: u32 = 1;

/// The format that a text says it has, and where it says so.
pub(super) fn format_of(root: &Node) -> Option<(u32, Span)> {
    let node = root.get("presswright")?;
    match &node.content {
        Content::Scalar { text, .. } => text.parse().ok().map(|found| (found, node.span)),
        _ => None,
    }
}

/// The text in today's format, with its comments; nothing if it is of today already or of a later one.
///
/// Format 0 was that of the drafts before the first release: `wordpress.port` has since become one of
/// the ways in, and `cluster.cni` is called `network-plugin`.
pub fn modernise(text: &str) -> Option<String> {
    let (root, _) = parse(text);
    let root = root?;
    let (found, span) = format_of(&root)?;
    if found >= NEWEST_FORMAT {
        return None;
    }
    let mut changes = vec![(span.start..span.end, NEWEST_FORMAT.to_string())];
    for (part, old, rename) in
        [("wordpress", "port", "way-in"), ("cluster", "cni", "network-plugin")]
    {
        let Some(Content::Mapping { entries, .. }) = root.get(part).map(|node| &node.content)
        else {
            continue;
        };
        for entry in entries.iter().filter(|entry| entry.key == old) {
            changes.push((entry.key_span.start..entry.key_span.end, rename.to_owned()));
            if old == "port" {
                let value = entry.value.span.start..entry.value.span.end;
                let port = text.get(value.clone()).unwrap_or_default();
                changes.push((value, format!("{{node-port: {port}}}")));
            }
        }
    }
    changes.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len() + 32);
    let mut at = 0;
    for (range, piece) in changes {
        out.push_str(text.get(at..range.start)?);
        out.push_str(&piece);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Document, NetworkPlugin, WayIn};

    #[test]
    fn a_draft_of_format_0_becomes_todays_with_its_comments() {
        let old = "presswright: 0 # a draft\nname: blog\ncluster: {cni: flannel}\nwordpress:\n  port: 30081 # free\n";
        assert!(Document::read(old).unwrap_err().mistakes[0].message.contains("old format 0"));
        let new = modernise(old).unwrap();
        assert_eq!(
            new,
            "presswright: 1 # a draft\nname: blog\ncluster: {network-plugin: flannel}\nwordpress:\n  way-in: {node-port: 30081} # free\n"
        );
        let document = Document::read(&new).unwrap();
        assert_eq!(document.design().cluster.network_plugin, NetworkPlugin::Flannel);
        assert!(
            matches!(document.design().wordpress.way_in, WayIn::NodePort(port) if port.get() == 30081)
        );
        assert_eq!(modernise(&new), None);
    }

    #[test]
    fn a_later_format_is_left_alone() {
        let later = "presswright: 2\nname: blog\n";
        assert_eq!(modernise(later), None);
        let unreadable = Document::read(later).unwrap_err();
        assert!(unreadable.mistakes[0].message.contains("format 2"));
    }
}
