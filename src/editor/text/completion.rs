//! What can be written at the cursor: keys and values by the design's own grammar.

use super::caret::{Caret, caret};
use crate::design::{Design, Field, Role, Shape, Value, Variant};
use crate::document::{Path, Step, Tree};
use crate::editor::form::{shape_at, shown};
use crate::editor::input::starting;

/// What can be written in place of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// First byte of the word.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// What can stand there; what is likeliest comes first.
    pub offers: Vec<Offer>,
}

/// One thing that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub label: String,
    /// What is written.
    pub insert: String,
    /// In two or three words: its default, or that it must be given.
    pub detail: String,
    /// What it does in the cluster, in a line.
    pub help: String,
}

/// What can be written at a byte of a text. The text need not be readable; the design gives the names
/// of the machines.
pub fn complete(text: &str, at: usize, design: &Design) -> Option<Completion> {
    let caret = caret(text, at)?;
    let shape = shape_at(Design::SHAPE, &caret.path)?;
    let field = field_at(&caret.path);
    let mut offers = Vec::new();
    if caret.key {
        keys(&mut offers, &caret, &shape);
    }
    // Below a key, on a line of its own, the value itself may stand too.
    let alone = caret.key && !caret.flow && !caret.keyed && !matches!(shape, Shape::Section(_));
    if caret.value || alone {
        values(&mut offers, &caret, &shape, field, design);
    }
    (!offers.is_empty()).then_some(Completion { start: caret.start, end: caret.end, offers })
}

/// What a setting does in the cluster, in a line or two; nothing for what is no setting.
pub fn help_of(path: &Path) -> Option<&'static str> {
    field_at(path).map(|field| field.doc)
}

/// The field that a path ends in, by which its default and help are known.
fn field_at(path: &Path) -> Option<&'static Field> {
    let (above, Step::Key(key)) = path.split_last()? else { return None };
    match shape_at(Design::SHAPE, &above)? {
        Shape::Section(fields) => fields.iter().find(|field| field.key == key),
        _ => None,
    }
}

fn keys(offers: &mut Vec<Offer>, caret: &Caret, shape: &Shape) {
    let free = |key: &str| !caret.taken.iter().any(|taken| taken == key);
    match shape {
        Shape::Section(fields) => {
            for field in fields.iter().filter(|field| free(field.key)) {
                let detail = match field.default() {
                    _ if field.required => "must be given".to_owned(),
                    Some(tree @ (Tree::Plain(_) | Tree::Text(_))) => {
                        format!("default {}", tree.to_flow())
                    }
                    Some(tree @ Tree::Mapping(_)) if matches!(field.shape, Shape::Choice(_)) => {
                        format!("default {}", shown(Some(&tree)))
                    }
                    Some(_) => String::new(),
                    None => "left out: none".to_owned(),
                };
                offers.push(Offer {
                    label: field.key.to_owned(),
                    insert: with_colon(field.key, &field.shape, caret),
                    detail,
                    help: field.doc.to_owned(),
                });
            }
            // What must be given comes first; else the order of the format.
            offers.sort_by_key(|offer| offer.detail != "must be given");
        }
        Shape::Choice(variants) if caret.taken.is_empty() => {
            for variant in *variants {
                let Some(holds) = &variant.holds else { continue };
                offers.push(Offer {
                    label: variant.key.to_owned(),
                    insert: with_colon(variant.key, holds, caret),
                    detail: String::new(),
                    help: variant.doc.to_owned(),
                });
            }
        }
        _ => {}
    }
}

/// A key with what comes behind it, so that a person goes on with the value.
fn with_colon(key: &str, shape: &Shape, caret: &Caret) -> String {
    let below = " ".repeat(caret.column + 2);
    match shape {
        _ if caret.keyed => key.to_owned(),
        Shape::Section(_) if !caret.flow => format!("{key}:\n{below}"),
        Shape::List { .. } if !caret.flow => format!("{key}:\n{below}- "),
        _ => format!("{key}: "),
    }
}

