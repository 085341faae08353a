//! The documentation as a site of its own, beside the page: `mdBook` makes it of the repository's own
//! files, of the rules' pages and of the schema.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{below, insert_behind, policy, settings};
use crate::process;
use crate::project::Project;
use crate::suites::CommandLine;
use crate::tools::MDBOOK;

/// The folder of the built page that it is in.
pub const FOLDER: &str = "docs";

/// What is in it: title, file of the repository, file of the book. Whole folders come behind the first of
/// their files.
const CHAPTERS: [(&str, &str, &str); 10] = [
    ("Presswright", "README.md", "README.md"),
    ("The command line", "docs/command-line.md", "command-line.md"),
    ("Links to the page", "docs/links.md", "links.md"),
    ("Rules", "docs/rules/README.md", "rules/README.md"),
    ("The database finds its members", "docs/discovery.md", "discovery.md"),
    ("What is proved", "docs/proof.md", "proof.md"),
    ("Architecture", "ARCHITECTURE.md", "architecture.md"),
    ("Decisions", "docs/decisions/README.md", "decisions/README.md"),
    ("Working on Presswright", "CONTRIBUTING.md", "contributing.md"),
    ("Changes", "CHANGELOG.md", "changes.md"),
];

/// Made of the schema, behind the command line.
const SETTINGS: &str = "settings.md";

/// Where a file that is no chapter is.
const REPOSITORY: &str = "https://github.com/presswright/presswright/blob/main/";

/// A file of the repository and what becomes of it.
struct Chapter {
    title: String,
    source: String,
    target: String,
    depth: usize,
}

/// Makes the book and puts it into the built page.
pub fn publish(project: &Project) -> Result<PathBuf> {
    let folder = project.target().join("book");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let source = folder.join("src");
    let chapters = chapters(project.root())?;
    let mut all = String::new();
    for chapter in &chapters {
        let text = fs::read_to_string(project.root().join(&chapter.source))?;
        let text = relinked(&text, chapter, &chapters);
        write(&source.join(&chapter.target), &text)?;
        all.push_str(&text);
    }
    for (name, path) in below(&project.root().join("docs/pictures"))? {
        if !all.contains(&format!("pictures/{name}")) {
            continue;
        }
        let copy = source.join("pictures").join(name);
        fs::create_dir_all(copy.parent().context("a file without a folder")?)?;
        fs::copy(path, copy)?;
    }
    let schema = CommandLine::build(project)?.schema()?;
    write(&source.join(SETTINGS), &settings::page(&schema)?)?;
    write(&source.join("SUMMARY.md"), &summary(&chapters))?;
    // Of the fonts that mdBook brings none: the system's are there.
    write(&folder.join("theme/fonts/fonts.css"), "/* The system's. */\n")?;
    write(&folder.join("book.toml"), CONFIGURATION)?;
    let mut build = Command::new(MDBOOK.path(project)?);
    build.arg("build").arg("--dest-dir").arg(folder.join("out")).arg(&folder);
    process::run(&mut build)?;
    let published = project.dist().join(FOLDER);
    if published.exists() {
        fs::remove_dir_all(&published)?;
    }
    for (name, path) in below(&folder.join("out"))? {
        let content = fs::read(&path)?;
        let target = published.join(&name);
        fs::create_dir_all(target.parent().context("a file without a folder")?)?;
        if name.strip_suffix(".html").is_some() {
            fs::write(target, policy::guard_book(&String::from_utf8(content)?)?)?;
        } else {
            fs::write(target, content)?;
        }
    }
    Ok(published)
}

/// The page with the way to the book, which it shows among its shortcuts.
pub fn linked(page: &str) -> Result<String> {
    let link = format!("<link rel=\"help\" href=\"{FOLDER}/\">");
    insert_behind(page, "<meta charset", ">", &link)
}

const CONFIGURATION: &str = r#"[book]
title = "Presswright"
language = "en"
src = "src"
[build]
create-missing = false
[output.html]
default-theme = "light"
preferred-dark-theme = "navy"
git-repository-url = "https://github.com/presswright/presswright"
[output.html.print]
enable = false
[output.html.fold]
enable = true
[output.html.search]
limit-results = 20
boost-title = 3
"#;

