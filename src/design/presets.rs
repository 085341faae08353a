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

/// A design in which nothing is laid out.
pub const EMPTY: Preset = Preset {
    name: "empty",
    title: "Nothing yet: machines, NFS and etcd are yours to lay out",
    text: include_str!("presets/empty.yaml"),
};

/// All that a person can start from: the presets, and nothing.
pub fn starts() -> impl Iterator<Item = &'static Preset> + Clone {
    PRESETS.iter().chain(std::iter::once(&EMPTY))
}

/// What a person starts from by that name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    starts().find(|preset| preset.name == name)
}