fn values(
    offers: &mut Vec<Offer>,
    caret: &Caret,
    shape: &Shape,
    field: Option<&Field>,
    design: &Design,
) {
    if names_machine(&caret.path) {
        return offers.extend(machines(design, str::to_owned));
    }
    let default = field.filter(|field| !field.required).and_then(Field::default);
    let help = field.map_or("", |field| field.doc);
    let is_default = |word: &str| match &default {
        Some(Tree::Plain(text) | Tree::Text(text)) => text == word,
        Some(Tree::Mapping(entries)) => entries.first().is_some_and(|(key, _)| key == word),
        _ => false,
    };
    let detail = |word: &str| if is_default(word) { "default".to_owned() } else { String::new() };
    match shape {
        Shape::Choice(variants) => {
            let allowed = variants.iter().filter(|variant| caret.value || variant.holds.is_none());
            offers.extend(allowed.map(|variant| Offer {
                label: variant.key.to_owned(),
                insert: written(variant),
                detail: detail(variant.key),
                help: variant.doc.to_owned(),
            }));
        }
        Shape::Truth => offers.extend(["true", "false"].map(|word| Offer {
            label: word.to_owned(),
            insert: word.to_owned(),
            detail: detail(word),
            help: help.to_owned(),
        })),
        Shape::Section(fields) if caret.value && !caret.key => {
            // An item of a list, in one piece.
            if fields.iter().any(|field| field.key == "machine") {
                offers.extend(machines(design, |name| format!("{{machine: {name}}}")));
            } else if matches!(caret.path.steps().last(), Some(Step::Index(_))) {
                let insert = starting(shape).to_flow();
                offers.push(Offer {
                    label: insert.clone(),
                    insert,
                    detail: String::new(),
                    help: String::new(),
                });
            }
        }
        Shape::Text { example, .. } | Shape::Measure { example, .. } => {
            let example = Tree::Text((*example).to_owned());
            let example = match shape {
                Shape::Measure { .. } => Tree::Plain(shown(Some(&example))),
                _ => example,
            };
            single(offers, default.as_ref(), "default", help);
            single(offers, Some(&example), "for example", help);
        }
        Shape::Number { least, most } => {
            let range = format!("{help} From {least} to {most}.");
            single(offers, default.as_ref(), "default", range.trim_start());
        }
        Shape::Section(_) | Shape::List { .. } => {}
    }
}

fn single(offers: &mut Vec<Offer>, tree: Option<&Tree>, detail: &str, help: &str) {
    let Some(tree @ (Tree::Plain(_) | Tree::Text(_))) = tree else { return };
    let insert = tree.to_flow();
    if offers.iter().all(|offer| offer.insert != insert) {
        offers.push(Offer {
            label: insert.clone(),
            insert,
            detail: detail.to_owned(),
            help: help.to_owned(),
        });
    }
}

fn written(variant: &Variant) -> String {
    match &variant.holds {
        None => variant.key.to_owned(),
        Some(holds) => Tree::Mapping(vec![(variant.key.to_owned(), starting(holds))]).to_flow(),
    }
}

fn names_machine(path: &Path) -> bool {
    match path.steps() {
        [Step::Key(part), Step::Key(list), Step::Index(_)] => {
            part == "percona" && list == "machines"
        }
        [.., Step::Key(key)] => key == "machine",
        _ => false,
    }
}

