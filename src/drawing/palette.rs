//! The colours of a picture: those of the page, light and dark. Words on what lies behind them have at
//! least 4.5 : 1.

use super::Lane;

/// Two colours: for lines and words, and for what lies behind them.
#[derive(Clone, Copy, Debug)]
pub struct Colours {
    pub(super) ink: &'static str,
    pub(super) tint: &'static str,
}

/// All colours of a picture.
#[derive(Debug)]
pub struct Palette {
    pub(super) ground: &'static str,
    pub(super) ink: &'static str,
    /// Of what is written small.
    pub(super) faint: &'static str,
    pub(super) machine: &'static str,
    pub(super) head: &'static str,
    pub(super) line: &'static str,
    pub(super) load: &'static str,
    pub(super) warning: Colours,
    pub(super) wordpress: Colours,
    pub(super) percona: Colours,
    pub(super) etcd: Colours,
    pub(super) storage: Colours,
}

/// On white.
pub static LIGHT: Palette = Palette {
    ground: "#f1f3f6",
    ink: "#1b222c",
    faint: "#566170",
    machine: "#fff",
    head: "#eef1f5",
    line: "#dde2e9",
    load: "#6d7887",
    warning: Colours { ink: "#8a5a00", tint: "#fff3d6" },
    wordpress: Colours { ink: "#1f6fb2", tint: "#e3f0fb" },
    percona: Colours { ink: "#a4520a", tint: "#fdeedd" },
    etcd: Colours { ink: "#0d7568", tint: "#dcf4ef" },
    storage: Colours { ink: "#6b46b8", tint: "#ede7fb" },
};

/// On black.
pub static DARK: Palette = Palette {
    ground: "#151a21",
    ink: "#e9edf3",
    faint: "#aab4c2",
    machine: "#1d242e",
    head: "#242d39",
    line: "#2f3946",
    load: "#76828f",
    warning: Colours { ink: "#f2c666", tint: "#3d2f0c" },
    wordpress: Colours { ink: "#7cc0f5", tint: "#14304a" },
    percona: Colours { ink: "#f3b26b", tint: "#43290f" },
    etcd: Colours { ink: "#67d4c2", tint: "#0f3a35" },
    storage: Colours { ink: "#bfa5ff", tint: "#2f2352" },
};

impl Palette {
    pub(super) const fn of(&self, lane: Lane) -> Colours {
        match lane {
            Lane::Wordpress => self.wordpress,
            Lane::Percona => self.percona,
            Lane::Etcd => self.etcd,
        }
    }
}
