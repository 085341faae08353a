//! What a person did to a field of the inspector, as an edit.

use super::form::{Control, FormField, shape_at};
use crate::design::{Design, Edit, Label, Shape, Single, Value};
use crate::document::{Path, Step, Tree};

/// What a person did to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Typed a text or a number, or chose a machine or one of several.
    Text(String),
    /// Switched it.
    Truth(bool),
    /// Went back to the default.
    Default,
}

/// The change that a person's input means, wherever the field is set.
pub fn edit_of(design: &Design, field: &FormField, input: &Input) -> Edit {
    if field.others.is_empty() {
        return edit_at(design, field, field.path.clone(), input);
    }
    let paths = std::iter::once(&field.path).chain(&field.others);
    Edit::Many(paths.map(|path| edit_at(design, field, path.clone(), input)).collect())
}

fn edit_at(design: &Design, field: &FormField, path: Path, input: &Input) -> Edit {
    match (input, &field.control) {
        (Input::Truth(true), Control::Part(_)) => Edit::Set { path, value: Some(part_of(field)) },
        (Input::Default, _) | (Input::Truth(false), Control::Part(_)) => Edit::default(path),
        (Input::Truth(on), _) => Edit::plain(path, on),
        (Input::Text(text), Control::Choice { options, .. }) => {
            let holds = options
                .iter()
                .find(|variant| variant.key == text)
                .and_then(|variant| variant.holds.as_ref());
            match holds {
                None => Edit::text(path, text),
                Some(shape) => {
                    let value = Tree::Mapping(vec![(text.clone(), starting(shape))]);
                    Edit::Set { path, value: Some(value) }
                }
            }
        }
        (Input::Text(text), control) => typed(design, path, control, text.trim()),
    }
}

fn typed(design: &Design, path: Path, control: &Control, text: &str) -> Edit {
    // A machine's name stands in several places.
    if let [Step::Key(list), Step::Index(index), Step::Key(key)] = path.steps()
        && list == "machines"
        && key == "name"
        && let Ok(name) = Label::parse(text)
    {
        return design.rename_machine(*index, &name);
    }
    if let [Step::Key(part), Step::Key(list), Step::Index(ordinal)] = path.steps()
        && part == "percona"
        && list == "machines"
        && let Some(machine) = design.machines.iter().position(|machine| machine.name == text)
    {
        let topology = crate::topology::Topology::of(design);
        let drop =
            super::drop_on(design, &topology, super::Cargo::Replica(*ordinal), Some(machine));
        return drop.edit.unwrap_or(Edit::Many(Vec::new()));
    }
    match control {
        _ if text.is_empty() => Edit::default(path),
        Control::Number { .. } | Control::Text { measure: true, .. } => Edit::plain(path, text),
        _ => Edit::text(path, text),
    }
}

/// A part that was not there, with what must be given filled in.
fn part_of(field: &FormField) -> Tree {
    let shape = shape_at(Design::SHAPE, &field.path);
    shape.as_ref().map_or(Tree::Mapping(Vec::new()), starting)
}

/// A value to start from: the examples of what must be given, the defaults of all else.
pub(super) fn starting(shape: &Shape) -> Tree {
    match shape {
        Shape::Text { example, .. } => Tree::Text((*example).to_owned()),
        Shape::Measure { example, .. } => Tree::Plain((*example).to_owned()),
        // Ports of machines: the only number that a choice holds.
        Shape::Number { least, most } => Tree::Plain(30080.clamp(*least, *most).to_string()),
        Shape::Truth => Tree::Plain("true".to_owned()),
        Shape::Choice(variants) => {
            variants.first().map_or(Tree::Text(String::new()), |variant| match &variant.holds {
                None => Tree::Text(variant.key.to_owned()),
                Some(holds) => Tree::Mapping(vec![(variant.key.to_owned(), starting(holds))]),
            })
        }
        Shape::Section(fields) => Tree::Mapping(
            fields
                .iter()
                .filter(|field| field.required)
                .map(|field| (field.key.to_owned(), starting(&field.shape)))
                .collect(),
        ),
        Shape::List { .. } => Tree::Sequence(Vec::new()),
    }
}
