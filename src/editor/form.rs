//! The inspector's fields, made from the shapes that the design's parts have.

use super::Thing;
use crate::design::{Design, Detail, Field, Place, Shape, Value, Variant};
use crate::document::{Path, Step, Tree};

/// A line of the inspector.
#[derive(Clone, Debug, PartialEq)]
pub struct FormField {
    /// Where its value stands.
    pub path: Path,
    /// What it is called.
    pub label: String,
    /// What it does in the cluster, in a line or two.
    pub doc: &'static str,
    /// How it is set.
    pub control: Control,
    /// Its default as text, if it has one and differs from it now.
    pub default: Option<String>,
    /// How deep it lies below the part: 0 or more.
    pub depth: usize,
    /// The part that it belongs to, for the headings between.
    pub group: String,
    /// Where else the same value is set with it: the fields of the other things that are selected.
    pub others: Vec<Path>,
    /// Their values, where they differ.
    pub mixed: Option<String>,
}

/// How a field is set.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// By typing.
    Text {
        /// The value; empty for none.
        value: String,
        /// One that would be taken.
        example: &'static str,
        /// Whether it is a measure, which is written without quotes.
        measure: bool,
    },
    /// By typing or by steps of one.
    Number {
        /// The value; empty for none.
        value: String,
        /// The least.
        least: i64,
        /// The most.
        most: i64,
        /// Its unit.
        unit: &'static str,
    },
    /// On or off.
    Truth(bool),
    /// One of several.
    Choice {
        /// The word that is chosen.
        value: String,
        /// The words with what each means.
        options: &'static [Variant],
    },
    /// One of the machines.
    Machine {
        /// The name; empty for none.
        value: String,
        /// All names.
        machines: Vec<String>,
        /// Whether none is allowed.
        free: bool,
    },
    /// A part that can be there or not.
    Part(bool),
}

/// The fields of a thing's inspector.
pub fn form(design: &Design, thing: Thing) -> Vec<FormField> {
    forms(design, &[thing]).pop().unwrap_or_default()
}

/// The fields of each of several things.
pub(super) fn forms(design: &Design, things: &[Thing]) -> Vec<Vec<FormField>> {
    let full = design.write(Detail::Full).unwrap_or(Tree::Mapping(Vec::new()));
    let form = |thing: &Thing| {
        let mut form = Form { design, full: &full, fields: Vec::new(), thing: *thing };
        for place in thing.places(design) {
            form.place(&place);
        }
        form.fields
    };
    things.iter().map(form).collect()
}

/// What a key is called: `way-in` is "Way in".
pub fn label_of(key: &str) -> String {
    const SPELT: [(&str, &str); 9] = [
        ("cpu", "CPU"),
        ("nfs", "NFS"),
        ("url", "URL"),
        ("cli-image", "Image of wp-cli"),
        ("wordpress", "WordPress"),
        ("host-cpu", "Host CPU"),
        ("haproxy", "HAProxy"),
        ("haproxy-image", "Image of HAProxy"),
        ("etcd", "etcd"),
    ];
    if let Some((_, spelt)) = SPELT.iter().find(|(word, _)| *word == key) {
        return (*spelt).to_owned();
    }
    let words = key.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        [first.to_ascii_uppercase()].into_iter().chain(letters).collect()
    })
}

struct Form<'a> {
    design: &'a Design,
    full: &'a Tree,
    fields: Vec<FormField>,
    thing: Thing,
}

