//! What can be chosen from when the page asks: commands, things to find, things to move, machines.

use super::action::{Action, Group};
use super::doing::{Doing, Here, Question, movable};
use super::fuzzy::fit;
use super::keys::Keys;
use super::several::listed;
use super::table::ENTRIES;
use super::words::plural;
use super::{Editor, Thing, carried_with, drop_group, heading};
use crate::design::Edit;
use crate::topology::Topology;

/// What a choice leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    /// This is done.
    Run(Action),
    /// This thing is shown.
    Show(Thing),
    /// This problem is shown, by its place in the report.
    Problem(usize),
    /// This is asked next.
    Ask(Question),
    /// This change is made; nothing where everything stays.
    Edit(String, Option<Edit>),
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it leads to.
    pub pick: Pick,
    /// What it is called.
    pub title: String,
    /// What kind of thing it is, or what would follow.
    pub detail: String,
    /// Words by which it is found too.
    pub also: String,
    /// The keys that do the same.
    pub keys: Option<Keys>,
    /// The thing that it is about.
    pub thing: Option<Thing>,
    /// Why it cannot be chosen now.
    pub refused: Option<String>,
}

impl Choice {
    fn of(pick: Pick, title: String, detail: String) -> Choice {
        Choice { pick, title, detail, also: String::new(), keys: None, thing: None, refused: None }
    }
}

/// A choice that fits what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place among the choices.
    pub index: usize,
    /// The letters of its title that fit.
    pub letters: Vec<usize>,
}

impl Question {
    /// What it asks for.
    pub fn title(self, editor: &Editor) -> String {
        match self {
            Question::Command => "Commands".to_owned(),
            Question::Find => "Find".to_owned(),
            Question::What => "Move what?".to_owned(),
            Question::Where(thing) => {
                let cargos = carried_with(editor, thing);
                let things: Vec<Thing> = cargos.iter().filter_map(|one| one.thing()).collect();
                let names = listed(editor.design(), editor.topology(), &things);
                format!("Move {names} to which machine?")
            }
        }
    }

    /// What can be typed, as an example.
    pub fn hint(self) -> &'static str {
        match self {
            Question::Command => "What to do, or the name of a thing",
            Question::Find => "Name, kind, address or problem",
            Question::What | Question::Where(_) => "Name",
        }
    }
}

/// All that can be chosen, in the order in which it is shown. `recent` names the commands that were
/// used last, the last first.
pub fn choices(here: &Here, question: Question, recent: &[String]) -> Vec<Choice> {
    match question {
        Question::Command => commands(here, recent),
        Question::Find => found(here),
        Question::What => movable(here.editor)
            .into_iter()
            .map(|thing| named(here.editor, thing, Pick::Ask(Question::Where(thing))))
            .collect(),
        Question::Where(thing) => machines(here.editor, thing),
    }
}

fn commands(here: &Here, recent: &[String]) -> Vec<Choice> {
    let about = here.thing.map(|thing| {
        let meant = here.editor.meant(Some(thing));
        listed(here.editor.design(), here.editor.topology(), &meant)
    });
    let mut all: Vec<(usize, Choice)> = ENTRIES
        .iter()
        .filter(|entry| entry.listed)
        .map(|entry| {
            let doing = entry.action.doing(here);
            let detail = match (entry.group, &about) {
                (Group::Selection, Some(name))
                    if !matches!(doing, Ok(Doing::Ask(Question::What))) =>
                {
                    name.clone()
                }
                (Group::Presets, _) => format!("{}: {}", entry.group.title(), entry.also),
                _ => entry.group.title().to_owned(),
            };
            let place = recent.iter().position(|name| name == entry.name).unwrap_or(usize::MAX);
            let choice = Choice {
                also: format!("{} {}", entry.group.title(), entry.also),
                keys: entry.keys.first().copied(),
                refused: doing.err(),
                ..Choice::of(Pick::Run(entry.action), entry.name.to_owned(), detail)
            };
            (place, choice)
        })
        .collect();
    all.sort_by_key(|(place, _)| *place);
    // Things without a command of their own.
    let led_to = |choice: &Choice| {
        let shows = |thing| ENTRIES.iter().any(|entry| entry.action == Action::Show(thing));
        choice.thing.is_some_and(shows)
    };
    let things = things(here).filter(|choice| !led_to(choice));
    all.into_iter().map(|(_, choice)| choice).chain(things).collect()
}

/// Everything of the design, then its problems.
fn found(here: &Here) -> Vec<Choice> {
    let (editor, topology) = (here.editor, here.editor.topology());
    let problems = editor.report().findings().iter().enumerate().map(|(index, finding)| {
        let thing = Thing::of_place(&finding.place);
        let name = thing.name(editor.design(), topology);
        let detail = format!("{}, {name}", finding.severity);
        let title = format!("{} {}", finding.code, finding.message);
        Choice { thing: Some(thing), ..Choice::of(Pick::Problem(index), title, detail) }
    });
    things(here).chain(problems).collect()
}

