//! Designs drawn at random, so that every value of every option meets a real control plane.
//!
//! What can be chosen is read from the design's own shape: a new option is drawn without a word
//! here. A drawing begins with an approved design and changes it edit by edit; an edit, or a few
//! that need each other, stays only if the rules approve of the result. So what is drawn is
//! approved, and what no approved design can have shows as never covered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fastrand::Rng;
use presswright::design::{Design, Detail, Edit, Shape, Value};
use presswright::document::{Path, Tree};

use crate::option_values::{needed_with, values};

/// A value of an option, or for what has endless values: its default, or another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptionValue {
    /// The option, with `[]` for any place in a list: `machines[].role`.
    pub option: String,
    /// The value: a word of a choice, `true`, `false`, `default`, `other`, `given`, `left out`.
    pub value: String,
}

impl fmt::Display for OptionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.option, self.value)
    }
}

/// All values of all options of a design.
pub fn all_option_values() -> BTreeSet<OptionValue> {
    let mut all = BTreeSet::new();
    possible(&Design::SHAPE, "", false, &mut all);
    all
}

/// Those that a design has.
pub fn option_values_of(design: &Design) -> BTreeSet<OptionValue> {
    let mut had = BTreeSet::new();
    if let Some(tree) = design.write(Detail::Full) {
        present(&Design::SHAPE, &tree, "", None, &mut had);
    }
    had
}

fn note(set: &mut BTreeSet<OptionValue>, option: &str, value: &str) {
    set.insert(OptionValue { option: option.to_owned(), value: value.to_owned() });
}

/// `has_default`: whether something holds where no value is given.
fn possible(shape: &Shape, option: &str, has_default: bool, all: &mut BTreeSet<OptionValue>) {
    match shape {
        Shape::Section(fields) => {
            for field in *fields {
                let name = below(option, field.key);
                if !field.required && field.default().is_none() {
                    note(all, &name, "given");
                    note(all, &name, "left out");
                }
                possible(&field.shape, &name, field.default().is_some(), all);
            }
        }
        Shape::Choice(variants) => {
            for variant in *variants {
                note(all, option, variant.key);
                if let Some(holds) = &variant.holds {
                    possible(holds, &below(option, variant.key), false, all);
                }
            }
        }
        Shape::Truth => {
            note(all, option, "true");
            note(all, option, "false");
        }
        Shape::List { item, .. } => {
            note(all, option, "empty");
            note(all, option, "filled");
            possible(item, &format!("{option}[]"), false, all);
        }
        Shape::Text { .. } | Shape::Number { .. } | Shape::Measure { .. } => {
            if has_default {
                note(all, option, "default");
                note(all, option, "other");
            }
        }
    }
}

fn present(
    shape: &Shape,
    tree: &Tree,
    option: &str,
    default: Option<&Tree>,
    had: &mut BTreeSet<OptionValue>,
) {
    match (shape, tree) {
        (Shape::Section(fields), _) => {
            for field in *fields {
                let name = below(option, field.key);
                let value = tree.get(field.key);
                if !field.required && field.default().is_none() {
                    note(had, &name, if value.is_some() { "given" } else { "left out" });
                }
                if let Some(value) = value {
                    present(&field.shape, value, &name, field.default().as_ref(), had);
                }
            }
        }
        (Shape::Choice(_), Tree::Text(word)) | (Shape::Truth, Tree::Plain(word)) => {
            note(had, option, word);
        }
        (Shape::Choice(variants), Tree::Mapping(entries)) => {
            for (word, held) in entries {
                note(had, option, word);
                let variant = variants.iter().find(|variant| variant.key == word);
                if let Some(holds) = variant.and_then(|variant| variant.holds.as_ref()) {
                    present(holds, held, &below(option, word), None, had);
                }
            }
        }
        (Shape::List { item, .. }, Tree::Sequence(items)) => {
            note(had, option, if items.is_empty() { "empty" } else { "filled" });
            for value in items {
                present(item, value, &format!("{option}[]"), None, had);
            }
        }
        _ => {
            if let Some(default) = default {
                note(had, option, if tree == default { "default" } else { "other" });
            }
        }
    }
}

fn below(option: &str, key: &str) -> String {
    if option.is_empty() { key.to_owned() } else { format!("{option}.{key}") }
}

/// Draws designs that `approves` takes.
pub struct Drawer<'a> {
    approves: &'a dyn Fn(&Design) -> bool,
    beginnings: Vec<Design>,
    wanted: BTreeSet<OptionValue>,
    counts: BTreeMap<OptionValue, usize>,
}