fn machines(design: &Design, insert: impl Fn(&str) -> String) -> Vec<Offer> {
    let offer = |machine: &crate::design::Machine| Offer {
        label: insert(machine.name.as_str()),
        insert: insert(machine.name.as_str()),
        detail: machine.address.as_ref().map(ToString::to_string).unwrap_or_default(),
        help: match machine.role {
            Role::ControlPlane => "The control plane: pods of ours do not run here.",
            Role::Worker => "A worker: runs pods.",
            Role::Single => "Control plane and worker in one.",
            Role::Storage => "A file server beside the cluster.",
        }
        .to_owned(),
    };
    design.machines.iter().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Document, preset};
    use proptest::prelude::*;

    /// What is offered where `|` stands.
    fn at(text: &str) -> Option<(String, Vec<Offer>)> {
        let cursor = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let lab = Document::read(preset("lab").unwrap().text).unwrap();
        let Completion { start, end, offers } = complete(&text, cursor, lab.design())?;
        Some((text.get(start..end).unwrap().to_owned(), offers))
    }

    fn labels(text: &str) -> Vec<String> {
        at(text)
            .map(|(_, offers)| offers.into_iter().map(|offer| offer.label).collect())
            .unwrap_or_default()
    }

    fn offer(text: &str, label: &str) -> Offer {
        let (_, offers) = at(text).unwrap();
        offers.into_iter().find(|offer| offer.label == label).unwrap()
    }

    #[test]
    fn keys_of_a_part_that_are_not_there_yet() {
        let text = "presswright: 1\nname: a\npercona:\n  replicas: 3\n  mem|\n  volume: 1Gi\nwordpress:\n  replicas: 2\n";
        let (word, _) = at(text).unwrap();
        assert_eq!(word, "mem");
        let found = labels(text);
        assert!(found.contains(&"memory".to_owned()), "{found:?}");
        assert!(!found.contains(&"replicas".to_owned()) && !found.contains(&"volume".to_owned()));
        let memory = offer(text, "memory");
        assert_eq!((memory.insert.as_str(), memory.detail.as_str()), ("memory: ", "default 1Gi"));
        assert!(memory.help.len() > 10);
    }

    #[test]
    fn what_must_be_given_comes_first_and_parts_open_a_line() {
        assert_eq!(labels("|")[..2], ["presswright", "name"]);
        assert_eq!(labels("presswright: 1\n|\n")[0], "name");
        assert_eq!(offer("presswright: 1\n|\n", "percona").insert, "percona:\n  ");
        assert_eq!(offer("presswright: 1\n|\n", "machines").insert, "machines:\n  - ");
        assert_eq!(offer("machines:\n  - name: a\n    |\n", "role").insert, "role: ");
    }

    #[test]
    fn a_key_that_has_its_colon_gets_no_second() {
        let text = "percona:\n  replic|as: 3\n";
        assert_eq!(at(text).unwrap().0, "replicas");
        assert_eq!(offer(text, "replicas").insert, "replicas");
    }

    #[test]
    fn values_of_a_choice_with_what_belongs_to_them() {
        let found = labels("percona:\n  storage: |\n");
        assert!(
            found.contains(&"local".to_owned()) && found.contains(&"nfs".to_owned()),
            "{found:?}"
        );
        assert_eq!(offer("percona:\n  storage: n|\n", "nfs").detail, "default");
        assert!(offer("percona:\n  storage: |", "class").insert.starts_with("{class: "));
        // On a line of its own, or in brackets, it is a key.
        assert_eq!(offer("percona:\n  storage:\n    |", "class").insert, "class: ");
        assert_eq!(labels("percona:\n  storage: {|}"), ["class"]);
        assert_eq!(labels("percona: {storage: {class: a}, encryption: |}"), ["true", "false"]);
    }

    #[test]
    fn machines_where_one_is_named() {
        let all = ["master", "node-1", "node-2", "node-3"];
        for text in [
            "nfs: {machine: |, path: /srv}",
            "nfs:\n  machine: no|\n",
            "etcd:\n  members:\n    - machine: |\n",
            "etcd:\n  members: [{machine: node-1}, {machine: n|}]",
            "percona:\n  machines: [node-1, |]",
            "percona:\n  machines:\n  - |",
            "percona:\n  machines:\n    - no|",
        ] {
            assert_eq!(labels(text), all, "{text}");
        }
        assert_eq!(labels("etcd: {members: [|]}")[1], "{machine: node-1}");
        let node = offer("nfs: {machine: |}", "node-1");
        assert_eq!(node.detail, "192.168.56.11");
    }

    #[test]
    fn keys_within_brackets_and_items() {
        let text = "machines:\n  - {name: a, ro|, cpu: 2}\n";
        assert_eq!(at(text).unwrap().0, "ro");
        let found = labels(text);
        assert!(
            found.contains(&"role".to_owned()) && !found.contains(&"cpu".to_owned()),
            "{found:?}"
        );
        assert_eq!(
            labels("machines:\n  - {name: a, role: |}"),
            ["control-plane", "worker", "single", "storage"]
        );
        assert_eq!(labels("machines:\n  - |")[0], "name");
        // One that is not closed ends with its item.
        let open = "machines:\n  - {name: a, cpu: 2\n  - {name: b, |\npercona:\n  replicas: 3\n";
        assert!(labels(open).contains(&"cpu".to_owned()));
        assert!(labels("machines: [{name: a\npercona:\n  |\n").contains(&"replicas".to_owned()));
    }

    #[test]
    fn defaults_and_ranges_of_single_values() {
        let replicas = offer("percona:\n  replicas: |\n", "3");
        assert_eq!(replicas.detail, "default");
        assert!(replicas.help.contains("From 1 to"), "{}", replicas.help);
        assert_eq!(labels("percona:\n  volume: |\n")[0], "10Gi");
    }

    #[test]
    fn nothing_where_nothing_of_ours_can_stand() {
        for text in [
            "# per|cona\n",
            "name: a # per|\n",
            "name: a\n  |\n",
            "name:|",
            "unknown:\n  |\n",
            "machines:\n  - {name: a} |\n",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn every_key_that_is_offered_is_known_where_it_is_written() {
        let lab = Document::read(preset("lab").unwrap().text).unwrap();
        for part in
            ["", "percona:\n  ", "wordpress:\n  ", "etcd:\n  ", "cluster:\n  ", "backups:\n  "]
        {
            let text = format!("presswright: 1\nname: a\n{part}");
            let found = complete(&text, text.len(), lab.design()).unwrap();
            for offer in found.offers {
                let whole = format!("{text}{}\n", offer.insert);
                let mistakes = Document::read(&whole).err().map(|unreadable| unreadable.mistakes);
                let unknown = mistakes
                    .into_iter()
                    .flatten()
                    .find(|mistake| mistake.kind == crate::document::MistakeKind::UnknownKey);
                assert_eq!(unknown, None, "{whole}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_cursor_stops_it(text in "[a-c:{}\\[\\], \n#\"é-]{0,40}", at in 0_usize..44) {
            let lab = Document::read(preset("lab").unwrap().text).unwrap();
            if let Some(Completion { start, end, .. }) = complete(&text, at, lab.design()) {
                prop_assert!(text.get(start..end).is_some());
            }
        }
    }
}