fn things<'a>(here: &Here<'a>) -> impl Iterator<Item = Choice> + use<'a> {
    let editor = here.editor;
    let drawn = here.scene.stops().into_iter().map(|(thing, _)| thing);
    let all = [Thing::Cluster].into_iter().chain(drawn).chain([Thing::Backups]);
    all.map(|thing| named(editor, thing, Pick::Show(thing)))
}

fn named(editor: &Editor, thing: Thing, pick: Pick) -> Choice {
    let (design, topology) = (editor.design(), editor.topology());
    let head = heading(design, topology, thing);
    let codes = editor.report().findings().iter().filter(|finding| thing.bears(&finding.place));
    let also = codes.map(|finding| finding.code).collect::<Vec<_>>().join(" ");
    let mut detail = vec![head.kind.to_owned()];
    detail.extend(place(topology, thing));
    let detail = detail.join(", ");
    Choice { thing: Some(thing), also, ..Choice::of(pick, head.title, detail) }
}

/// Where a thing is: an address, a machine, a folder.
fn place(topology: &Topology, thing: Thing) -> Option<String> {
    match thing {
        Thing::Machine(index) => {
            topology.hosts.get(index)?.address.as_ref().map(ToString::to_string)
        }
        Thing::Folder(index) => topology.folders.get(index).map(|folder| folder.path.clone()),
        _ => {
            let host = thing.pod(topology)?.placement.host()?;
            topology.hosts.get(host).map(|host| format!("on {}", host.name))
        }
    }
}

/// The machines, each with what a move there would mean.
fn machines(editor: &Editor, thing: Thing) -> Vec<Choice> {
    let (design, topology) = (editor.design(), editor.topology());
    let Some(cargo) = carried_with(editor, thing).first().copied() else { return Vec::new() };
    let machines = design.machines.iter().enumerate().map(|(index, machine)| {
        let drop =
            drop_group(editor, cargo, Some(thing), Some(index)).judge(design, editor.report());
        let title = drop.sentence.trim_end_matches('.').to_owned();
        let pods = topology.pods_on(index).count();
        let detail = match &drop.causes {
            _ if !drop.allowed => String::new(),
            Some(error) => format!("{} It would stop the export: {error}", drop.sentence),
            None => drop.sentence.clone(),
        };
        Choice {
            refused: (!drop.allowed).then_some(drop.sentence),
            thing: Some(Thing::Machine(index)),
            also: plural(pods, "pod", "pods"),
            ..Choice::of(Pick::Edit(title, drop.edit), machine.name.to_string(), detail)
        }
    });
    machines.collect()
}

/// The choices that every word of `typed` fits, the best first.
pub fn filter(question: Question, choices: &[Choice], typed: &str) -> Vec<Hit> {
    let mut hits: Vec<(i32, Hit)> = choices
        .iter()
        .enumerate()
        .filter_map(|(index, choice)| {
            // Among commands, things are there for who names one.
            let named = question == Question::Command && matches!(choice.pick, Pick::Show(_));
            if named && typed.trim().is_empty() {
                return None;
            }
            let mut score = if named { -5 } else { 0 };
            let mut letters = Vec::new();
            for word in typed.split_whitespace() {
                let (worth, fitting) = worth(choice, word, named)?;
                score += worth;
                letters.extend(fitting);
            }
            letters.sort_unstable();
            letters.dedup();
            Some((score, Hit { index, letters }))
        })
        .collect();
    // What can be done now comes before what changes nothing, and that before what is refused; else
    // the order stays.
    if !typed.trim().is_empty() || matches!(question, Question::Where(_)) {
        hits.sort_by_key(|(score, hit)| {
            let choice = choices.get(hit.index);
            let refused = choice.is_some_and(|choice| choice.refused.is_some());
            let stays = choice.is_some_and(|choice| matches!(choice.pick, Pick::Edit(_, None)));
            (refused, stays, -score)
        });
    }
    hits.into_iter().map(|(_, hit)| hit).collect()
}

