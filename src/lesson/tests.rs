//! Plays the course from its first step to its last, as a learner would.

use super::text::{lesson, then_and_now};
use super::*;
use crate::bundle::Bundle;
use crate::design::{Design, Document, Edit};
use crate::rules::{Approved, Report, check, rule};
use crate::topology::Topology;

/// A design with what a check looks at.
struct Open {
    design: Design,
    topology: Topology,
    report: Report,
}

impl Open {
    fn of(design: &Design) -> Open {
        let topology = Topology::of(design);
        let report = check(design, &topology);
        Open { design: design.clone(), topology, report }
    }

    fn seen(&self) -> Seen<'_> {
        Seen { design: &self.design, topology: &self.topology, report: &self.report }
    }
}

/// The faults of the article's files, as the rules name them (`tests/rules/article.rs`).
const FAULTS: [&str; 19] = [
    "PW-S02", "PW-N12", "PW-N11", "PW-E11", "PW-E10", "PW-K01", "PW-P08", "PW-E16", "PW-A03",
    "PW-W02", "PW-W01", "PW-X01", "PW-P12", "PW-P13", "PW-E17", "PW-P14", "PW-C01", "PW-A02",
    "PW-P07",
];

/// What may be left at the end: each is said in the course, and none stops an export.
const LEFT: [&str; 4] = ["PW-S01", "PW-S05", "PW-S06", "PW-W11"];

/// Each step with its chapter's place.
fn steps() -> impl Iterator<Item = (usize, &'static Chapter, &'static Step)> {
    let all = CHAPTERS.iter().enumerate();
    all.flat_map(|(place, chapter)| chapter.steps.iter().map(move |step| (place, chapter, step)))
}

fn last() -> Document {
    start_of(CHAPTERS.len()).unwrap()
}

#[test]
fn the_course_is_played_from_start_to_end() {
    let mut design = start_of(0).unwrap().design().clone();
    let mut done: Vec<&Step> = Vec::new();
    for (place, chapter, step) in steps() {
        let name = format!("{}/{}", chapter.name, step.name);
        let before = Open::of(&design);
        assert!(!step.holds(&before.seen()), "{name} holds before anything was done");
        assert!(ready_for(place, &before.seen()), "{name}: a chapter before it is not done");
        expects(&name, step, &before, |before, _| before);
        design.apply(&step.solved()).unwrap();
        let after = Open::of(&design);
        let left: Vec<_> = step.left(&after.seen()).collect();
        assert!(step.holds(&after.seen()), "{name} does not hold after its solution: {left:#?}");
        expects(&name, step, &after, |_, after| after);
        done.push(step);
        for one in &done {
            assert!(one.holds(&after.seen()), "{name} undoes {}", one.name);
        }
    }
    let end = Open::of(&design);
    let left: Vec<&str> = end.report.findings().iter().map(|finding| finding.code).collect();
    assert!(left.iter().all(|code| LEFT.contains(code)), "{left:?}");
    assert_eq!(*last().design(), design, "who did all chapters begins the next one elsewhere");
    let approved = Approved::of(last()).unwrap_or_else(|report| panic!("{report:#?}"));
    assert!(demand("survives-any-machine").unwrap().holds(&end.seen()));
    assert!(Bundle::of(&approved).is_ok());
}

/// What a step says of a failure is what the simulator says, before it and after it.
fn expects(name: &str, step: &Step, open: &Open, which: fn(Outcome, Outcome) -> Outcome) {
    for question in step.questions {
        let answer =
            answer(*question, &open.seen()).unwrap_or_else(|| panic!("{name}: nothing to ask"));
        let right = answer.choices.get(answer.right).unwrap();
        assert!(answer.choices.len() > 2 && !answer.why.is_empty(), "{name}: {answer:?}");
        if let Question::Site(_, before, after) = question {
            assert_eq!(right, which(*before, *after).words(), "{name}: {}", answer.why);
        }
    }
}

/// What mends the fault and is an error of another kind is not done.
#[test]
fn a_step_is_not_done_while_its_field_has_an_error() {
    let (place, chapter) = super::chapter("checks").unwrap();
    let step = chapter.steps.iter().find(|one| one.name == "way-in").unwrap();
    let mut design = start_of(place + 1).unwrap().design().clone();
    let path = "wordpress.way-in.node-port".parse().unwrap();
    design.apply(&Edit::plain(path, "80")).unwrap();
    let open = Open::of(&design);
    assert_eq!(step.left(&open.seen()).map(|one| one.code).collect::<Vec<_>>(), ["PW-K03"]);
    assert!(!step.holds(&open.seen()));
}

/// The promise of the course is a design that can be exported.
#[test]
fn the_course_does_not_end_with_an_error() {
    let (_, chapter) = super::chapter("caveats").unwrap();
    let step = chapter.steps.last().unwrap();
    let mut design = last().design().clone();
    assert!(step.holds(&Open::of(&design).seen()));
    let image = "quay.io/coreos/etcd:v3.5.0";
    design.apply(&Edit::text("etcd.image".parse().unwrap(), image)).unwrap();
    assert!(!step.holds(&Open::of(&design).seen()));
}

