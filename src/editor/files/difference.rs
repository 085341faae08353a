//! What differs between two exports: which files, and which lines of one.

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};
use std::collections::BTreeMap;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// It was not there before.
    New,
    /// It holds something else.
    Changed,
    /// It is no longer there.
    Removed,
}

impl FileChange {
    /// As a person reads it behind the file's name.
    pub const fn word(self) -> &'static str {
        match self {
            FileChange::New => "new",
            FileChange::Changed => "changed",
            FileChange::Removed => "removed",
        }
    }
}

/// The files that differ, by their paths. Both sides are path and text of each file.
pub fn changed_files(
    before: &[(String, String)],
    after: &[(String, String)],
) -> BTreeMap<String, FileChange> {
    let was: BTreeMap<_, _> = before.iter().map(|(path, text)| (path, text)).collect();
    let is: BTreeMap<_, _> = after.iter().map(|(path, text)| (path, text)).collect();
    let gone = was.keys().filter(|path| !is.contains_key(*path));
    let gone = gone.map(|path| ((*path).clone(), FileChange::Removed));
    let there = is.iter().filter_map(|(path, text)| match was.get(path) {
        None => Some(((*path).clone(), FileChange::New)),
        Some(before) if before != text => Some(((*path).clone(), FileChange::Changed)),
        Some(_) => None,
    });
    gone.chain(there).collect()
}

/// A line of a comparison. One that both texts have has both numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the text before, from 1.
    pub old: Option<usize>,
    /// Its number in the text after.
    pub new: Option<usize>,
    /// What it says, without its end.
    pub text: String,
}

/// Lines that differ, with those around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// In the order of the text; what was removed stands before what was put in its place.
    pub lines: Vec<Line>,
}

/// As many lines as `diff -u` shows around a change.
const AROUND: usize = 3;

/// What differs between two texts; nothing where they are alike.
pub fn hunks(before: &str, after: &str) -> Vec<Hunk> {
    let (was, is) = (lines(before), lines(after));
    let operations = capture_diff_slices(Algorithm::Myers, &was, &is);
    let groups = group_diff_ops(operations, AROUND);
    groups.iter().map(|group| Hunk { lines: lines_of(group, &was, &is) }).collect()
}

fn lines_of(group: &[DiffOp], was: &[String], is: &[String]) -> Vec<Line> {
    let mut found = Vec::new();
    for operation in group {
        let (old, new) = (operation.old_range(), operation.new_range());
        if let DiffOp::Equal { .. } = operation {
            let both = old.zip(new).filter_map(|(old, new)| {
                Some(Line { old: Some(old + 1), new: Some(new + 1), text: was.get(old)?.clone() })
            });
            found.extend(both);
        } else {
            let line = |text: &String, old, new| Line { old, new, text: text.clone() };
            found.extend(old.filter_map(|at| Some(line(was.get(at)?, Some(at + 1), None))));
            found.extend(new.filter_map(|at| Some(line(is.get(at)?, None, Some(at + 1)))));
        }
    }
    found
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// How many lines are added, and how many removed.
pub fn added_and_removed(hunks: &[Hunk]) -> (usize, usize) {
    let all = || hunks.iter().flat_map(|hunk| &hunk.lines);
    (
        all().filter(|line| line.old.is_none()).count(),
        all().filter(|line| line.new.is_none()).count(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn files(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn files_that_differ_are_named_with_what_became_of_them() {
        let before = files(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let after = files(&[("a", "1"), ("b", "2"), ("d", "1")]);
        let changed: Vec<_> = changed_files(&before, &after).into_iter().collect();
        let named: Vec<_> = changed.iter().map(|(path, change)| (&**path, change.word())).collect();
        assert_eq!(named, [("b", "changed"), ("c", "removed"), ("d", "new")]);
        assert!(changed_files(&after, &after).is_empty());
    }

    #[test]
    fn a_changed_line_stands_with_three_around_it() {
        let before = "a\nb\nc\nd\nreplicas: 3\ne\nf\ng\nh\n";
        let after = before.replace('3', "4");
        let found = hunks(before, &after);
        let [hunk] = found.as_slice() else { panic!("{found:?}") };
        let shown: Vec<_> =
            hunk.lines.iter().map(|line| (line.old, line.new, line.text.as_str())).collect();
        assert_eq!(
            shown,
            [
                (Some(2), Some(2), "b"),
                (Some(3), Some(3), "c"),
                (Some(4), Some(4), "d"),
                (Some(5), None, "replicas: 3"),
                (None, Some(5), "replicas: 4"),
                (Some(6), Some(6), "e"),
                (Some(7), Some(7), "f"),
                (Some(8), Some(8), "g"),
            ]
        );
        assert_eq!(added_and_removed(&found), (1, 1));
        assert!(hunks(before, before).is_empty());
    }

    proptest! {
        #[test]
        fn a_comparison_leads_from_one_text_to_the_other(
            before in "([ab]{0,2}\n){0,12}", after in "([ab]{0,2}\n){0,12}"
        ) {
            let found = hunks(&before, &after);
            let mut made: Vec<Option<&str>> = before.lines().map(Some).collect();
            for line in found.iter().flat_map(|hunk| &hunk.lines) {
                if let (Some(old), None) = (line.old, line.new) {
                    prop_assert_eq!(made[old - 1], Some(line.text.as_str()));
                    made[old - 1] = None;
                }
            }
            let mut made: Vec<&str> = made.into_iter().flatten().collect();
            for line in found.iter().flat_map(|hunk| &hunk.lines) {
                if let (None, Some(new)) = (line.old, line.new) {
                    made.insert(new - 1, &line.text);
                }
            }
            prop_assert_eq!(made, after.lines().collect::<Vec<_>>());
        }
    }
}
