//! Rules about the repository itself.
//!
//! Each reads the files as they are, so a rule needs no more than a line that breaks it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The library's modules, lowest first: a module uses only modules of a lower layer, so there is no
/// circle either. The binaries come last and are used by nobody.
const LAYERS: [&[&str]; 8] = [
    &["document", "file", "hands"],
    &["design"],
    &["topology"],
    &["rules"],
    &["drawing", "manifest", "provision", "simulate"],
    &["bundle", "share"],
    &["lesson"],
    &["editor"],
];

/// The most lines that a source file may have.
const LONGEST: usize = 400;

/// Files that are longer, each with its reason.
const LONGER: [(&str, &str); 0] = [];

#[test]
fn arrows_point_down() {
    let source = root().join("src");
    let mut wrong = Vec::new();
    for file in files_below(&source, &["rs"]) {
        let path = file.strip_prefix(&source).unwrap().to_path_buf();
        let Some(module) = module_of(&path) else { continue };
        let Some(layer) = layer_of(&module) else {
            wrong
                .push(format!("src/{}: {module} has no layer in tests/hygiene.rs", path.display()));
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        for used in modules_used(&text, depth_of(&path)) {
            match layer_of(&used) {
                _ if used == module => {}
                Some(lower) if lower < layer => {}
                Some(_) => wrong.push(format!("src/{} uses {used}", path.display())),
                // An item of src/lib.rs would be one: it holds modules only.
                None => {
                    wrong.push(format!("src/{} uses {used}, which is no module", path.display()));
                }
            }
        }
    }
    assert_none(&wrong, "arrows point down (ARCHITECTURE.md)");
}

#[test]
fn files_are_short() {
    let mut wrong = Vec::new();
    let sources = ["src", "xtask/src"].map(|folder| files_below(&root().join(folder), &["rs"]));
    for file in sources.concat() {
        let name = name_of(&file);
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        let reason = LONGER.iter().find(|(long, _)| *long == name);
        match (lines > LONGEST, reason) {
            (true, None) => wrong.push(format!("{name} has {lines} lines, more than {LONGEST}")),
            (false, Some(_)) => wrong.push(format!("{name} is short now: take it off the list")),
            _ => {}
        }
    }
    assert_none(&wrong, "a file has one subject");
}

#[test]
fn nothing_is_left_over() {
    // In two pieces, so that this file does not find itself.
    let leftovers = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("db", "g!("),
        concat!("#[ign", "ore"),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
    ];
    let mut wrong = Vec::new();
    for file in files_of(&["rs", "js", "mjs", "css", "html", "py", "sh", "go"]) {
        for (number, line) in (1..).zip(fs::read_to_string(&file).unwrap().lines()) {
            if let Some(leftover) = leftovers.iter().find(|leftover| line.contains(*leftover)) {
                wrong.push(format!("{}:{number} holds {leftover}", name_of(&file)));
            }
        }
    }
    assert_none(&wrong, "what is in the repository is finished");
}

#[test]
fn no_file_names_a_place_on_this_machine() {
    let home = std::env::home_dir().unwrap();
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let places = [root().display().to_string(), cargo.display().to_string()];
    let mut wrong = Vec::new();
    for file in files_below(&root(), &[]) {
        let content = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
        if let Some(place) = places.iter().find(|place| content.contains(place.as_str())) {
            wrong.push(format!("{} holds {place}", name_of(&file)));
        }
    }
    assert_none(&wrong, "a file means the same on every machine");
}

/// proptest puts them beside the folder that a test's `main.rs` is in, unless its configuration says
/// otherwise.
#[test]
fn cases_of_property_tests_are_kept_in_one_place() {
    let wrong: Vec<String> = files_of(&["txt"])
        .iter()
        .map(|file| name_of(file))
        .filter(|name| name.contains("/proptest-regressions/"))
        .collect();
    assert_none(&wrong, "failed cases are in proptest-regressions/ (see tests/rules/fixes.rs)");
}

#[test]
fn the_npm_locks_leave_the_registry_open() {
    for folder in ["tests/browser", "text-editor"] {
        let lock = fs::read_to_string(root().join(folder).join("package-lock.json")).unwrap();
        assert!(
            lock.contains("\"integrity\"") && !lock.contains("\"resolved\""),
            "{folder}/package-lock.json names a registry's host; the .npmrc beside it keeps it out"
        );
    }
}

