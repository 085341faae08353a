//! What each part of the page may weigh.
//!
//! The numbers are bytes as a server sends them, compressed with gzip at its highest level. A part
//! that outgrows its budget fails the `page` suite: make it smaller, or raise the number here with
//! the reason in the commit.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// When a part is fetched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Load {
    /// Needed to draw and check.
    First,
    /// After the first paint: what saves, and the panels beside the drawing.
    Second,
    /// After the first paint, for the bundle.
    Worker,
    /// When a person opens what it draws: docs/decisions/0008-lazy-parts.md.
    Opened,
    /// When a person opens the text or the files: a library, docs/decisions/0009-text-editor.md.
    TextEditor,
    /// When a person asks for it: one small file at a time.
    Asked,
    /// Once the page rests, to keep all of it in the browser, whatever of it was opened.
    Kept,
    /// When the page is installed or linked to.
    Shown,
    /// The documentation, a page at a time.
    Docs,
}

/// All parts of a load together, in bytes.
///
/// 350,000 for what a person waits for, and as much for what makes the bundle while they look.
const LOADS: [(Load, &str, usize); 9] = [
    (Load::First, "first load", 350_000),
    (Load::Second, "then", 204_000),
    (Load::Worker, "worker", 350_000),
    (Load::Opened, "when opened", 620_000),
    (Load::TextEditor, "text editor", 168_000),
    (Load::Asked, "when asked for", 100_000),
    (Load::Kept, "to keep it", 9_400),
    (Load::Shown, "when shown", 200_000),
    (Load::Docs, "documentation", 1_850_000),
];

struct Part {
    name: &'static str,
    load: Load,
    /// How its files' names begin and end; trunk puts a hash in between.
    begins: &'static str,
    ends: &'static str,
    budget: usize,
}

/// A file belongs to the first part that fits.
const PARTS: [Part; 42] = [
    part("its search", Load::Docs, "docs/searchindex", ".js", 300_000),
    part("documentation", Load::Docs, "docs/", "", 1_560_000),
    // With the scripts of the database, a fifth of it by now.
    part("worker wasm", Load::Worker, "worker", ".wasm", 336_000),
    part("worker script", Load::Worker, "worker", ".js", 4_000),
    // What starts it.
    part("worker bridge", Load::Second, "part-bridge-", ".wasm", 20_000),
    // What saves the design.
    part("saving", Load::Second, "part-saving-", ".wasm", 12_000),
    part("inspector", Load::Second, "part-inspector-", ".wasm", 48_000),
    part("dock", Load::Second, "part-dock-", ".wasm", 30_000),
    // What moves machines, and the drawing while something is held at its edge.
    part("placing", Load::Opened, "part-placing-", ".wasm", 15_500),
    // Links and ports.
    part("near", Load::Opened, "part-near-", ".wasm", 16_000),
    part("commands", Load::Opened, "part-commands-", ".wasm", 32_000),
    part("designs", Load::Opened, "part-designs-", ".wasm", 13_000),
    part("disk", Load::Opened, "part-disk-", ".wasm", 12_000),
    part("overwrite", Load::Opened, "part-overwrite-", ".wasm", 6_000),
    part("files", Load::Opened, "part-files-", ".wasm", 54_000),
    part("outline", Load::Opened, "part-outline-", ".wasm", 11_000),
    part("clipping", Load::Opened, "part-clipping-", ".wasm", 9_000),
    part("received", Load::Opened, "part-received-", ".wasm", 22_000),
    part("rule page", Load::Opened, "part-rule-page-", ".wasm", 8_000),
    part("sharing", Load::Opened, "part-sharing-", ".wasm", 36_000),
    // With what becomes of the site, `simulate`, and the course, whose questions it answers: its steps, their checks
    // and what is asked; the texts come a chapter at a time.
    part("rehearse", Load::Opened, "part-rehearse-", ".wasm", 125_000),
    // Beside failure. A load: the autoscaler, plots, tables and a curve that is drawn. The start: the simulated cluster,
    // its log, and the clock. As two parts they made what is shared larger than what they are.
    part("load", Load::Opened, "part-load-", ".wasm", 190_000),
    part("text", Load::Opened, "part-text-", ".wasm", 29_000),
    // With what the files are written in: shell, Ruby, XML and Markdown weigh 19 kB.
    part("CodeMirror", Load::TextEditor, "text-editor-", ".js", 166_000),
    // What several of them need: the panels and what is shared most of it. What fields, tables and numbers of the
    // inspector take, Load takes too, so that it is here now and no more in the inspector's own; with Deploy it is in
    // more and smaller files.
    part("shared", Load::Second, "part-shared-", ".wasm", 118_000),
    // The same of those that are opened.
    part("common", Load::Opened, "part-common-", ".wasm", 115_000),
    // What keeps the page offline, with the hash of each file, and the page's end of it.
    part("service worker", Load::Kept, "sw", ".js", 8_000),
    part("offline script", Load::Kept, "offline-", ".js", 1_400),
    part("icons", Load::Shown, "icon-", ".png", 28_000),
    part("manifest", Load::Shown, "manifest", ".webmanifest", 500),
    part("preview", Load::Shown, "preview", ".png", 170_000),
    // For who looks for pages, not for who opens one.
    part("robots", Load::Shown, "robots", ".txt", 300),
    // Where the address is known.
    part("sitemap", Load::Shown, "sitemap", ".xml", 3_000),
    // Fetches the parts.
    part("parts script", Load::First, "parts-", ".js", 3_600),
    part("page wasm", Load::First, "designer", ".wasm", 336_000),
    part("page script", Load::First, "designer", ".js", 7_000),
    part("scripts", Load::First, "", ".js", 1_000),
    // With the styles of what is seen first, 6 kB (xtask/src/site/first_paint.rs), and its policy: a hash for each
    // inline script and for the style of each part.
    part("document", Load::First, "index", ".html", 12_500),
    part("pictures", Load::First, "", ".svg", 1_000),
    part("lessons", Load::Asked, "lesson-", ".md", 12_000),
    part("then and now", Load::Asked, "then-", ".md", 9_000),
    part("rules' pages", Load::Asked, "", ".md", 100_000),
];

