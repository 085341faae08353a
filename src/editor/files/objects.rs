//! The objects in the manifests, and the things of the drawing that they are of.

use crate::design::{Design, Place};
use crate::editor::Thing;
use crate::topology::{Backing, Topology};

/// A Kubernetes object in a file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileObject {
    /// The file's path.
    pub file: String,
    /// `StatefulSet`, say.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The part of the design that it comes from.
    pub place: Place,
}

impl FileObject {
    /// The thing of the drawing that it is of.
    pub fn thing(&self) -> Thing {
        Thing::of_place(&self.place)
    }

    /// As a person knows it: `StatefulSet percona`.
    pub fn title(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }
}

/// Lines of a file, from 1; the last is one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The first.
    pub first: usize,
    /// The last.
    pub last: usize,
}

/// Where something stands in the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file's path.
    pub path: String,
    /// Its lines there.
    pub lines: Lines,
}

/// Nothing in the files is of a thing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} stands in no file of the bundle.")]
pub struct NoSpot(String);

/// The lines of each document of a YAML text, without the `---` above them.
fn documents(text: &str) -> Vec<Lines> {
    let mut found: Vec<Lines> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line == "---" {
            found.push(Lines { first: number + 1, last: number });
        } else if let Some(document) = found.last_mut() {
            document.last = number;
        }
    }
    found
}

/// The lines of the object at that place among those of its file.
pub fn lines_of(text: &str, ordinal: usize) -> Option<Lines> {
    documents(text).get(ordinal).copied()
}

/// The place of the object that a line belongs to, among those of its file.
pub fn object_at(text: &str, line: usize) -> Option<usize> {
    documents(text).iter().rposition(|lines| lines.first <= line + 1)
}

/// Where a thing stands in the files: its workload, or else the first of its objects; a machine, by
/// its name in what the scripts read.
pub fn spot_of(
    thing: Thing,
    design: &Design,
    topology: &Topology,
    files: &[(String, String)],
    objects: &[FileObject],
) -> Result<Spot, NoSpot> {
    let spot = if let Thing::Machine(_) = thing {
        line_of_name(&thing.name(design, topology), files)
    } else {
        let volumes = volumes_of(thing, topology);
        let own = objects.iter().filter(|object| is_of(object, thing, &volumes));
        own.min_by_key(|object| rank(&object.kind)).and_then(|object| spot(object, files, objects))
    };
    spot.ok_or_else(|| NoSpot(thing.name(design, topology)))
}

/// A thing is looked for by what runs; the objects around it stand beside it.
fn rank(kind: &str) -> usize {
    const FIRST: [&str; 7] =
        ["StatefulSet", "Deployment", "ReplicaSet", "Pod", "CronJob", "Ingress", "Service"];
    FIRST.iter().position(|first| *first == kind).unwrap_or(FIRST.len())
}

fn spot(object: &FileObject, files: &[(String, String)], objects: &[FileObject]) -> Option<Spot> {
    let (path, text) = files.iter().find(|(path, _)| *path == object.file)?;
    let ordinal = objects
        .iter()
        .filter(|other| other.file == object.file)
        .position(|other| std::ptr::eq(other, object))?;
    Some(Spot { path: path.clone(), lines: lines_of(text, ordinal)? })
}

fn is_of(object: &FileObject, thing: Thing, volumes: &[&str]) -> bool {
    let access = object.place == Place::field("percona", "access");
    match thing {
        Thing::Haproxy(_) => access,
        Thing::Percona | Thing::Replica(_) => object.thing() == Thing::Percona && !access,
        Thing::Wordpress | Thing::Site(_) => object.thing() == Thing::Wordpress,
        Thing::Export | Thing::Folder(_) => {
            object.kind == "PersistentVolume" && volumes.contains(&object.name.as_str())
        }
        own => object.thing() == own,
    }
}

/// The names of the volumes that lie on a folder of the export, or on any.
fn volumes_of(thing: Thing, topology: &Topology) -> Vec<&str> {
    let own = match thing {
        Thing::Folder(index) => topology.folders.get(index).map(|folder| folder.name.as_str()),
        _ => None,
    };
    let on = |backing: &Backing| match backing {
        Backing::Folder(name) => own.is_none_or(|own| own == name),
        _ => false,
    };
    let volumes = topology.volumes.iter().filter(|volume| on(&volume.backing));
    volumes.filter_map(|volume| volume.volume.as_deref()).collect()
}

