//! The tree of the files: its rows, and where the keys of a tree lead.
//!
//! What the keys do is in <https://www.w3.org/WAI/ARIA/apg/patterns/treeview/>.

use super::FileChange;
use std::collections::BTreeSet;

/// A file that is to be in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: String,
    /// What became of it since that with which it is compared.
    pub change: Option<FileChange>,
    /// What the objects in it are called, in their order.
    pub objects: Vec<String>,
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// An object in the file of that path, by its place there.
    Object(String, usize),
}

/// A row that is in sight: those below a closed one are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its path; of a folder with a `/` behind it, of an object with `#` and its place.
    pub id: String,
    /// What is read there.
    pub name: String,
    /// How deep it lies, from 1.
    pub level: usize,
    /// What it is.
    pub kind: Kind,
    /// Whether it is open; nothing for what holds nothing.
    pub open: Option<bool>,
    /// Its place among those beside it, from 1.
    pub position: usize,
    /// How many stand beside each other there.
    pub beside: usize,
    /// What differs in it: `changed`, or `2 changed` for a folder.
    pub mark: Option<String>,
}

/// The rows of a tree. `turned` are those that a person has closed or opened: folders begin open,
/// files closed.
pub fn rows(entries: &[Entry], turned: &BTreeSet<String>) -> Vec<Row> {
    let mut all = Vec::new();
    let entries: Vec<&Entry> = entries.iter().collect();
    below("", 1, &entries, turned, &mut all);
    all
}

/// Folders first, then files, each by name.
fn below(
    folder: &str,
    level: usize,
    entries: &[&Entry],
    turned: &BTreeSet<String>,
    all: &mut Vec<Row>,
) {
    let rest = |entry: &Entry| entry.path.get(folder.len()..).unwrap_or_default().to_owned();
    let folders: BTreeSet<String> = entries
        .iter()
        .filter_map(|entry| rest(entry).split_once('/').map(|(name, _)| name.to_owned()))
        .collect();
    let mut files: Vec<&&Entry> =
        entries.iter().filter(|entry| !rest(entry).contains('/')).collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let beside = folders.len() + files.len();
    for (at, name) in folders.iter().enumerate() {
        let id = format!("{folder}{name}/");
        let inside: Vec<&Entry> =
            entries.iter().copied().filter(|entry| entry.path.starts_with(&id)).collect();
        let changed = inside.iter().filter(|entry| entry.change.is_some()).count();
        let open = !turned.contains(&id);
        all.push(Row {
            id: id.clone(),
            name: name.clone(),
            level,
            kind: Kind::Folder,
            open: Some(open),
            position: at + 1,
            beside,
            mark: (changed > 0).then(|| format!("{changed} changed")),
        });
        if open {
            below(&id, level + 1, &inside, turned, all);
        }
    }
    for (at, entry) in files.into_iter().enumerate() {
        let open = (!entry.objects.is_empty()).then(|| turned.contains(&entry.path));
        all.push(Row {
            id: entry.path.clone(),
            name: rest(entry),
            level,
            kind: Kind::File,
            open,
            position: folders.len() + at + 1,
            beside,
            mark: entry.change.map(|change| change.word().to_owned()),
        });
        if open == Some(true) {
            all.extend(entry.objects.iter().enumerate().map(|(at, name)| Row {
                id: format!("{}#{at}", entry.path),
                name: name.clone(),
                level: level + 1,
                kind: Kind::Object(entry.path.clone(), at),
                open: None,
                position: at + 1,
                beside: entry.objects.len(),
                mark: None,
            }));
        }
    }
}

/// What a key does in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The focus goes to that row.
    Go(String),
    /// That row is opened or closed.
    Turn(String),
    /// That row is chosen.
    Choose(String),
}