impl Form<'_> {
    fn place(&mut self, place: &Place) {
        let path = place.path();
        let top = Design::SHAPE;
        // The cluster's own inspector starts with what stands at the top of the design.
        if path.steps().is_empty() {
            let Shape::Section(fields) = top else { return };
            for field in
                fields.iter().filter(|field| matches!(field.key, "name" | "namespace" | "secrets"))
            {
                self.field(field, &Path::top(), 0, "Deployment");
            }
            return;
        }
        if let [Step::Key(part), Step::Key(list), Step::Index(ordinal)] = path.steps()
            && part == "percona"
            && list == "machines"
        {
            self.machine_of_replica(path, *ordinal);
            return;
        }
        let Some((above, Step::Key(key))) = path.split_last() else {
            // An item of a list: a machine or a member.
            if let Some(Shape::Section(fields)) = shape_at(top, path) {
                let group = match self.thing {
                    Thing::Member(index) => format!("etcd-{index}"),
                    Thing::Machine(index) => self
                        .design
                        .machines
                        .get(index)
                        .map(|m| m.name.to_string())
                        .unwrap_or_default(),
                    _ => String::new(),
                };
                for field in fields {
                    self.field(field, path, 0, &group);
                }
            }
            return;
        };
        match (shape_at(top, path), shape_at(top, &above)) {
            (Some(Shape::Section(fields)), _) => {
                let group = label_of(key);
                // The way in has an inspector of its own.
                for field in fields.iter().filter(|field| field.key != "way-in") {
                    self.field(field, path, 0, &group);
                }
            }
            (Some(_), Some(Shape::Section(fields))) => {
                let own = fields.iter().find(|field| field.key == key.as_str());
                if let Some(field) = own {
                    self.field(field, &above, 0, "");
                }
            }
            _ => {}
        }
    }

    fn field(&mut self, field: &Field, above: &Path, depth: usize, group: &str) {
        let path = above.key(field.key);
        let now = tree_at(self.full, &path).cloned();
        let default = field.default();
        let differs = now != default;
        let mut line = FormField {
            label: label_of(field.key),
            doc: field.doc,
            control: Control::Truth(false),
            default: (differs && !field.required).then(|| shown(default.as_ref())),
            depth,
            group: group.to_owned(),
            path: path.clone(),
            others: Vec::new(),
            mixed: None,
        };
        let text = single(now.as_ref());
        let of_machine = field.key == "machine";
        line.control = match field.shape {
            Shape::Text { .. } if of_machine => {
                Control::Machine { value: text, machines: self.machines(), free: !field.required }
            }
            Shape::Text { example, .. } => Control::Text { value: text, example, measure: false },
            Shape::Measure { example, .. } => Control::Text { value: text, example, measure: true },
            Shape::Number { least, most } => Control::Number {
                value: text,
                least,
                most,
                // Times are the only numbers that go up to a day.
                unit: if most == 86_400 { "s" } else { "" },
            },
            Shape::Truth => Control::Truth(text == "true"),
            Shape::Choice(variants) => {
                return self.choice(line, variants, now.as_ref());
            }
            Shape::Section(fields) => {
                // What can be left out is switched, with its fields below the switch; what is always
                // there has a heading.
                let heading = format!("{group}: {}", line.label.to_ascii_lowercase());
                let (mut below, mut deeper) = (heading.as_str(), depth);
                if default.is_none() && !field.required {
                    line.control = Control::Part(now.is_some());
                    line.default = None;
                    self.fields.push(line);
                    if now.is_none() {
                        return;
                    }
                    (below, deeper) = (group, depth + 1);
                }
                for inner in fields {
                    self.field(inner, &path, deeper, below);
                }
                return;
            }
            // Lists are edited on the drawing: machines, members, places.
            Shape::List { .. } => return,
        };
        self.fields.push(line);
    }

    fn choice(&mut self, mut line: FormField, variants: &'static [Variant], now: Option<&Tree>) {
        let word = match now {
            Some(Tree::Mapping(entries)) => entries.first().map(|(key, _)| key.clone()),
            other => Some(single(other)),
        };
        let word = word.unwrap_or_default();
        line.control = Control::Choice { value: word.clone(), options: variants };
        let (path, depth, group) = (line.path.clone(), line.depth, line.group.clone());
        self.fields.push(line);
        let chosen = variants.iter().find(|variant| variant.key == word);
        let Some((variant, holds)) = chosen.and_then(|variant| Some((variant, variant.holds?)))
        else {
            return;
        };
        match holds {
            Shape::Section(fields) => {
                for inner in fields {
                    self.field(inner, &path.key(variant.key), depth + 1, &group);
                }
            }
            shape => {
                self.field(&Field::held_by(variant, shape), &path, depth + 1, &group);
            }
        }
    }

    fn machine_of_replica(&mut self, path: &Path, ordinal: usize) {
        let topology = crate::topology::Topology::of(self.design);
        let host = Thing::Replica(ordinal)
            .pod(&topology)
            .and_then(|pod| pod.placement.host())
            .and_then(|host| topology.hosts.get(host));
        self.fields.push(FormField {
            path: path.clone(),
            label: "Machine".to_owned(),
            doc: "The machine of this replica's local volume, and so of the replica.",
            control: Control::Machine {
                value: host.map_or_else(String::new, |host| host.name.to_string()),
                machines: self.machines(),
                free: false,
            },
            default: None,
            depth: 0,
            group: self.thing.name(self.design, &topology),
            others: Vec::new(),
            mixed: None,
        });
    }

    fn machines(&self) -> Vec<String> {
        self.design.machines.iter().map(|machine| machine.name.to_string()).collect()
    }
}

/// The shape of what stands at a path.
pub(super) fn shape_at(top: Shape, path: &Path) -> Option<Shape> {
    let mut shape = top;
    for step in path.steps() {
        shape = shape.below(step)?;
    }
    Some(shape)
}

fn tree_at<'t>(tree: &'t Tree, path: &Path) -> Option<&'t Tree> {
    let mut at = tree;
    for step in path.steps() {
        at = match (step, at) {
            (Step::Key(key), tree) => tree.get(key)?,
            (Step::Index(index), Tree::Sequence(items)) => items.get(*index)?,
            _ => return None,
        };
    }
    Some(at)
}

fn single(tree: Option<&Tree>) -> String {
    match tree {
        Some(Tree::Plain(text) | Tree::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// A default as a person reads it.
pub(super) fn shown(tree: Option<&Tree>) -> String {
    match tree {
        Some(Tree::Plain(text) | Tree::Text(text)) => match text.as_str() {
            "true" => "on".to_owned(),
            "false" => "off".to_owned(),
            text => text.to_owned(),
        },
        Some(Tree::Mapping(entries)) => entries
            .iter()
            .map(|(key, value)| format!("{key} {}", shown(Some(value))))
            .collect::<Vec<_>>()
            .join(", "),
        None | Some(Tree::Sequence(_)) => "none".to_owned(),
    }
}