impl<'a> Drawer<'a> {
    /// Begins with these designs; those that are not approved are left out.
    pub fn new(beginnings: Vec<Design>, approves: &'a dyn Fn(&Design) -> bool) -> Self {
        let beginnings = beginnings.into_iter().filter(approves).collect();
        Self { approves, beginnings, wanted: all_option_values(), counts: BTreeMap::new() }
    }

    /// How often each value has been in a drawn design; those with 0 never were.
    pub fn coverage(&self) -> BTreeMap<OptionValue, usize> {
        let mut coverage: BTreeMap<_, _> =
            all_option_values().into_iter().map(|value| (value, 0)).collect();
        coverage.extend(self.counts.clone());
        coverage
    }

    /// The design of a seed and of the drawings before it, which decide what is still wanted.
    /// Nothing if there is no beginning.
    pub fn draw(&mut self, seed: u64, name: &str) -> Option<Design> {
        let mut rng = Rng::with_seed(seed);
        let mut design = rng.choice(self.beginnings.iter())?.clone();
        self.take(&mut design, &[Edit::text(Path::top().key("name"), name)]);
        for _ in 0..rng.usize(0..4) {
            let edit = change_of_size(&design, &mut rng);
            self.take(&mut design, &[edit]);
        }
        // What was never had comes first, in another order each time.
        let mut wanted: Vec<OptionValue> = self.wanted.iter().cloned().collect();
        rng.shuffle(&mut wanted);
        for value in wanted.into_iter().take(15) {
            self.strive_for(&value, &mut design, &mut rng);
        }
        let all: Vec<OptionValue> = all_option_values().into_iter().collect();
        for _ in 0..15 {
            let edit = rng.choice(all.iter()).and_then(|value| edit_for(value, &design, &mut rng));
            if let Some(edit) = edit {
                self.take(&mut design, &[edit]);
            }
        }
        for value in option_values_of(&design) {
            self.wanted.remove(&value);
            *self.counts.entry(value).or_default() += 1;
        }
        Some(design)
    }

    /// Tries to give the design this value: by itself, then with changes that it may need.
    fn strive_for(&self, value: &OptionValue, design: &mut Design, rng: &mut Rng) {
        let all: Vec<OptionValue> = all_option_values().into_iter().collect();
        let part = value.option.split(['.', '[']).next().unwrap_or_default();
        let near: Vec<&OptionValue> =
            all.iter().filter(|one| one.option.starts_with(part)).collect();
        for attempt in 0..20 {
            let mut edits: Vec<Edit> = Vec::new();
            for _ in 0..(attempt + 4) / 5 {
                // What goes with it is more often of the same part than of another.
                let other = if rng.bool() {
                    rng.choice(near.iter().copied())
                } else {
                    rng.choice(all.iter())
                };
                edits.extend(other.and_then(|other| edit_for(other, design, rng)));
            }
            if let Some((option, other)) = needed_with(&value.option, &value.value) {
                edits.extend(option.parse().ok().map(|path| Edit::text(path, other)));
            }
            edits.extend(edit_for(value, design, rng));
            if self.take(design, &edits) && option_values_of(design).contains(value) {
                return;
            }
        }
    }

    /// Makes the edits if all can be made and the result is approved.
    fn take(&self, design: &mut Design, edits: &[Edit]) -> bool {
        let mut changed = design.clone();
        let taken =
            edits.iter().all(|edit| changed.apply(edit).is_ok()) && (self.approves)(&changed);
        if taken {
            *design = changed;
        }
        taken
    }
}

/// One machine or one member of etcd more or less.
fn change_of_size(design: &Design, rng: &mut Rng) -> Edit {
    let machines = Path::top().key("machines");
    let count = design.machines.len();
    match rng.u8(0..4) {
        0 if count > 1 => Edit::Remove { list: machines, index: rng.usize(0..count) },
        0 | 1 => {
            let name = presswright::design::free_name(design, "node-");
            let mut entries = vec![
                ("name".to_owned(), Tree::Text(name)),
                ("cpu".to_owned(), Tree::Plain("4".to_owned())),
                ("memory".to_owned(), Tree::Plain("8Gi".to_owned())),
            ];
            if let Some(address) = presswright::design::free_address(design) {
                entries.push(("address".to_owned(), Tree::Text(address.to_string())));
            }
            Edit::Insert { list: machines, index: count, value: Tree::Mapping(entries) }
        }
        2 if !design.etcd.members.is_empty() => Edit::Remove {
            list: Path::top().key("etcd").key("members"),
            index: rng.usize(0..design.etcd.members.len()),
        },
        _ => design.add_member(),
    }
}