/// What a key, as the browser names it, does at a row; nothing for keys that are not the tree's.
pub fn step(rows: &[Row], at: &str, key: &str) -> Option<Step> {
    let here = rows.iter().position(|row| row.id == at)?;
    let row = rows.get(here)?;
    let go = |to: Option<&Row>| to.map(|row| Step::Go(row.id.clone()));
    match key {
        "ArrowDown" => go(rows.get(here + 1)),
        "ArrowUp" => go(here.checked_sub(1).and_then(|above| rows.get(above))),
        "Home" => go(rows.first()),
        "End" => go(rows.last()),
        "ArrowRight" => match row.open {
            Some(false) => Some(Step::Turn(row.id.clone())),
            Some(true) => go(rows.get(here + 1).filter(|next| next.level > row.level)),
            None => None,
        },
        "ArrowLeft" if row.open == Some(true) => Some(Step::Turn(row.id.clone())),
        "ArrowLeft" => go(rows.iter().take(here).rfind(|above| above.level < row.level)),
        "Enter" | " " => Some(match row.kind {
            Kind::Folder => Step::Turn(row.id.clone()),
            Kind::File | Kind::Object(..) => Step::Choose(row.id.clone()),
        }),
        _ => {
            let mut signs = key.chars();
            let sign = signs.next().filter(|_| signs.next().is_none())?;
            let begins = |row: &&Row| {
                let first = row.name.chars().next();
                first.is_some_and(|first| first.to_lowercase().eq(sign.to_lowercase()))
            };
            let (before, after) = rows.split_at(here + 1);
            go(after.iter().chain(before).find(begins))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, change: Option<FileChange>, objects: &[&str]) -> Entry {
        let objects = objects.iter().map(|name| (*name).to_owned()).collect();
        Entry { path: path.to_owned(), change, objects }
    }

    fn entries() -> Vec<Entry> {
        vec![
            entry("README.md", None, &[]),
            entry("deploy.sh", Some(FileChange::Changed), &[]),
            entry("manifests/20-etcd.yaml", Some(FileChange::New), &["Service etcd", "Pod a"]),
            entry("vagrant/provision/node.sh", Some(FileChange::Removed), &[]),
            entry("vagrant/Vagrantfile", Some(FileChange::Changed), &[]),
        ]
    }

    fn shown(rows: &[Row]) -> Vec<String> {
        rows.iter()
            .map(|row| {
                let sign = match row.open {
                    Some(true) => "- ",
                    Some(false) => "+ ",
                    None => "",
                };
                let mark = row.mark.as_ref().map_or(String::new(), |mark| format!(" ({mark})"));
                let indent = "  ".repeat(row.level - 1);
                format!("{indent}{sign}{}{mark} {}/{}", row.name, row.position, row.beside)
            })
            .collect()
    }

    #[test]
    fn folders_come_first_and_say_how_much_changed_in_them() {
        let turned = ["manifests/20-etcd.yaml".to_owned(), "vagrant/provision/".to_owned()].into();
        let expected = [
            "- manifests (1 changed) 1/4",
            "  - 20-etcd.yaml (new) 1/1",
            "    Service etcd 1/2",
            "    Pod a 2/2",
            "- vagrant (2 changed) 2/4",
            "  + provision (1 changed) 1/2",
            "  Vagrantfile (changed) 2/2",
            "README.md 3/4",
            "deploy.sh (changed) 4/4",
        ];
        assert_eq!(shown(&rows(&entries(), &turned)), expected);
    }

    #[test]
    fn keys_do_what_a_tree_is_known_for() {
        let rows = rows(&entries(), &BTreeSet::new());
        let go = |to: &str| Some(Step::Go(to.to_owned()));
        let turn = |to: &str| Some(Step::Turn(to.to_owned()));
        for (at, key, does) in [
            ("manifests/", "ArrowDown", go("manifests/20-etcd.yaml")),
            ("manifests/", "ArrowUp", None),
            ("manifests/", "ArrowRight", go("manifests/20-etcd.yaml")),
            ("manifests/", "ArrowLeft", turn("manifests/")),
            ("manifests/", "Enter", turn("manifests/")),
            ("manifests/20-etcd.yaml", "ArrowRight", turn("manifests/20-etcd.yaml")),
            ("manifests/20-etcd.yaml", "ArrowLeft", go("manifests/")),
            ("manifests/20-etcd.yaml", "v", go("vagrant/")),
            ("vagrant/provision/node.sh", "ArrowLeft", go("vagrant/provision/")),
            ("vagrant/provision/node.sh", "V", go("vagrant/Vagrantfile")),
            ("vagrant/Vagrantfile", "V", go("vagrant/")),
            ("README.md", "End", go("deploy.sh")),
            ("README.md", "Home", go("manifests/")),
            ("README.md", "ArrowRight", None),
            ("README.md", "ArrowLeft", None),
            ("README.md", " ", Some(Step::Choose("README.md".to_owned()))),
            ("README.md", "F8", None),
            ("README.md", "z", None),
        ] {
            assert_eq!(step(&rows, at, key), does, "{key} at {at}");
        }
    }

    #[test]
    fn every_row_is_reached_by_the_arrows() {
        let rows = rows(&entries(), &BTreeSet::new());
        let mut at = rows[0].id.clone();
        let mut reached = vec![at.clone()];
        while let Some(Step::Go(next)) = step(&rows, &at, "ArrowDown") {
            reached.push(next.clone());
            at = next;
        }
        assert_eq!(reached, rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>());
    }
}