/// What one word of what was typed is worth, and the letters of the title that it fits; `named` is
/// whether only the title counts.
fn worth(choice: &Choice, word: &str, named: bool) -> Option<(i32, Vec<usize>)> {
    let word = word.to_ascii_lowercase();
    let holds = |text: &str| text.to_ascii_lowercase().contains(&word);
    // Letters here and there mean a command; a name is looked for as it is written.
    let command = matches!(choice.pick, Pick::Run(_));
    let fitting = if command || holds(&choice.title) { fit(&word, &choice.title) } else { None };
    match fitting {
        Some(fit) => Some((fit.score + 10, fit.letters)),
        None if named => None,
        None if holds(&choice.also) || holds(&choice.detail) => Some((1, Vec::new())),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::preset;
    use crate::editor::{Scene, lay_out};

    fn editor(name: &str) -> Editor {
        Editor::open(preset(name).unwrap().text).unwrap()
    }

    fn scene_of(editor: &Editor) -> Scene {
        lay_out(editor.design(), editor.topology(), &editor.marks(), false)
    }

    fn titles(editor: &Editor, question: Question, recent: &[String], typed: &str) -> Vec<String> {
        let scene = scene_of(editor);
        let thing = editor.selection();
        let here = Here { editor, scene: &scene, thing, carrying: false, problem: None };
        let all = choices(&here, question, recent);
        filter(question, &all, typed).into_iter().map(|hit| all[hit.index].title.clone()).collect()
    }

    #[test]
    fn commands_are_found_by_a_few_letters_and_by_other_words() {
        let lab = editor("lab");
        let first = |typed| titles(&lab, Question::Command, &[], typed).into_iter().next().unwrap();
        assert_eq!(first("mtm"), "Move to machine…");
        assert_eq!(first("expo"), "Export");
        assert_eq!(first("zoom 100"), "Zoom to 100 %");
        assert_eq!(first("more wordp"), "One more replica of WordPress");
        assert_eq!(first("delete"), "Remove");
        assert_eq!(first("small"), "small", "a preset");
        assert!(titles(&lab, Question::Command, &[], "xyzzy").is_empty());
        // Things are found by their names too, behind commands that fit as well.
        assert_eq!(first("node-2"), "node-2");
        assert_eq!(first("wordpress"), Action::Show(Thing::Wordpress).name());
        assert!(titles(&lab, Question::Command, &[], "worker").len() < 4, "by name alone");
        let listed = ENTRIES.iter().filter(|entry| entry.listed).count();
        assert_eq!(titles(&lab, Question::Command, &[], " ").len(), listed);
        let recent = ["Export".to_owned(), "Redo".to_owned()];
        assert_eq!(titles(&lab, Question::Command, &recent, "")[..2], recent);
    }

    #[test]
    fn what_cannot_be_done_comes_last_with_its_reason() {
        let lab = editor("lab");
        let scene = scene_of(&lab);
        let here =
            Here { editor: &lab, scene: &scene, thing: None, carrying: false, problem: None };
        let all = choices(&here, Question::Command, &[]);
        let hits = filter(Question::Command, &all, "re");
        let refused: Vec<bool> = hits.iter().map(|hit| all[hit.index].refused.is_some()).collect();
        assert!(refused.is_sorted() && refused.contains(&true) && refused.contains(&false));
        let remove = all.iter().find(|choice| choice.title == "Remove").unwrap();
        assert!(remove.refused.as_deref().unwrap().starts_with("Select a machine"));
    }

    #[test]
    fn things_are_found_by_name_kind_address_and_problem() {
        let article = editor("article-2017");
        let found = |typed| titles(&article, Question::Find, &[], typed);
        let machine = &article.design().machines[1];
        assert_eq!(found(machine.name.as_str())[0], machine.name.to_string());
        let address = machine.address.unwrap().to_string();
        assert_eq!(found(&address)[0], machine.name.to_string());
        assert!(
            found("folder")
                .iter()
                .any(|title| title.starts_with("wordpress") || title.starts_with("percona"))
        );
        let finding = &article.report().findings()[0];
        let thing = Thing::of_place(&finding.place).name(article.design(), article.topology());
        let code = finding.code.to_ascii_lowercase();
        let by_code = found(&code);
        assert!(
            by_code.iter().any(|title| title.starts_with(finding.code)),
            "the problem: {by_code:?}"
        );
        assert!(by_code.contains(&thing), "and the thing that has it");
        assert!(found("nothing-is-called-so").is_empty());
        let editor = article;
        for (thing, _) in scene_of(&editor).stops() {
            let name = thing.name(editor.design(), editor.topology());
            assert!(titles(&editor, Question::Find, &[], &name).contains(&name), "{name}");
        }
    }

    #[test]
    fn a_change_that_is_picked_is_the_drop() {
        let lab = editor("lab");
        let scene = scene_of(&lab);
        let here =
            Here { editor: &lab, scene: &scene, thing: None, carrying: false, problem: None };
        let to = choices(&here, Question::Where(Thing::Export), &[]);
        let hit = &filter(Question::Where(Thing::Export), &to, "node-3")[0];
        let Pick::Edit(title, Some(edit)) = &to[hit.index].pick else { panic!("a change") };
        let mut after = lab.clone();
        after.apply(title, edit).unwrap();
        assert_eq!(after.design().nfs.as_ref().unwrap().machine, "node-3");
    }
}
