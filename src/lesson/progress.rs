//! How far a learner is. It is kept as a text of lines, so that a later page reads what an earlier one wrote.

use std::collections::BTreeSet;

/// What a learner has done, and on which design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The identifier of the course's own design in the browser's storage.
    pub design: Option<String>,
    /// That of the design that was open before it, where the browser keeps it.
    pub before: Option<String>,
    /// The chapter that was open last.
    pub chapter: Option<String>,
    /// What an exercise asks for, and the identifier of its design.
    pub exercise: Option<(String, String)>,
    done: BTreeSet<String>,
}

fn key(chapter: &str, step: &str) -> String {
    format!("{chapter}/{step}")
}

impl Progress {
    /// Reads what [`Progress::written`] wrote. Lines that mean nothing are left out.
    pub fn read(text: &str) -> Progress {
        let mut progress = Progress::default();
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("design", id)) => progress.design = Some(id.to_owned()),
                Some(("before", id)) => progress.before = Some(id.to_owned()),
                Some(("chapter", name)) => progress.chapter = Some(name.to_owned()),
                Some(("exercise", rest)) => {
                    progress.exercise =
                        rest.split_once(' ').map(|(name, id)| (name.to_owned(), id.to_owned()));
                }
                Some(("done", step)) => {
                    progress.done.insert(step.to_owned());
                }
                _ => {}
            }
        }
        progress
    }

    /// As text.
    pub fn written(&self) -> String {
        let design = self.design.iter().map(|id| format!("design {id}\n"));
        let before = self.before.iter().map(|id| format!("before {id}\n"));
        let chapter = self.chapter.iter().map(|name| format!("chapter {name}\n"));
        let exercise = self.exercise.iter().map(|(name, id)| format!("exercise {name} {id}\n"));
        let done = self.done.iter().map(|step| format!("done {step}\n"));
        design.chain(before).chain(chapter).chain(exercise).chain(done).collect()
    }

    /// Marks a step as done; whether it was not before.
    pub fn done(&mut self, chapter: &str, step: &str) -> bool {
        self.done.insert(key(chapter, step))
    }

    /// Whether a step was done.
    pub fn has(&self, chapter: &str, step: &str) -> bool {
        self.done.contains(&key(chapter, step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut progress = Progress {
            design: Some("a-1".to_owned()),
            before: Some("a-0".to_owned()),
            chapter: Some("etcd".to_owned()),
            exercise: Some(("no-errors".to_owned(), "a-2".to_owned())),
            ..Progress::default()
        };
        assert!(progress.done("etcd", "storage"));
        assert!(!progress.done("etcd", "storage"), "only once is it new");
        let read = Progress::read(&progress.written());
        assert_eq!(read, progress);
        assert!(read.has("etcd", "storage") && !read.has("etcd", "workload"));
        assert_eq!(Progress::read("nonsense\n\nof a later version 2\n"), Progress::default());
    }
}
