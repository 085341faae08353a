//! The icons: paths of Lucide (<https://lucide.dev>, ISC licence, copyright Lucide contributors), 24 by 24.

use super::number::{moved, number};
use leptos::prelude::*;
use presswright::editor::{Mark, Thing};
use presswright::topology::Tier;

pub const SERVER: &str = "M4 2h16a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM4 14h16a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2zM6 6h.01M6 18h.01";
pub const DATABASE: &str =
    "M3 5a9 3 0 1 0 18 0a9 3 0 1 0-18 0M3 5V19A9 3 0 0 0 21 19V5M3 12A9 3 0 0 0 21 12";
pub const FOLDER: &str = "M20 20a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-7.9a2 2 0 0 1-1.69-.9L9.6 3.9A2 2 0 0 0 7.93 3H4a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2Z";
pub const HEXAGON: &str = "M21 16V8a2 2 0 0 0-1-1.73l-7-4a2 2 0 0 0-2 0l-7 4A2 2 0 0 0 3 8v8a2 2 0 0 0 1 1.73l7 4a2 2 0 0 0 2 0l7-4A2 2 0 0 0 21 16z";
pub const PENCIL: &str = "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497zM15 5l4 4";
pub const GLOBE: &str = "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20M2 12h20";
pub const TREE: &str = "M21 12h-8M21 6H8M21 18h-8M3 6v4c0 1.1.9 2 2 2h3M3 10v6c0 1.1.9 2 2 2h3";
pub const PIN: &str = "M12 17v5M9 10.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.76a2 2 0 0 0-1.11-1.79l-1.78-.9A2 2 0 0 1 15 10.76V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z";
pub const UNDO: &str = "M9 14 4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11";
pub const REDO: &str = "m15 14 5-5-5-5M20 9H9.5A5.5 5.5 0 0 0 4 14.5A5.5 5.5 0 0 0 9.5 20H13";
pub const SUN: &str = "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 2v2M12 20v2M4.93 4.93l1.41 1.41M17.66 17.66l1.41 1.41M2 12h2M20 12h2M6.34 17.66l-1.41 1.41M19.07 4.93l-1.41 1.41";
pub const MOON: &str = "M12 3a6 6 0 0 0 9 9 9 9 0 1 1-9-9Z";
pub const LAYERS: &str = "m12.83 2.18a2 2 0 0 0-1.66 0L2.6 6.08a1 1 0 0 0 0 1.83l8.58 3.91a2 2 0 0 0 1.66 0l8.58-3.9a1 1 0 0 0 0-1.83zM2 12a1 1 0 0 0 .58.91l8.6 3.91a2 2 0 0 0 1.65 0l8.58-3.9A1 1 0 0 0 22 12M2 17a1 1 0 0 0 .58.91l8.6 3.91a2 2 0 0 0 1.65 0l8.58-3.9A1 1 0 0 0 22 17";
pub const DOWN: &str = "m6 9 6 6 6-6";
pub const CLOSE: &str = "M18 6 6 18M6 6l12 12";
pub const PLUS: &str = "M5 12h14M12 5v14";
pub const MINUS: &str = "M5 12h14";
pub const CHECK: &str = "M20 6 9 17l-5-5";
pub const WARNING: &str =
    "m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01";
pub const ERROR: &str = "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M15 9l-6 6M9 9l6 6";
pub const ADVICE: &str = "M15 14c.2-1 .7-1.7 1.5-2.5 1-.9 1.5-2.2 1.5-3.5A6 6 0 0 0 6 8c0 1 .2 2.2 1.5 3.5.7.7 1.3 1.5 1.5 2.5M9 18h6M10 22h4";
pub const COPY: &str = "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2zM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2";
pub const DOWNLOAD: &str = "M12 3v12M7 10l5 5 5-5M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4";
pub const RESET: &str = "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5";
pub const SLIDERS: &str = "M21 4h-7M10 4H3M21 12h-9M8 12H3M21 20h-5M12 20H3M14 2v4M8 10v4M16 18v4";
pub const ARCHIVE: &str = "M3 3h18a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM4 8v11a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8M10 12h4";
pub const PANEL_BOTTOM: &str =
    "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM3 15h18";
pub const PANEL_RIGHT: &str =
    "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM15 3v18";
pub const PANEL_LEFT: &str =
    "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM9 3v18";
pub const FILE: &str =
    "M15 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V7ZM14 2v4a2 2 0 0 0 2 2h4";
pub const SEARCH: &str = "M11 3a8 8 0 1 0 0 16a8 8 0 1 0 0-16M21 21l-4.3-4.3";
pub const SHARE: &str = "M18 2a3 3 0 1 0 0 6a3 3 0 1 0 0-6M6 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M18 16a3 3 0 1 0 0 6a3 3 0 1 0 0-6M8.59 13.51l6.83 3.98M15.41 6.51l-6.82 3.98";
pub const TRASH: &str = "M3 6h18M19 6v14c0 1-1 2-2 2H7c-1 0-2-1-2-2V6M8 6V4c0-1 1-2 2-2h4c1 0 2 1 2 2v2M10 11v6M14 11v6";

/// An icon as an element of its own. It says nothing to a screen reader: its text stands beside it.
pub fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=path /></svg>
    }
}

/// An icon within the drawing.
pub fn drawn(path: &'static str, x: f64, y: f64, size: f64) -> impl IntoView {
    let place = format!("{} scale({})", moved(x, y), number(size / 24.0));
    view! {
        <g class="icon" transform=place><path d=path /></g>
    }
}

pub fn of_tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Etcd => HEXAGON,
        Tier::Percona | Tier::Haproxy => DATABASE,
        Tier::Backup => ARCHIVE,
        Tier::Wordpress | Tier::Install | Tier::Cron => PENCIL,
    }
}

pub fn of_thing(thing: Thing) -> &'static str {
    match thing {
        Thing::Cluster => SLIDERS,
        Thing::Machine(_) => SERVER,
        Thing::Export | Thing::Folder(_) => FOLDER,
        Thing::Backups => ARCHIVE,
        Thing::WayIn => GLOBE,
        Thing::Etcd | Thing::Member(_) => HEXAGON,
        Thing::Percona | Thing::Replica(_) | Thing::Haproxy(_) => DATABASE,
        Thing::Wordpress | Thing::Site(_) => PENCIL,
    }
}

pub fn of_mark(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Error => (ERROR, "error"),
        Mark::Warning => (WARNING, "warning"),
        Mark::Advice => (ADVICE, "advice"),
    }
}

/// The class that colours a thing.
pub fn colour(tier: Option<Tier>) -> &'static str {
    match tier {
        Some(Tier::Etcd) => "etcd",
        Some(Tier::Percona | Tier::Haproxy) => "percona",
        Some(Tier::Wordpress | Tier::Install | Tier::Cron) => "wordpress",
        Some(Tier::Backup) => "storage",
        None => "machine",
    }
}