const fn part(
    name: &'static str,
    load: Load,
    begins: &'static str,
    ends: &'static str,
    budget: usize,
) -> Part {
    Part { name, load, begins, ends, budget }
}

/// What a built page weighs, part by part.
pub struct Weights {
    parts: BTreeMap<&'static str, usize>,
    /// Files that no part stands for.
    strangers: Vec<String>,
}

/// Weighs every file of the built page.
pub fn measure(dist: &Path) -> Result<Weights> {
    let mut weights = Weights { parts: BTreeMap::new(), strangers: Vec::new() };
    let mut folders = vec![dist.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| {
            format!("cannot read {}: has the page been built?", folder.display())
        })?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let content = fs::read(entry.path())?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let docs = folder.strip_prefix(dist).is_ok_and(|inner| inner.starts_with("docs"));
            weights.add(&if docs { format!("docs/{name}") } else { name }, gzip_size(&content));
        }
    }
    Ok(weights)
}

impl Weights {
    fn add(&mut self, file: &str, bytes: usize) {
        let fits = |part: &&Part| file.starts_with(part.begins) && file.ends_with(part.ends);
        match PARTS.iter().find(fits) {
            Some(part) => *self.parts.entry(part.name).or_default() += bytes,
            None => self.strangers.push(file.to_owned()),
        }
    }

    fn of(&self, part: &Part) -> usize {
        self.parts.get(part.name).copied().unwrap_or_default()
    }

    fn total(&self, load: Load) -> usize {
        PARTS.iter().filter(|part| part.load == load).map(|part| self.of(part)).sum()
    }

    /// What weighs more than it may, or has no budget at all.
    pub fn excesses(&self) -> Vec<String> {
        let over = |name: &str, bytes: usize, budget: usize| {
            (bytes > budget).then(|| format!("{name}: {bytes} bytes, {budget} allowed"))
        };
        let parts = PARTS.iter().filter_map(|part| over(part.name, self.of(part), part.budget));
        let loads = LOADS.iter().filter_map(|(load, name, budget)| {
            over(&format!("{name}, all parts"), self.total(*load), *budget)
        });
        let strangers =
            self.strangers.iter().map(|file| format!("{file}: no part of xtask/src/budgets.rs"));
        parts.chain(loads).chain(strangers).collect()
    }
}

impl Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (load, name, budget) in LOADS {
            writeln!(f, "{name:16} {:>8} of {budget:>8} bytes, gzip", self.total(load))?;
            for part in PARTS.iter().filter(|part| part.load == load) {
                writeln!(f, "  {:14} {:>8} of {:>8}", part.name, self.of(part), part.budget)?;
            }
        }
        Ok(())
    }
}

/// Ten bytes of header and eight of trailer around the deflated content.
fn gzip_size(content: &[u8]) -> usize {
    miniz_oxide::deflate::compress_to_vec(content, 9).len() + 18
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heavy_part_a_heavy_load_and_a_stranger_are_each_named() {
        let mut weights = Weights { parts: BTreeMap::new(), strangers: Vec::new() };
        weights.add("designer-0123_bg.wasm", 330_000);
        weights.add("worker-0123.js", 1_000);
        assert!(weights.excesses().is_empty());

        weights.add("index.html", 12_501);
        weights.add("index-2.html", 60_000);
        weights.add("photo.tiff", 1);
        let excesses = weights.excesses().join("\n");
        assert!(excesses.contains("document: 72501 bytes, 12500 allowed"), "{excesses}");
        assert!(excesses.contains("first load, all parts: 402501 bytes"), "{excesses}");
        assert!(excesses.contains("photo.tiff: no part"), "{excesses}");
    }

    #[test]
    fn gzip_makes_repetition_small() {
        assert!(gzip_size(&[b'a'; 10_000]) < 100);
        assert!(gzip_size(b"") >= 18);
    }
}