#[test]
fn what_a_step_changes_is_felt() {
    let right = |chapter: &str, step: &str, done: bool| -> Vec<String> {
        let (place, chapter) = super::chapter(chapter).unwrap();
        let mut design = start_of(place).unwrap().design().clone();
        for one in chapter.steps {
            if one.name == step && !done {
                break;
            }
            design.apply(&one.solved()).unwrap();
            if one.name == step {
                break;
            }
        }
        let open = Open::of(&design);
        let step = chapter.steps.iter().find(|one| one.name == step).unwrap();
        let answers = step.questions.iter().map(|one| answer(*one, &open.seen()).unwrap());
        answers.map(|one| one.choices[one.right].clone()).collect()
    };
    for (chapter, step, before, after) in [
        ("etcd", "workload", &["2", "2"][..], &["3", "3"][..]),
        ("autoscaling", "room", &["7"], &["5"]),
        ("checks", "etcd", &["3"], &["2"]),
    ] {
        assert_eq!(right(chapter, step, false), before, "{step}, before");
        assert_eq!(right(chapter, step, true), after, "{step}, after");
    }
}

#[test]
fn every_fault_of_the_article_is_met() {
    let met: Vec<&str> = steps().flat_map(|(_, _, step)| step.mends).map(|one| one.code).collect();
    let missing: Vec<&&str> = FAULTS.iter().filter(|code| !met.contains(code)).collect();
    assert_eq!(missing, Vec::<&&str>::new());
    // And whatever stops an export at the start is met by a step.
    let open = Open::of(start_of(0).unwrap().design());
    let errors = open.report.findings().iter().take(open.report.errors());
    let unmet: Vec<_> = errors.filter(|finding| !met.contains(&finding.code)).collect();
    assert!(unmet.is_empty(), "{unmet:#?}");
}

#[test]
fn a_chapter_begins_where_the_one_before_it_ends() {
    for place in 0..CHAPTERS.len() {
        let open = Open::of(start_of(place).unwrap().design());
        assert!(ready_for(place, &open.seen()));
        assert!(!ready_for(place + 1, &open.seen()));
        let text = start_of(place).unwrap().text().to_owned();
        assert!(text.starts_with("# Janakiram"), "the learner's copy keeps its comments:\n{text}");
        assert!(text.contains("name: course"));
    }
}

#[test]
fn steps_name_what_exists() {
    let mut names = Vec::new();
    for (_, chapter, step) in steps() {
        assert!(super::chapter(chapter.name).is_some());
        names.push(format!("{}/{}", chapter.name, step.name));
        for mend in step.mends {
            assert!(rule(mend.code).is_some(), "{}", mend.code);
        }
        let open = Open::of(last().design());
        assert_eq!(step.place(&open.seen()).to_string(), step.field);
        assert!(step.solution.iter().all(|change| change.edit().is_some()), "{}", step.name);
    }
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "two steps have the same name");
}

#[test]
fn each_step_has_its_text() {
    for chapter in &CHAPTERS {
        let (text, _) = texts(chapter.name).unwrap();
        assert_eq!(text.lines().next().unwrap(), format!("# {}", chapter.title));
        let read = lesson(text);
        assert!(!read.opening.is_empty());
        let words: Vec<&str> = read.words.lines().collect();
        assert!(words.len() >= 3, "{}: new words", chapter.name);
        let named = |word: &&str| word.starts_with("- **") || word.starts_with("- `");
        assert!(words.iter().all(named), "{words:?}");
        let titles: Vec<&str> = read.steps.iter().map(|step| step.title.as_str()).collect();
        let wanted: Vec<&str> = chapter.steps.iter().map(|step| step.title).collect();
        assert_eq!(titles, wanted, "{}", chapter.name);
        for (written, step) in read.steps.iter().zip(chapter.steps) {
            let whole = [&written.about, &written.act, &written.hint];
            assert!(whole.iter().all(|text| !text.is_empty()), "{}: {}", chapter.name, step.name);
            assert_eq!(written.questions.len(), step.questions.len(), "{}", step.name);
            // A person reads it beside the canvas.
            let words = written.about.split_whitespace().count();
            assert!(words < 130, "{}: {words} words", step.name);
        }
    }
}

#[test]
fn what_is_shown_as_now_stands_in_the_bundle() {
    let bundle = Bundle::of(&Approved::of(last()).unwrap()).unwrap();
    for chapter in &CHAPTERS {
        let (_, text) = texts(chapter.name).unwrap();
        let read = then_and_now(text);
        assert!(!read.then_file.is_empty() && !read.then.is_empty(), "{}", chapter.name);
        let file = bundle.file(&read.now_file);
        let file = file.unwrap_or_else(|| panic!("{} is no file of the bundle", read.now_file));
        let content = String::from_utf8(file.bytes.clone()).unwrap();
        let mut rest = content.as_str();
        for piece in read.now.split("…\n") {
            let at = rest.find(piece.trim_end_matches('\n'));
            let at = at
                .unwrap_or_else(|| panic!("{}: not there, or not there:\n{piece}", read.now_file));
            rest = &rest[at..];
        }
        assert!(read.changes.lines().filter(|line| line.starts_with("- ")).count() > 2);
    }
}
