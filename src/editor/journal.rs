//! The history in the form in which it is saved, and back.
//!
//! A step differs from its neighbour by a few lines, so what is written of it is how much of the
//! neighbour's text stays at both ends, and what comes in between.

use super::Editor;
use super::history::{MOST_STEPS, Step};

/// The first line; another number is another form, which is not read.
const FIRST: &str = "presswright-history 1\n";
/// The most that the texts of all steps may come to: it is written at every change. What lies farthest
/// from the present is left out.
const MOST_BYTES: usize = 2 << 20;

impl Editor {
    /// The history, to be saved beside the text.
    pub fn journal(&self) -> String {
        let mut written = FIRST.to_owned();
        write_text(&mut written, self.text());
        let mut room = MOST_BYTES;
        for steps in [&self.done, &self.undone] {
            let mut nearer = self.text();
            // The nearest first: where the room ends, the farthest are missing.
            for step in steps.iter().rev() {
                // Texts that could not be read are not saved: without them this step is none.
                if step.text == nearer {
                    continue;
                }
                let Some(rest) = room.checked_sub(step.text.len()) else { break };
                room = rest;
                written.push_str(&step_after(nearer, step));
                nearer = &step.text;
            }
            written.push_str(".\n");
        }
        written
    }

    /// Puts the history back that was saved beside the text that was opened. Where it was saved before
    /// the text's last changes, those are one step; one that cannot be read is left out.
    pub fn recall(&mut self, journal: &str) {
        let Some((text, mut done, undone)) = read(journal) else { return };
        let opened = self.done.first().map_or(self.text(), |step| &step.text);
        if text != opened {
            done.push(Step {
                title: "Last changes".to_owned(),
                text: text.to_owned(),
                draft: None,
            });
        } else if self.done.is_empty() && self.undone.is_empty() {
            self.undone = undone;
        }
        done.append(&mut self.done);
        done.drain(..done.len().saturating_sub(MOST_STEPS));
        self.done = done;
    }
}

fn write_text(written: &mut String, text: &str) {
    written.push_str(&text.len().to_string());
    written.push('\n');
    written.push_str(text);
}

/// One step, as what differs from the text nearer to the present.
fn step_after(nearer: &str, step: &Step) -> String {
    let far = step.text.as_str();
    let front: usize = nearer
        .chars()
        .zip(far.chars())
        .take_while(|(near, far)| near == far)
        .map(|(near, _)| near.len_utf8())
        .sum();
    let rest = |text: &'_ str| text.get(front..).unwrap_or_default().to_owned();
    let (near_rest, far_rest) = (rest(nearer), rest(far));
    let back: usize = near_rest
        .chars()
        .rev()
        .zip(far_rest.chars().rev())
        .take_while(|(near, far)| near == far)
        .map(|(near, _)| near.len_utf8())
        .sum();
    let between = far_rest.get(..far_rest.len() - back).unwrap_or_default();
    let mut line = format!("{front} {back}\n");
    write_text(&mut line, &step.title);
    write_text(&mut line, between);
    line
}

/// What is left to read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn line(&mut self) -> Option<&'a str> {
        let (line, rest) = self.0.split_once('\n')?;
        self.0 = rest;
        Some(line)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length: usize = self.line()?.parse().ok()?;
        let text = self.0.get(..length)?;
        self.0 = self.0.get(length..)?;
        Some(text)
    }

    /// Steps up to the mark at their end, the nearest last, as the editor has them.
    fn steps(&mut self, present: &str) -> Option<Vec<Step>> {
        let mut steps: Vec<Step> = Vec::new();
        loop {
            let line = self.line()?;
            if line == "." {
                steps.reverse();
                return Some(steps);
            }
            let (front, back) = line.split_once(' ')?;
            let (front, back): (usize, usize) = (front.parse().ok()?, back.parse().ok()?);
            let title = self.text()?.to_owned();
            let between = self.text()?;
            let nearer = steps.last().map_or(present, |step| step.text.as_str());
            let tail = nearer.get(nearer.len().checked_sub(back)?..)?;
            let text = format!("{}{between}{tail}", nearer.get(..front)?);
            if text.len() > MOST_BYTES || steps.len() == MOST_STEPS {
                return None;
            }
            steps.push(Step { title, text, draft: None });
        }
    }
}