fn line_of_name(name: &str, files: &[(String, String)]) -> Option<Spot> {
    ["vagrant/cluster.yaml", "data/machines.list"].iter().find_map(|wanted| {
        let (path, text) = files.iter().find(|(path, _)| path == wanted)?;
        let word = |sign: char| !(sign.is_ascii_alphanumeric() || "-.".contains(sign));
        let says = |line: &str| line.split(word).any(|part| part == name);
        let line = text.lines().position(says)? + 1;
        Some(Spot { path: path.clone(), lines: Lines { first: line, last: line } })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::Bundle;
    use crate::design::{Document, PRESETS};
    use crate::rules::Approved;

    struct Made {
        approved: Approved,
        files: Vec<(String, String)>,
        objects: Vec<FileObject>,
        yaml: Vec<String>,
    }

    fn made(text: &str) -> Made {
        let approved = Approved::of(Document::read(text).unwrap()).unwrap();
        let bundle = Bundle::of(&approved).unwrap();
        let files = bundle
            .files
            .iter()
            .map(|file| (file.path.clone(), String::from_utf8_lossy(&file.bytes).into_owned()));
        let objects = bundle.objects.iter().map(|object| FileObject {
            file: object.file.clone(),
            kind: object.kind().to_owned(),
            name: object.name().to_owned(),
            place: object.place.clone(),
        });
        Made {
            files: files.collect(),
            objects: objects.collect(),
            yaml: bundle.objects.iter().map(crate::manifest::Object::to_yaml).collect(),
            approved,
        }
    }

    fn preset(name: &str) -> Made {
        made(PRESETS.iter().find(|preset| preset.name == name).unwrap().text)
    }

    #[test]
    fn every_object_is_found_at_its_lines_and_by_them() {
        for preset in PRESETS.iter().filter(|preset| preset.name != "article-2017") {
            let made = made(preset.text);
            for (at, object) in made.objects.iter().enumerate() {
                let Spot { path, lines } = spot(object, &made.files, &made.objects).unwrap();
                let (_, text) = made.files.iter().find(|(other, _)| *other == path).unwrap();
                let there: String = text
                    .split_inclusive('\n')
                    .skip(lines.first - 1)
                    .take(lines.last + 1 - lines.first)
                    .collect();
                assert_eq!(there, made.yaml[at], "{}: {path}", object.title());
                let in_file = made.objects.iter().filter(|other| other.file == path);
                let ordinal = in_file.take_while(|other| !std::ptr::eq(*other, object)).count();
                for line in [lines.first - 1, lines.first, lines.last] {
                    assert_eq!(object_at(text, line), Some(ordinal), "{path}:{line}");
                }
            }
        }
    }

    #[test]
    fn every_thing_of_the_drawing_stands_in_some_file() {
        let made = preset("lab");
        let (design, topology) = (made.approved.design(), made.approved.topology());
        let at = |thing: Thing| {
            let spot = spot_of(thing, design, topology, &made.files, &made.objects).unwrap();
            let (_, text) = made.files.iter().find(|(path, _)| *path == spot.path).unwrap();
            let lines: Vec<&str> = text
                .lines()
                .skip(spot.lines.first - 1)
                .take(spot.lines.last + 1 - spot.lines.first)
                .collect();
            (spot.path, lines.join("\n"))
        };
        for (thing, path, holds) in [
            (Thing::Member(1), "manifests/20-etcd.yaml", "kind: StatefulSet"),
            (Thing::Replica(2), "manifests/30-percona.yaml", "kind: StatefulSet"),
            (Thing::Haproxy(0), "manifests/35-haproxy.yaml", "kind: Deployment"),
            (Thing::Site(0), "manifests/40-wordpress.yaml", "kind: Deployment"),
            (Thing::WayIn, "manifests/15-services.yaml", "name: wordpress"),
            (Thing::Backups, "manifests/60-backups.yaml", "kind: CronJob"),
            (Thing::Cluster, "manifests/00-namespace.yaml", "kind: Namespace"),
            (Thing::Export, "manifests/10-volumes.yaml", "kind: PersistentVolume"),
            (Thing::Folder(0), "manifests/10-volumes.yaml", "kind: PersistentVolume"),
            (Thing::Machine(1), "vagrant/cluster.yaml", "node-1"),
        ] {
            let (found, text) = at(thing);
            assert_eq!(found, path, "{thing:?}");
            assert!(text.contains(holds), "{thing:?}: {text}");
        }
        assert!(at(Thing::Member(1)).1.contains("name: etcd-1"));
        let folder = at(Thing::Folder(1)).1;
        assert!(folder.contains(&topology.folders[1].path), "{folder}");
        let _ = at(Thing::Etcd);
        let none = spot_of(Thing::Etcd, design, topology, &[], &[]).unwrap_err();
        assert_eq!(none.to_string(), "etcd stands in no file of the bundle.");
    }
}
