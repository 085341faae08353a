//! The schema of a design as a page for people.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::Value;

/// The page: each part of a design with its settings, what they take and what they do.
pub fn page(schema: &str) -> Result<String> {
    let schema: Value = serde_json::from_str(schema).context("the schema is no JSON")?;
    let mut page = String::from(
        "# The settings of a design\n\n\
         Made from the JSON Schema that `presswright schema` prints. An editor completes and checks a \
         `design.yaml` by it. What is left out has its default.\n",
    );
    let mut parts = vec![(String::new(), &schema)];
    // In the order in which they are met: a part's own parts follow it.
    while !parts.is_empty() {
        let (path, part) = parts.remove(0);
        let title = if path.is_empty() { "A design" } else { &path };
        let _ = write!(page, "\n## {title}\n\n");
        if let Some(text) = text(part, "description") {
            let _ = write!(page, "{text}\n\n");
        }
        page.push_str("| setting | takes | default | what it is |\n|---|---|---|---|\n");
        let mut inner = Vec::new();
        for (key, setting) in
            part.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let plain = without_null(setting);
            let about = text(setting, "description").or(text(plain, "description"));
            let default = plain.get("default").map(|value| format!("`{value}`"));
            let _ = writeln!(
                page,
                "| `{key}` | {} | {} | {} |",
                takes(plain),
                cell(&default.unwrap_or_default()),
                cell(about.unwrap_or_default())
            );
            inner.extend(within(&joined(&path, key), plain));
        }
        parts.splice(0..0, inner);
    }
    Ok(page)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A setting that may be left empty, as if it could not.
fn without_null(setting: &Value) -> &Value {
    let either = setting.get("anyOf").and_then(Value::as_array);
    either.and_then(|either| either.first()).unwrap_or(setting)
}

/// The parts in a setting: its own, those of its items, those of the ways to choose.
fn within<'a>(path: &str, setting: &'a Value) -> Vec<(String, &'a Value)> {
    if setting.get("properties").is_some() {
        return vec![(path.to_owned(), setting)];
    }
    if let Some(items) = setting.get("items") {
        return within(&format!("{path}[]"), without_null(items));
    }
    let ways = setting.get("oneOf").and_then(Value::as_array);
    let holding = ways.into_iter().flatten().filter_map(|way| way.get("properties")?.as_object());
    holding
        .flatten()
        .flat_map(|(key, inner)| within(&joined(path, key), without_null(inner)))
        .collect()
}

/// What can be written there, in a few words.
fn takes(setting: &Value) -> String {
    if let Some(ways) = setting.get("oneOf").and_then(Value::as_array) {
        let ways = ways.iter().map(|way| {
            let name = match (text(way, "const"), way.get("properties").and_then(Value::as_object))
            {
                (Some(word), _) => format!("`{word}`"),
                (None, Some(holds)) => {
                    holds.keys().map(|key| format!("`{{{key}: …}}`")).collect::<Vec<_>>().join(", ")
                }
                (None, None) => "another".to_owned(),
            };
            match text(way, "description") {
                Some(about) => format!("{name}: {}", cell(about)),
                None => name,
            }
        });
        return ways.collect::<Vec<_>>().join("<br>");
    }
    let example = setting.get("examples").and_then(|all| all.get(0)).and_then(Value::as_str);
    let bounds = match (setting.get("minimum"), setting.get("maximum")) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        _ => String::new(),
    };
    let kind = match setting.get("type") {
        Some(Value::String(kind)) if kind == "array" => "a list",
        Some(Value::String(kind)) if kind == "object" => "a part of its own",
        Some(Value::String(kind)) if kind == "integer" => "a number",
        Some(Value::String(kind)) if kind == "boolean" => "`true` or `false`",
        _ if setting.get("pattern").is_some() && setting.get("exclusiveMinimum").is_some() => {
            "an amount"
        }
        _ => "a text",
    };
    let example = example.map(|one| format!(", `{}`", cell(one))).unwrap_or_default();
    format!("{kind}{bounds}{example}")
}

/// A text within one cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_is_a_line_and_each_part_a_table() {
        let schema = r#"{"properties": {
            "name": {"type": "string", "examples": ["blog"], "description": "What it is | called."},
            "nodes": {"anyOf": [{"type": "array", "items": {"type": "object", "properties": {
                "cpu": {"type": "integer", "minimum": 1, "maximum": 9, "default": 2}}}}, {"type": "null"}]},
            "way": {"oneOf": [{"const": "plain", "description": "None."}, {"type": "object", "properties": {"port": {"type": "integer"}}}]}
        }}"#;
        let page = page(schema).unwrap();
        for line in [
            "| `name` | a text, `blog` |  | What it is \\| called. |",
            "| `nodes` | a list |  |  |",
            "| `way` | `plain`: None.<br>`{port: …}` |  |  |",
            "\n## nodes[]\n",
            "| `cpu` | a number from 1 to 9 | `2` |  |",
        ] {
            assert!(page.contains(line), "{line}\nis not in\n{page}");
        }
        assert!(super::page("no").is_err());
    }
}