/// An edit after which the design has the value, if there is a simple one.
fn edit_for(value: &OptionValue, design: &Design, rng: &mut Rng) -> Option<Edit> {
    let mut shape = Design::SHAPE;
    let mut path = Path::top();
    let mut edits = Vec::new();
    let tree = design.write(Detail::Full)?;
    let mut here = Some(&tree);
    for part in value.option.split('.') {
        let (key, in_list) = match part.strip_suffix("[]") {
            Some(key) => (key, true),
            None => (part, false),
        };
        // Below a word of a choice: it must be that word first.
        if let Shape::Choice(variants) = &shape
            && here.and_then(|tree| tree.get(key)).is_none()
        {
            let holds = variants.iter().find(|variant| variant.key == key)?.holds.as_ref()?;
            let held = sample(holds, &path.key(key).to_string(), design, rng)?;
            edits.push(Edit::Set {
                path: path.clone(),
                value: Some(Tree::Mapping(vec![(key.to_owned(), held)])),
            });
        }
        path = path.key(key);
        here = here.and_then(|tree| tree.get(key));
        shape = match shape {
            Shape::Section(fields) => fields.iter().find(|field| field.key == key)?.shape,
            Shape::Choice(variants) => variants.iter().find(|variant| variant.key == key)?.holds?,
            _ => return None,
        };
        if in_list {
            let Shape::List { item, .. } = shape else { return None };
            let Some(Tree::Sequence(items)) = here else { return None };
            let index = if items.is_empty() { return None } else { rng.usize(0..items.len()) };
            path = path.index(index);
            here = items.get(index);
            shape = *item;
        }
    }
    let tree = match value.value.as_str() {
        "left out" | "default" => None,
        "empty" => Some(Tree::Sequence(Vec::new())),
        "filled" => return add_item(&value.option, design),
        "true" | "false" => Some(Tree::Plain(value.value.clone())),
        "given" | "other" => Some(sample(&shape, &value.option, design, rng)?),
        word => match &shape {
            Shape::Choice(variants) => {
                match &variants.iter().find(|variant| variant.key == word)?.holds {
                    None => Some(Tree::Text(word.to_owned())),
                    Some(holds) => {
                        let held = sample(holds, &below(&value.option, word), design, rng)?;
                        Some(Tree::Mapping(vec![(word.to_owned(), held)]))
                    }
                }
            }
            _ => return None,
        },
    };
    edits.push(Edit::Set { path, value: tree });
    Some(Edit::Many(edits))
}

fn add_item(option: &str, design: &Design) -> Option<Edit> {
    match option {
        "etcd.members" => Some(design.add_member()),
        "canvas" => {
            let name = design.machines.first()?.name.as_str().to_owned();
            let spot = Tree::Mapping(vec![("machine".to_owned(), Tree::Text(name))]);
            let index = design.canvas.len();
            Some(Edit::Insert { list: Path::top().key("canvas"), index, value: spot })
        }
        "percona.machines" => {
            let workers = design.machines.iter().filter(|machine| machine.role.runs_pods());
            let names = workers.map(|machine| Tree::Text(machine.name.to_string()));
            let names = names.take(design.percona.replicas.get() as usize).collect();
            let path = Path::top().key("percona").key("machines");
            Some(Edit::Set { path, value: Some(Tree::Sequence(names)) })
        }
        _ => None,
    }
}

/// A value of this shape: what must be given and no more.
fn sample(shape: &Shape, option: &str, design: &Design, rng: &mut Rng) -> Option<Tree> {
    Some(match shape {
        Shape::Section(fields) => {
            let mut entries = Vec::new();
            for field in fields.iter().filter(|field| field.required) {
                let held = sample(&field.shape, &below(option, field.key), design, rng)?;
                entries.push((field.key.to_owned(), held));
            }
            Tree::Mapping(entries)
        }
        Shape::Choice(variants) => {
            let variant = rng.choice(variants.iter())?;
            match &variant.holds {
                None => Tree::Text(variant.key.to_owned()),
                Some(holds) => {
                    let held = sample(holds, &below(option, variant.key), design, rng)?;
                    Tree::Mapping(vec![(variant.key.to_owned(), held)])
                }
            }
        }
        Shape::List { .. } => Tree::Sequence(Vec::new()),
        Shape::Truth => Tree::Plain(rng.bool().to_string()),
        Shape::Number { least, most } => {
            let found = values(option, design)
                .iter()
                .filter_map(|value| value.parse().ok())
                .collect::<Vec<i64>>();
            let number =
                rng.choice(found).unwrap_or_else(|| rng.i64(*least..=(*most).min(least + 8)));
            Tree::Plain(number.clamp(*least, *most).to_string())
        }
        Shape::Text { example, .. } => {
            Tree::Text(rng.choice(values(option, design)).unwrap_or_else(|| (*example).to_owned()))
        }
        Shape::Measure { example, .. } => {
            Tree::Plain(rng.choice(values(option, design)).unwrap_or_else(|| (*example).to_owned()))
        }
    })
}