#[test]
fn every_decision_is_linked() {
    let index = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap_or_default()
        + &fs::read_to_string(root().join("docs/decisions/README.md")).unwrap_or_default();
    let decisions = root().join("docs/decisions");
    let found = if decisions.is_dir() { files_below(&decisions, &["md"]) } else { Vec::new() };
    let unlinked: Vec<String> = found
        .iter()
        .filter_map(|file| file.file_name()?.to_str())
        .filter(|name| *name != "README.md" && !index.contains(name))
        .map(|name| format!("docs/decisions/{name}"))
        .collect();
    assert_none(&unlinked, "ARCHITECTURE.md or docs/decisions/README.md links each decision");
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for file in files_of(&["md"]) {
        let text = fs::read_to_string(&file).unwrap();
        for link in links_in(&text) {
            let target = link.split('#').next().unwrap();
            let is_file =
                !target.is_empty() && !target.contains("://") && !target.contains("mailto:");
            if is_file && !file.parent().unwrap().join(target).exists() {
                wrong.push(format!("{} links to {link}", name_of(&file)));
            }
        }
    }
    assert_none(&wrong, "a link leads somewhere");
}

#[test]
fn the_reader_of_uses_knows_every_form() {
    let text = "use crate::design::{Design, Place};\n\
                use crate::{document::Text, topology};\n\
                fn f() -> crate::rules::Report { super::super::bundle::x() }\n\
                // crate::editor is only mentioned\n";
    let used: Vec<String> = modules_used(text, 2).into_iter().collect();
    assert_eq!(used, ["bundle", "design", "document", "rules", "topology"]);
    assert!(!modules_used(text, 3).contains("bundle"));
    assert_eq!(depth_of(Path::new("rules/mod.rs")), 1);
    assert_eq!(depth_of(Path::new("rules/quorum.rs")), 2);
    assert_eq!(module_of(Path::new("rules.rs")).as_deref(), Some("rules"));
    assert_eq!(module_of(Path::new("bin/worker/main.rs")), None);
}

/// `rules` of `rules/quorum.rs`; none for the library's root and the binaries.
fn module_of(path: &Path) -> Option<String> {
    let first = path.components().next()?.as_os_str().to_str()?;
    let module = first.strip_suffix(".rs").unwrap_or(first);
    (module != "lib" && module != "bin").then(|| module.to_owned())
}

/// How many times `super` leads from a file's top level to the library's root.
fn depth_of(path: &Path) -> usize {
    let is_mod = path.file_name().is_some_and(|name| name == "mod.rs");
    path.components().count() - usize::from(is_mod)
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The names that follow `crate::`, or as many `super::` as lead to the root, outside comments.
fn modules_used(text: &str, depth: usize) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut used = BTreeSet::new();
    for root in ["crate::".to_owned(), "super::".repeat(depth)] {
        for (start, _) in code.match_indices(&root) {
            let before = code[..start].chars().next_back();
            let is_longer_name =
                before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
            if !is_longer_name {
                used.extend(first_names(&code[start + root.len()..]));
            }
        }
    }
    used
}

/// `a` of `a::b`, and `a`, `b` of `{a::{c, d}, b}`. A name that begins with a capital is an item.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 0;
    let mut names = vec![name(group)];
    for (position, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(&group[position + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The targets of `[text](target)`, outside fenced code.
fn links_in(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut links = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if !fenced {
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            links.extend(targets.map(str::to_owned));
        }
    }
    links
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn name_of(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().display().to_string().replace('\\', "/")
}

fn files_of(extensions: &[&str]) -> Vec<PathBuf> {
    files_below(&root(), extensions)
}

/// The repository's files with one of these extensions, all for none; what is built is left out.
fn files_below(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let built = [".git", "target", "dist", "node_modules", "output"];
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !built.contains(&name) {
                files.extend(files_below(&path, extensions));
            }
        } else if extensions.is_empty()
            || path.extension().is_some_and(|found| extensions.iter().any(|one| found == *one))
        {
            files.push(path);
        }
    }
    files
}

fn assert_none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n  {}", wrong.join("\n  "));
}
