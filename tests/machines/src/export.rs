//! The export under test: a lab with names and addresses of its own, and what it says of files.

use std::fs;
use std::path::Path;

use presswright::bundle::Bundle;
use presswright::design::{Document, preset};
use presswright::rules::Approved;
use serde_json::Value;

use crate::{CaseError, system};

/// What the lab's own words become.
const OWN_WORDS: [(&str, &str); 7] = [
    ("name: blog", "name: village"),
    ("192.168.56.", "192.168.77."),
    ("/srv/presswright", "/srv/village/Files_1"),
    ("machine: master", "machine: files"),
    ("name: master", "name: files"),
    ("name: node-", "name: worker-"),
    ("machine: node-", "machine: worker-"),
];

/// A bundle, and what it promises of its NFS export.
#[derive(Debug)]
pub struct Export {
    /// Everything in it.
    pub bundle: Bundle,
    /// The exported folder.
    pub path: String,
    /// The machine that serves it: name, address.
    pub server: (String, String),
    /// The first machine that mounts it.
    pub client: (String, String),
    /// Who may mount it, sorted.
    pub clients: Vec<String>,
    /// Whether writes are on disk before the server answers.
    pub sync: bool,
    /// The folders below, sorted by path.
    pub folders: Vec<Folder>,
    /// The volumes that lie on it.
    pub volumes: Vec<Volume>,
}

/// A folder as the drawing has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Folder {
    /// Its path.
    pub path: String,
    /// The user and group that own it.
    pub owner: u32,
    /// Its mode in octal digits.
    pub mode: String,
}

/// A PersistentVolume as the API server gets it.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// What is mounted.
    pub source: String,
    /// Its path on the server.
    pub path: String,
    /// With which options.
    pub options: Vec<String>,
}

impl Export {
    /// The export of the lab in other words, with more changes of its text.
    pub fn of_lab(changes: &[(&str, &str)]) -> Result<Self, CaseError> {
        let wrong = |what: String| CaseError::Wrong(what);
        let lab = preset("lab").ok_or_else(|| wrong("there is no preset lab".to_owned()))?;
        let mut text = lab.text.to_owned();
        for (from, to) in OWN_WORDS.iter().chain(changes) {
            if !text.contains(from) {
                return Err(wrong(format!("the lab does not say {from}")));
            }
            text = text.replace(from, to);
        }
        let document = Document::read(&text).map_err(|error| wrong(format!("{error:?}")))?;
        let approved = Approved::of(document)
            .map_err(|report| wrong(format!("the rules refuse the design: {report:?}")))?;
        let bundle = Bundle::of(&approved).map_err(|error| wrong(error.to_string()))?;
        Self::read(&approved, bundle)
            .ok_or_else(|| wrong("the lab has no NFS export with a client".to_owned()))
    }

    fn read(approved: &Approved, bundle: Bundle) -> Option<Self> {
        let design = approved.design();
        let nfs = design.nfs.as_ref()?;
        let machine =
            |wanted: &dyn Fn(&str) -> bool| {
                design.machines.iter().find(|machine| wanted(machine.name.as_str())).and_then(
                    |machine| Some((machine.name.to_string(), machine.address?.to_string())),
                )
            };
        let mut clients: Vec<String> = design
            .machines
            .iter()
            .filter_map(|machine| Some(machine.address?.to_string()))
            .collect();
        clients.sort();
        let mut folders: Vec<Folder> = approved
            .topology()
            .folders
            .iter()
            .map(|folder| Folder {
                path: folder.path.clone(),
                owner: folder.owner,
                mode: folder.mode.trim_start_matches('0').to_owned(),
            })
            .collect();
        folders.sort();
        let volumes = bundle
            .objects
            .iter()
            .filter(|object| object.kind() == "PersistentVolume")
            .filter_map(|object| Volume::read(&object.json))
            .collect();
        Some(Self {
            path: nfs.path.to_string(),
            server: machine(&|name| name == nfs.machine.as_str())?,
            client: machine(&|name| name != nfs.machine.as_str())?,
            clients,
            sync: nfs.sync,
            folders,
            volumes,
            bundle,
        })
    }

    /// Writes the files of one of the bundle's folders below `above`.
    pub fn write(&self, folder: &str, above: &Path) -> Result<(), CaseError> {
        for file in &self.bundle.files {
            if file.path.split('/').next() == Some(folder) {
                let path = above.join(&file.path);
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent).map_err(system("make a folder of the bundle"))?;
                }
                fs::write(&path, &file.bytes).map_err(system("write a file of the bundle"))?;
            }
        }
        Ok(())
    }

    /// The folder of the export that a volume lies on.
    pub fn folder_of(&self, volume: &Volume) -> Result<&Folder, CaseError> {
        self.folders.iter().find(|folder| folder.path == volume.path).ok_or_else(|| {
            CaseError::Wrong(format!("volume {} lies on no folder that is drawn", volume.name))
        })
    }
}

impl Volume {
    /// One that lies on NFS.
    fn read(object: &Value) -> Option<Self> {
        let text = |pointer: &str| object.pointer(pointer)?.as_str().map(str::to_owned);
        let path = text("/spec/nfs/path")?;
        Some(Self {
            name: text("/metadata/name")?,
            source: format!("{}:{path}", text("/spec/nfs/server")?),
            path,
            options: object
                .pointer("/spec/mountOptions")?
                .as_array()?
                .iter()
                .filter_map(|option| option.as_str().map(str::to_owned))
                .collect(),
        })
    }

    /// As kubelet mounts it (kubernetes pkg/volume/nfs/nfs.go): `mount -t nfs -o OPTIONS SOURCE FOLDER`.
    pub fn mount(&self) -> String {
        format!(
            "mkdir -p {0} && mount -t nfs -o {1} {2} {0}",
            self.folder(),
            self.options.join(","),
            self.source
        )
    }

    /// Where it is mounted.
    pub fn folder(&self) -> String {
        format!("/volumes/{}", self.name)
    }
}
