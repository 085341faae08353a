//! The list of problems: which are shown, in which groups, and where its keys lead.

use super::{Editor, Thing};
use crate::rules::{Finding, Severity};

/// By what problems are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// By how much they matter.
    #[default]
    Severity,
    /// By the thing of the drawing.
    Thing,
}

/// What a person wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each of which stands in the message, the code or the thing's name.
    pub text: String,
    /// Severities that are left out.
    pub without: Vec<Severity>,
}

/// Problems that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemGroup {
    /// What they have in common.
    pub title: String,
    /// Their places in the report, in its order.
    pub problems: Vec<usize>,
}

/// The problems that are shown, in their groups; the worst group first.
pub fn problem_groups(editor: &Editor, grouping: Grouping, filter: &Filter) -> Vec<ProblemGroup> {
    let mut groups: Vec<ProblemGroup> = Vec::new();
    for (at, finding) in editor.report().findings().iter().enumerate() {
        let thing = Thing::of_place(&finding.place).name(editor.design(), editor.topology());
        if !filter.shows(finding, &thing) {
            continue;
        }
        let title = match grouping {
            Grouping::Severity => heading(finding.severity).to_owned(),
            Grouping::Thing => thing,
        };
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.problems.push(at),
            None => groups.push(ProblemGroup { title, problems: vec![at] }),
        }
    }
    groups
}

/// What problems of a severity are called together.
pub fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Advice => "Advice",
    }
}

impl Filter {
    fn shows(&self, finding: &Finding, thing: &str) -> bool {
        let said = format!("{} {} {thing}", finding.code, finding.message).to_lowercase();
        let words = self.text.to_lowercase();
        !self.without.contains(&finding.severity)
            && words.split_whitespace().all(|word| said.contains(word))
    }
}

/// The problem to which a key leads from another, in the order in which they are shown.
pub fn problem_step(groups: &[ProblemGroup], from: usize, key: &str) -> Option<usize> {
    let shown: Vec<usize> = groups.iter().flat_map(|group| &group.problems).copied().collect();
    let here = shown.iter().position(|problem| *problem == from)?;
    let to = match key {
        "ArrowDown" => here + 1,
        "ArrowUp" => here.checked_sub(1)?,
        "Home" => 0,
        "End" => shown.len() - 1,
        _ => return None,
    };
    shown.get(to).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::PRESETS;

    fn article() -> Editor {
        let preset = PRESETS.iter().find(|preset| preset.name == "article-2017").unwrap();
        Editor::open(preset.text).unwrap()
    }

    fn shown(groups: &[ProblemGroup]) -> Vec<usize> {
        groups.iter().flat_map(|group| group.problems.clone()).collect()
    }

    #[test]
    fn every_problem_is_in_one_group_whatever_they_are_put_together_by() {
        let editor = article();
        let all: Vec<usize> = (0..editor.report().findings().len()).collect();
        assert!(all.len() > 10);
        for grouping in [Grouping::Severity, Grouping::Thing] {
            let groups = problem_groups(&editor, grouping, &Filter::default());
            let mut found = shown(&groups);
            found.sort_unstable();
            assert_eq!(found, all);
            assert!(groups.len() > 1 && groups.iter().all(|group| !group.problems.is_empty()));
        }
        let groups = problem_groups(&editor, Grouping::Severity, &Filter::default());
        let titles: Vec<_> = groups.iter().map(|group| group.title.as_str()).collect();
        assert_eq!(titles, ["Errors", "Warnings", "Advice"]);
    }

    #[test]
    fn words_and_severities_leave_problems_out() {
        let editor = article();
        let findings = editor.report().findings();
        let by = |text: &str, without: &[Severity]| {
            let filter = Filter { text: text.to_owned(), without: without.to_vec() };
            shown(&problem_groups(&editor, Grouping::Severity, &filter))
        };
        let errors = by("", &[Severity::Warning, Severity::Advice]);
        assert_eq!(errors.len(), editor.report().errors());
        assert!(errors.iter().all(|at| findings[*at].severity == Severity::Error));
        let code = findings[0].code;
        assert!(by(&code.to_lowercase(), &[]).contains(&0));
        assert!(by("percona NFS", &[]).iter().all(|at| {
            let said = findings[*at].message.to_lowercase();
            said.contains("nfs")
        }));
        assert!(by("no such word", &[]).is_empty());
    }

    #[test]
    fn keys_go_through_the_groups_as_they_are_shown() {
        let group = |title: &str, problems: &[usize]| ProblemGroup {
            title: title.to_owned(),
            problems: problems.to_vec(),
        };
        let groups = [group("etcd", &[0, 3]), group("Percona", &[1])];
        assert_eq!(problem_step(&groups, 0, "ArrowDown"), Some(3));
        assert_eq!(problem_step(&groups, 3, "ArrowDown"), Some(1));
        assert_eq!(problem_step(&groups, 1, "ArrowDown"), None);
        assert_eq!(problem_step(&groups, 0, "ArrowUp"), None);
        assert_eq!(problem_step(&groups, 1, "Home"), Some(0));
        assert_eq!(problem_step(&groups, 0, "End"), Some(1));
        assert_eq!(problem_step(&groups, 2, "End"), None, "it is not shown");
        assert_eq!(problem_step(&groups, 0, "Enter"), None);
    }
}
