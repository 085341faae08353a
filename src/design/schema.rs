//! The JSON Schema of a design, made from the same lines as everything else.

use super::Design;
use super::shape::{Field, Shape};
use super::value::Value;
use crate::document::Tree;
use serde_json::{Map, Value as Json, json};

/// The schema (draft 2020-12) by which an editor completes and checks a design.yaml.
pub fn json_schema() -> Json {
    let mut schema = of(&Design::SHAPE);
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        object.insert("title".to_owned(), json!("Presswright design"));
        object.insert(
            "description".to_owned(),
            json!("A highly available WordPress on Kubernetes, as a person laid it out."),
        );
    }
    schema
}

fn of(shape: &Shape) -> Json {
    match shape {
        Shape::Text { pattern, longest, example } => {
            let mut schema = json!({"type": "string", "minLength": 1, "maxLength": longest, "examples": [example]});
            if let (Some(pattern), Some(object)) = (pattern, schema.as_object_mut()) {
                object.insert("pattern".to_owned(), json!(pattern));
            }
            schema
        }
        Shape::Number { least, most } => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        Shape::Measure { pattern, bare, example } => {
            let kind = if *bare { json!(["string", "number"]) } else { json!("string") };
            json!({"type": kind, "pattern": pattern, "exclusiveMinimum": 0, "examples": [example]})
        }
        Shape::Truth => json!({"type": "boolean"}),
        Shape::Choice(variants) => {
            let each: Vec<Json> = variants
                .iter()
                .map(|variant| match &variant.holds {
                    None => json!({"const": variant.key, "description": variant.doc}),
                    Some(holds) => {
                        let mut properties = Map::new();
                        properties.insert(variant.key.to_owned(), of(holds));
                        json!({"type": "object", "properties": properties, "required": [variant.key], "additionalProperties": false, "description": variant.doc})
                    }
                })
                .collect();
            json!({"oneOf": each})
        }
        Shape::Section(fields) => section(fields),
        Shape::List { item, most } => json!({"type": "array", "items": of(item), "maxItems": most}),
    }
}

fn section(fields: &[Field]) -> Json {
    let mut properties = Map::new();
    for field in fields {
        let mut schema = of(&field.shape);
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), json!(field.doc));
            // A part's default is in its fields; writing it out once more helps nobody.
            let single =
                field.default().filter(|tree| matches!(tree, Tree::Plain(_) | Tree::Text(_)));
            if let Some(default) = single {
                object.insert("default".to_owned(), value(&default));
            }
        }
        if !field.required {
            // A key without a value stands for its default.
            schema = json!({"anyOf": [schema, {"type": "null"}], "description": field.doc});
        }
        properties.insert(field.key.to_owned(), schema);
    }
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required).map(|field| field.key).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// A default as JSON: bare numbers and truth values as such, all else as text.
fn value(tree: &Tree) -> Json {
    match tree {
        Tree::Plain(text) => match (text.parse::<i64>(), text.as_str()) {
            (Ok(number), _) => json!(number),
            (_, "true") => json!(true),
            (_, "false") => json!(false),
            _ => json!(text),
        },
        Tree::Text(text) => json!(text),
        Tree::Sequence(items) => items.iter().map(value).collect(),
        Tree::Mapping(entries) => {
            Json::Object(entries.iter().map(|(key, tree)| (key.clone(), value(tree))).collect())
        }
    }
}
