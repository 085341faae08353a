//! The texts of a chapter, as their files hold them: Markdown with fixed headings.
//!
//! `src/lesson/lessons/lesson-NAME.md` has the heading "Words" of the second level, then one for each step,
//! in order, and below those headings of the third: "Do", "Hint", and a "Question" for each. `src/lesson/lessons/then-NAME.md` has "Then"
//! and "Now", each with a file and an excerpt, and "What changed". The tests hold both to the steps.

/// The texts of a chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// What stands before the first step, without the title.
    pub opening: String,
    /// The words that are new in it, each beside what Docker calls it: Markdown.
    pub words: String,
    /// The steps, in order.
    pub steps: Vec<StepText>,
}

/// The texts of a step: Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepText {
    /// Its heading.
    pub title: String,
    /// What it is about, and why.
    pub about: String,
    /// What to do.
    pub act: String,
    /// What helps when stuck.
    pub hint: String,
    /// The questions.
    pub questions: Vec<String>,
}

/// A file of 2017 beside a file of today's bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThenAndNow {
    /// The file of 2017.
    pub then_file: String,
    /// What it said, in our words.
    pub then: String,
    /// The file of the bundle.
    pub now_file: String,
    /// Lines of it.
    pub now: String,
    /// What changed and why: Markdown.
    pub changes: String,
}

/// The headings of that level and what stands below each; first what stands before them.
fn sections<'a>(text: &'a str, mark: &str) -> (&'a str, Vec<(&'a str, &'a str)>) {
    let mut starts = Vec::new();
    let (mut at, mut in_code) = (0, false);
    for line in text.split_inclusive('\n') {
        in_code ^= line.starts_with("```");
        if !in_code && let Some(title) = line.strip_prefix(mark) {
            starts.push((at, title.trim(), at + line.len()));
        }
        at += line.len();
    }
    let first = starts.first().map_or(text.len(), |(start, ..)| *start);
    let ends = starts.iter().skip(1).map(|(start, ..)| *start).chain([text.len()]);
    let found = starts
        .iter()
        .zip(ends)
        .map(|((_, title, from), end)| (*title, text.get(*from..end).unwrap_or_default().trim()));
    (text.get(..first).unwrap_or_default().trim(), found.collect())
}

/// Reads the texts of a chapter. What is missing is empty.
pub fn lesson(text: &str) -> Lesson {
    let (opening, mut steps) = sections(text, "## ");
    let words = match steps.first() {
        Some(("Words", _)) => steps.remove(0).1.to_owned(),
        _ => String::new(),
    };
    // Its own title stands above it wherever it is shown.
    let opening = opening.lines().skip_while(|line| line.starts_with("# ")).collect::<Vec<_>>();
    let steps = steps.into_iter().map(|(title, body)| {
        let (about, parts) = sections(body, "### ");
        let mut step =
            StepText { title: title.to_owned(), about: about.to_owned(), ..StepText::default() };
        for (name, body) in parts {
            match name {
                "Do" => body.clone_into(&mut step.act),
                "Hint" => body.clone_into(&mut step.hint),
                _ => step.questions.push(body.to_owned()),
            }
        }
        step
    });
    Lesson { opening: opening.join("\n").trim().to_owned(), words, steps: steps.collect() }
}

/// Reads a chapter's then and now.
pub fn then_and_now(text: &str) -> ThenAndNow {
    let mut read = ThenAndNow::default();
    for (title, body) in sections(text, "## ").1 {
        let code = || {
            let lines = body.lines().skip_while(|line| !line.starts_with("```")).skip(1);
            lines.take_while(|line| !line.starts_with("```")).collect::<Vec<_>>().join("\n")
        };
        if let Some(file) = title.strip_prefix("Then: ") {
            file.clone_into(&mut read.then_file);
            read.then = code();
        } else if let Some(file) = title.strip_prefix("Now: ") {
            file.clone_into(&mut read.now_file);
            read.now = code();
        } else {
            body.clone_into(&mut read.changes);
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_is_read_by_its_headings() {
        let read = lesson(
            "# T\n\nOpening.\n\n## Words\n- **W**: w.\n\n## One\nAbout.\n\n```yaml\n## no heading\n```\n### Do\nThis.\n### Hint\nHere.\n### Question\nWhat?\n### Question\nAnd?\n## Two\nMore.\n",
        );
        assert_eq!((read.opening.as_str(), read.words.as_str()), ("Opening.", "- **W**: w."));
        assert_eq!(read.steps.len(), 2);
        let one = &read.steps[0];
        assert_eq!(
            (one.title.as_str(), one.act.as_str(), one.hint.as_str()),
            ("One", "This.", "Here.")
        );
        assert_eq!(one.about, "About.\n\n```yaml\n## no heading\n```");
        assert_eq!(one.questions, ["What?", "And?"]);
        assert_eq!(read.steps[1].about, "More.");
        assert_eq!(lesson(""), Lesson::default());
    }

    #[test]
    fn then_and_now_stand_side_by_side() {
        let read = then_and_now(
            "# T\n## Then: a.yml\n```text\na\nb\n```\n## Now: m/a.yaml\n```yaml\nc: 1\n```\n## What changed\n- x\n",
        );
        assert_eq!((read.then_file.as_str(), read.then.as_str()), ("a.yml", "a\nb"));
        assert_eq!((read.now_file.as_str(), read.now.as_str()), ("m/a.yaml", "c: 1"));
        assert_eq!(read.changes, "- x");
    }
}
