//! Designs to start from.

/// A design to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The word by which it is asked for.
    pub name: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All presets, the one to begin with first.
pub const PRESETS: [Preset; 5] = [
    Preset {
        name: "lab",
        title: "The article's cluster, done right: four virtual machines, NFS, etcd, Percona, WordPress",
        text: include_str!("presets/lab.yaml"),
    },
    Preset {
        name: "article-2017",
        title: "The article's files as they stood in 2017, with all their faults as findings",
        text: include_str!("presets/article-2017.yaml"),
    },
    Preset {
        name: "small",
        title: "One virtual machine of 8 GiB: what can be had there, and what cannot",
        text: include_str!("presets/small.yaml"),
    },
    Preset {
        name: "cloud",
        title: "A cluster that exists: StorageClasses and a load balancer",
        text: include_str!("presets/cloud.yaml"),
    },
    Preset {
        name: "large",
        title: "Nine workers, five members of etcd, five replicas of the database",
        text: include_str!("presets/large.yaml"),
    },
];

/// The preset of that name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}