/// Every chapter, in the order in which a person finds them.
fn chapters(root: &Path) -> Result<Vec<Chapter>> {
    let mut chapters = Vec::new();
    for (title, source, target) in CHAPTERS {
        let one = |title: &str, source: &str, target: &str, depth| Chapter {
            title: title.to_owned(),
            source: source.to_owned(),
            target: target.to_owned(),
            depth,
        };
        chapters.push(one(title, source, target, 0));
        let (Some(folder), Some(inner)) =
            (source.strip_suffix("/README.md"), target.strip_suffix("/README.md"))
        else {
            continue;
        };
        for (name, path) in below(&root.join(folder))? {
            if name != "README.md" && name.strip_suffix(".md").is_some() {
                let text = fs::read_to_string(path)?;
                let title = text.lines().next().unwrap_or_default().trim_start_matches("# ");
                let (source, target) = (format!("{folder}/{name}"), format!("{inner}/{name}"));
                chapters.push(one(title, &source, &target, 1));
            }
        }
    }
    Ok(chapters)
}

fn summary(chapters: &[Chapter]) -> String {
    let line = |depth: usize, title: &str, target: &str| {
        // Titles are ours; a bracket in one would end the link.
        let title = title.replace('[', "\\[").replace(']', "\\]");
        format!("{}- [{title}]({target})\n", "  ".repeat(depth))
    };
    let mut text = String::from("# Summary\n\n");
    for chapter in chapters {
        text.push_str(&line(chapter.depth, &chapter.title, &chapter.target));
        if chapter.target == "command-line.md" {
            text.push_str(&line(0, "The settings of a design", SETTINGS));
        }
    }
    text
}

/// A chapter's text with links that lead to where things are in the book, or else in the repository.
fn relinked(text: &str, chapter: &Chapter, chapters: &[Chapter]) -> String {
    let mut fenced = false;
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            out.push_str(line);
            continue;
        }
        let mut pieces = line.split("](");
        out.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (link, rest) = piece.split_once(')').unwrap_or((piece, ""));
            out.push_str("](");
            out.push_str(&target(link, chapter, chapters));
            out.push(')');
            out.push_str(rest);
        }
    }
    out
}

fn target(link: &str, chapter: &Chapter, chapters: &[Chapter]) -> String {
    if link.starts_with('#') || link.contains("://") || link.starts_with("mailto:") {
        return link.to_owned();
    }
    let (file, fragment) = link.split_once('#').map_or((link, None), |(file, to)| (file, Some(to)));
    let fragment = fragment.map(|to| format!("#{to}")).unwrap_or_default();
    let source = resolved(&chapter.source, file);
    let depth = chapter.target.matches('/').count();
    let inside =
        chapters.iter().find(|one| one.source == source).map(in_book).or_else(|| {
            source.strip_prefix("docs/pictures/").map(|name| format!("pictures/{name}"))
        });
    match inside {
        Some(target) => format!("{}{target}{fragment}", "../".repeat(depth)),
        None => format!("{REPOSITORY}{source}{fragment}"),
    }
}

/// As mdBook names it: what a folder begins with is its index.
fn in_book(chapter: &Chapter) -> String {
    chapter.target.replace("README.md", "index.html")
}

/// The file that a link in another one names, from the repository's root.
fn resolved(from: &str, link: &str) -> String {
    let mut path = Path::new(from).parent().map(Path::to_path_buf).unwrap_or_default();
    for component in Path::new(link).components() {
        match component {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path.to_string_lossy().replace('\\', "/")
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(path.parent().context("a file without a folder")?)?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_into_the_book_or_else_into_the_repository() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let chapters = chapters(root).unwrap();
        let chapter = |source: &str| chapters.iter().find(|one| one.source == source).unwrap();
        let link = |from: &str, to: &str| target(to, chapter(from), &chapters);
        assert_eq!(link("ARCHITECTURE.md", "docs/decisions/0005-zip.md"), "decisions/0005-zip.md");
        assert_eq!(
            link("docs/decisions/0005-zip.md", "../../ARCHITECTURE.md"),
            "../architecture.md"
        );
        assert_eq!(link("docs/proof.md", "discovery.md#why"), "discovery.md#why");
        assert_eq!(link("README.md", "docs/pictures/a.png"), "pictures/a.png");
        assert_eq!(
            link("docs/command-line.md", "../tests/a.json"),
            format!("{REPOSITORY}tests/a.json")
        );
        let text = relinked(
            "[a](../README.md) [b](#c)\n```\n[a](../README.md)\n```\n",
            chapter("docs/proof.md"),
            &chapters,
        );
        assert_eq!(text, "[a](index.html) [b](#c)\n```\n[a](../README.md)\n```\n");
    }

    #[test]
    fn every_rule_and_every_decision_is_a_chapter() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let summary = summary(&chapters(root).unwrap());
        assert!(summary.contains("  - [PW-A01: "), "{summary}");
        assert!(summary.contains("](decisions/0005-zip.md)"), "{summary}");
        assert!(summary.contains("](settings.md)"), "{summary}");
    }
}
