//! The NFS export in its host, its folders at the height of the lanes that use them.

use super::frame::{MachineFrame, WIDTH};
use super::lane::{INSET, Lane, Lanes};
use super::{Rect, words};
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
) -> Option<ExportBox> {
    let nfs = design.nfs.as_ref()?;
    let host = host(design, topology)?;
    let frame = machines.get(host)?;
    let x = frame.rect.x + frame.pods_width + INSET;
    let top = frame.rect.y + lanes.top(Lane::Wordpress);
    let bottom = frame.rect.bottom() - 2 * INSET;
    let rect = Rect::new(x, top, WIDTH - 2 * INSET, bottom - top);
    let mut folders = Vec::with_capacity(topology.folders.len());
    for lane in Lane::ALL {
        let lane_top = frame.rect.y + lanes.top(lane) + 28;
        let mut y = if lane == Lane::Wordpress { top + HEAD + 4 } else { lane_top };
        for (index, folder) in topology.folders.iter().enumerate() {
            if Lane::of(folder.tier) != lane {
                continue;
            }
            folders.push(FolderBox {
                folder: index,
                rect: Rect::new(x + FOLDER_INSET, y, rect.width - 2 * FOLDER_INSET, FOLDER),
                name: words::fit(&folder.name, 16),
                owner: folder.owner.to_string(),
            });
            y += FOLDER_STEP;
        }
    }
    folders.sort_by_key(|folder| folder.folder);
    Some(ExportBox {
        host,
        rect,
        title: "NFS export",
        path: words::fit(nfs.path.as_str(), 20),
        folders,
        note: "All these files on one machine: ",
        warning: "single point of failure",
        note_at: Rect::new(frame.rect.x, frame.rect.bottom() + 8, 300, 18),
    })
}