/// The text that a history ends with, and its steps.
fn read(journal: &str) -> Option<(&str, Vec<Step>, Vec<Step>)> {
    let mut rest = Rest(journal.strip_prefix(FIRST)?);
    let text = rest.text()?;
    let done = rest.steps(text)?;
    let undone = rest.steps(text)?;
    rest.0.is_empty().then_some((text, done, undone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::preset;
    use proptest::prelude::*;

    fn step(title: &str, text: &str) -> Step {
        Step { title: title.to_owned(), text: text.to_owned(), draft: None }
    }

    fn resumed(editor: &Editor, journal: &str) -> Editor {
        let mut resumed = Editor::new(editor.document().clone());
        resumed.recall(journal);
        resumed
    }

    proptest! {
        #[test]
        fn any_texts_come_back(
            present in "[ab\nä]{0,12}",
            done in prop::collection::vec(("[a-z .\n0-9ü]{0,8}", "[ab\nä€]{0,12}"), 0..8),
            undone in prop::collection::vec(("[a-z .\n0-9]{0,8}", "[ab\nä€]{0,12}"), 0..8),
        ) {
            let steps = |steps: &[(String, String)]| -> Vec<Step> {
                steps.iter().map(|(title, text)| step(title, text)).collect()
            };
            let mut written = FIRST.to_owned();
            write_text(&mut written, &present);
            for steps in [steps(&done), steps(&undone)] {
                let mut nearer = present.as_str();
                for step in steps.iter().rev() {
                    written.push_str(&step_after(nearer, step));
                    nearer = &step.text;
                }
                written.push_str(".\n");
            }
            let (text, read_done, read_undone) = read(&written).unwrap();
            prop_assert_eq!(text, present.as_str());
            prop_assert_eq!(read_done, steps(&done));
            prop_assert_eq!(read_undone, steps(&undone));
        }

        #[test]
        fn whatever_is_broken_in_it_is_left_out_or_read_but_never_a_fault(
            at in any::<prop::sample::Index>(), with in "[0-9 .\n€]{0,3}",
        ) {
            let mut editor = Editor::open(preset("lab").unwrap().text).unwrap();
            editor.apply("a", &editor.design().remove_machine(1)).unwrap();
            editor.apply("b", &editor.design().remove_machine(1)).unwrap();
            editor.undo();
            let mut broken = editor.journal();
            let at = at.index(broken.len());
            if broken.is_char_boundary(at) {
                broken.replace_range(at..=at, &with);
            }
            let mut resumed = resumed(&editor, &broken);
            prop_assert_eq!(resumed.text(), editor.text());
            while resumed.undo().is_some() {}
        }
    }

    #[test]
    fn the_nearest_steps_stay_when_there_is_no_room_for_all() {
        let mut editor = Editor::open(preset("lab").unwrap().text).unwrap();
        let start = editor.text().to_owned();
        for at in 0..8 {
            // Each another text from end to end.
            let comment: String = char::from(b'a' + at).to_string().repeat(200_000);
            editor.type_text(&format!("#{comment}\n{start}#{comment}\n"));
            editor.select(None);
        }
        let written = editor.journal();
        assert!(written.len() <= MOST_BYTES + (1 << 20), "{}", written.len());
        let mut resumed = resumed(&editor, &written);
        let mut steps = 0;
        while resumed.undo().is_some() {
            steps += 1;
        }
        assert_eq!(steps, 5, "of 400 kB each");
        assert_ne!(resumed.text(), start);
    }

    #[test]
    fn what_was_changed_after_it_was_saved_is_one_step() {
        let mut editor = Editor::open(preset("lab").unwrap().text).unwrap();
        let start = editor.text().to_owned();
        editor.apply("one", &editor.design().remove_machine(3)).unwrap();
        let (journal, then) = (editor.journal(), editor.text().to_owned());
        editor.apply("two", &editor.design().remove_machine(2)).unwrap();
        editor.apply("three", &editor.design().remove_machine(1)).unwrap();
        let mut resumed = resumed(&editor, &journal);
        assert_eq!(resumed.undo().as_deref(), Some("Last changes"));
        assert_eq!(resumed.text(), then);
        assert_eq!(resumed.undo().as_deref(), Some("one"));
        assert_eq!(resumed.text(), start);
        assert_eq!(resumed.undo(), None);
    }

    #[test]
    fn what_was_done_before_it_was_read_comes_after_it() {
        let mut editor = Editor::open(preset("lab").unwrap().text).unwrap();
        let start = editor.text().to_owned();
        editor.apply("one", &editor.design().remove_machine(3)).unwrap();
        let journal = editor.journal();
        let mut editor = Editor::new(editor.document().clone());
        editor.apply("two", &editor.design().remove_machine(2)).unwrap();
        editor.recall(&journal);
        assert_eq!(editor.undo().as_deref(), Some("two"));
        assert_eq!(editor.undo().as_deref(), Some("one"));
        assert_eq!(editor.text(), start);
        assert_eq!(editor.undo(), None);
    }

    #[test]
    fn what_could_not_be_read_leaves_no_step_that_does_nothing() {
        let mut editor = Editor::open(preset("lab").unwrap().text).unwrap();
        editor.apply("one", &editor.design().remove_machine(3)).unwrap();
        editor.type_text("half: [");
        let mut resumed = resumed(&editor, &editor.journal());
        assert_eq!(resumed.undo().as_deref(), Some("one"));
        assert_eq!(resumed.undo(), None);
    }

    #[test]
    fn a_later_form_and_garbage_are_no_history() {
        let editor = Editor::open(preset("lab").unwrap().text).unwrap();
        for journal in ["", "presswright-history 2\n", "x", "presswright-history 1\n99\nshort"] {
            assert!(read(journal).is_none(), "{journal}");
            let resumed = resumed(&editor, journal);
            assert!(resumed.undo_title().is_none());
        }
    }
}
