//! The least that makes one text of another, so that cursor, selection and folds stay where they are.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A part of a text that is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// First byte, in the text before all changes.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// What stands there then.
    pub insert: String,
}

/// With more lines than this on both sides what differs is one change: to look closer would take
/// longer than a person waits.
const MOST_LINES: usize = 2000;

/// What makes `new` of `old`, in the order of the text, without overlaps.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let (was, is) = (lines(old), lines(new));
    if was.len() > MOST_LINES && is.len() > MOST_LINES {
        return narrowed(old, 0, new).into_iter().collect();
    }
    let mut found = Vec::new();
    // An insertion may name a line behind the one at which it stands: what came before it says where.
    let mut before = 0;
    for operation in capture_diff_slices(Algorithm::Myers, &was, &is) {
        let (old_lines, new_lines) = (operation.old_range(), operation.new_range());
        let start = length(was.get(..before));
        let old_lines = before..before + old_lines.len();
        before = old_lines.end;
        let (was, is) = (was.get(old_lines), is.get(new_lines));
        match operation {
            DiffOp::Equal { .. } => {}
            // Line by line, as a person would compare them.
            DiffOp::Replace { old_len, new_len, .. } if old_len == new_len => {
                let mut start = start;
                for (was, is) in was.into_iter().flatten().zip(is.into_iter().flatten()) {
                    found.extend(narrowed(was, start, is));
                    start += was.len();
                }
            }
            _ => found.extend(narrowed(&joined(was), start, &joined(is))),
        }
    }
    found
}

fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

fn joined(lines: Option<&[String]>) -> String {
    lines.unwrap_or_default().concat()
}

fn length(lines: Option<&[String]>) -> usize {
    lines.unwrap_or_default().iter().map(String::len).sum()
}

/// One change without what both begin and end with; `old` stands at `start`.
fn narrowed(old: &str, start: usize, new: &str) -> Option<Change> {
    if old == new {
        return None;
    }
    let alike = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect::<Vec<_>>()
    };
    let mut first = alike(&mut old.chars(), &mut new.chars());
    // An end of a line is one to whoever counts in units: it is not parted.
    if first.last() == Some(&'\r') {
        first.pop();
    }
    let head: usize = first.iter().map(|letter| letter.len_utf8()).sum();
    let (old, new) = (old.get(head..)?, new.get(head..)?);
    let mut last = alike(&mut old.chars().rev(), &mut new.chars().rev());
    let tail = |last: &[char]| last.iter().map(|letter| letter.len_utf8()).sum::<usize>();
    let parted = |text: &str, tail: usize| {
        text.get(..text.len() - tail).is_some_and(|rest| rest.ends_with('\r'))
    };
    if last.last() == Some(&'\n') && [old, new].iter().any(|text| parted(text, tail(&last))) {
        last.pop();
    }
    let tail = tail(&last);
    Some(Change {
        start: start + head,
        end: start + head + old.len() - tail,
        insert: new.get(..new.len() - tail)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Document, Label, Single};
    use crate::editor::text::{byte_at, unit_at};
    use proptest::prelude::*;

    fn applied(old: &str, changes: &[Change]) -> String {
        let mut text = old.to_owned();
        for change in changes.iter().rev() {
            text.replace_range(change.start..change.end, &change.insert);
        }
        text
    }

    #[test]
    fn a_change_on_the_canvas_touches_only_what_differs() {
        let text = "presswright: 1\nname: a\nmachines:\n  - {name: node-1} # desk\n  - {name: node-2}\netcd:\n  members: [{machine: node-1}]\n";
        let document = Document::read(text).unwrap();
        let mut design = document.design().clone();
        let rename = design.rename_machine(0, &Label::parse("rack-1").unwrap());
        design.apply(&rename).unwrap();
        let found = changes(text, document.reconciled(&design).text());
        let replaced: Vec<_> =
            found.iter().map(|c| (text.get(c.start..c.end).unwrap(), &*c.insert)).collect();
        assert_eq!(replaced, [("node", "rack"), ("node", "rack")]);
    }

    #[test]
    fn a_removed_line_goes_whole() {
        let text = "presswright: 1\nname: a\nmachines:\n  - {name: a} # one\n  - {name: b} # two\n  - {name: c} # three\n";
        let document = Document::read(text).unwrap();
        let mut design = document.design().clone();
        design.apply(&design.remove_machine(1)).unwrap();
        let found = changes(text, document.reconciled(&design).text());
        let gone: Vec<_> =
            found.iter().map(|c| (text.get(c.start..c.end).unwrap(), &*c.insert)).collect();
        assert_eq!(gone, [("  - {name: b} # two\n", "")]);
    }

    proptest! {
        #[test]
        fn the_changes_make_the_other_text(old in "([aé]{0,2}(\r\n|\n|\r)?){0,8}", new in "([aé]{0,2}(\r\n|\n|\r)?){0,8}") {
            let found = changes(&old, &new);
            prop_assert_eq!(applied(&old, &found), new.as_str());
            for change in &found {
                // What an editor counts in units comes out at the same bytes.
                prop_assert_eq!(byte_at(&old, unit_at(&old, change.start)), change.start);
                prop_assert_eq!(byte_at(&old, unit_at(&old, change.end)), change.end);
            }
        }
    }
}
