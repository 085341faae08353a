//! The NFS export in its host, its folders at the height of the lanes that use them.

use super::cells::Cells;
use super::frame::{HEAD as MACHINE_HEAD, MachineFrame};
use super::lane::{INSET, Lane, Lanes};
use super::{Rect, Shape, words};
use crate::design::Design;
use crate::topology::Topology;

/// The export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportBox {
    /// The host that serves it.
    pub host: usize,
    /// All of it.
    pub rect: Rect,
    /// "NFS export".
    pub title: &'static str,
    /// The exported folder, cut to fit.
    pub path: String,
    /// Its folders, in the topology's order.
    pub folders: Vec<FolderBox>,
    /// What follows from one machine holding all of it.
    pub note: &'static str,
    /// The words of the note that a person must not miss.
    pub warning: &'static str,
    /// Where the note stands.
    pub note_at: Rect,
}

/// A folder of the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderBox {
    /// The folder, by its place in the topology.
    pub folder: usize,
    /// Where it stands.
    pub rect: Rect,
    /// Its name.
    pub name: String,
    /// The user that owns it.
    pub owner: String,
}

/// From one folder to the next.
pub(super) const FOLDER_STEP: i32 = 32;
const FOLDER: i32 = 26;
/// From the export's edge to its folders.
const FOLDER_INSET: i32 = 10;
/// Height of the export's own name and path.
const HEAD: i32 = 52;

/// The host that serves the export.
pub(super) fn host(design: &Design, topology: &Topology) -> Option<usize> {
    let nfs = design.nfs.as_ref()?;
    topology.hosts.iter().position(|host| host.name == nfs.machine)
}

pub(super) fn export(
    design: &Design,
    topology: &Topology,
    lanes: &Lanes,
    machines: &[MachineFrame],
    shape: Shape,
    cells: &Cells,
) -> Option<ExportBox> {
    let nfs = design.nfs.as_ref()?;
    let host = host(design, topology)?;
    let frame = machines.get(host)?;
    let width = shape.column() - 2 * INSET;
    let bottom = frame.rect.bottom() - INSET;
    let rect = match (shape, frame.pods_width) {
        (Shape::Wide, pods_width) => {
            let top = frame.rect.y + lanes.top(Lane::Wordpress);
            Rect::new(frame.rect.x + pods_width + INSET, top, width, bottom - INSET - top)
        }
        (Shape::Narrow, pods_width) => {
            let above = if pods_width > 0 { lanes.height() } else { MACHINE_HEAD + 8 };
            let top = frame.rect.y + above;
            Rect::new(frame.rect.x + INSET, top, width, bottom - top)
        }
    };
    let mut folders = Vec::with_capacity(topology.folders.len());
    let mut y = rect.y + HEAD + 4;
    for lane in Lane::ALL {
        // At the height of the lane that uses them, where lanes and export stand side by side.
        if shape == Shape::Wide && lane != Lane::Wordpress {
            y = y.max(frame.rect.y + lanes.top(lane) + 28);
        }
        for (index, folder) in topology.folders.iter().enumerate() {
            if Lane::of(folder.tier) != lane {
                continue;
            }
            folders.push(FolderBox {
                folder: index,
                rect: Rect::new(rect.x + FOLDER_INSET, y, rect.width - 2 * FOLDER_INSET, FOLDER),
                name: words::fit(&folder.name, 16),
                owner: folder.owner.to_string(),
            });
            y += FOLDER_STEP;
        }
    }
    folders.sort_by_key(|folder| folder.folder);
    let whole = Rect::new(frame.rect.x, frame.rect.bottom() + 8, 300, 18);
    // Beside other machines there is room for what matters in it.
    let note =
        if cells.meets(&whole, &|_, _| true) { "" } else { "All these files on one machine: " };
    Some(ExportBox {
        host,
        rect,
        title: "NFS export",
        path: words::fit(nfs.path.as_str(), 20),
        folders,
        note,
        warning: "single point of failure",
        note_at: if note.is_empty() { Rect { width: 150, ..whole } } else { whole },
    })
}

/// Height of the export where its folders lie one below the other.
pub(super) fn stacked_height(topology: &Topology) -> i32 {
    HEAD + 8 + i32::try_from(topology.folders.len()).unwrap_or(0) * FOLDER_STEP
}
