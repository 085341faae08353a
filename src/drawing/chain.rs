//! From pod to folder: the claim and the volume between them.

use super::frame::MachineFrame;
use super::lane::{Lane, Lanes, PodBox};
use super::{ExportBox, Point};
use crate::topology::{Backing, Topology};
use std::collections::BTreeMap;

/// A pod's claim, drawn from the pod to the folder behind its volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The pod, by its place in the topology.
    pub pod: usize,
    /// The volume, by its place in the topology.
    pub volume: usize,
    /// The folder, by its place in the topology.
    pub folder: usize,
    /// The line's corners.
    pub points: Vec<Point>,
}

pub(super) fn chains(
    topology: &Topology,
    lanes: &Lanes,
    machines: &[MachineFrame],
    pods: &[PodBox],
    export: Option<&ExportBox>,
) -> Vec<Chain> {
    let Some(export) = export else { return Vec::new() };
    let mut folders = BTreeMap::new();
    for (index, folder) in topology.folders.iter().enumerate() {
        folders.insert(folder.name.as_str(), index);
    }
    let mut claimed = BTreeMap::new();
    for (index, volume) in topology.volumes.iter().enumerate() {
        claimed.insert(volume.claim.as_str(), index);
    }
    let backed = |claim: &str| {
        let index = *claimed.get(claim)?;
        match &topology.volumes.get(index)?.backing {
            Backing::Folder(name) => Some((index, *folders.get(name.as_str())?)),
            _ => None,
        }
    };
    let mut chains = Vec::new();
    for (index, (pod, stands)) in topology.pods.iter().zip(pods).enumerate() {
        let Some(frame) = pod.placement.host().and_then(|host| machines.get(host)) else {
            continue;
        };
        for claim in &pod.claims {
            let Some((volume, folder)) = backed(claim) else { continue };
            let Some(target) = export.folders.iter().find(|drawn| drawn.folder == folder) else {
                continue;
            };
            let lane = Lane::of(pod.tier);
            // Chains of one lane lie beside one another in the free strip at its lower end.
            let turn = i32::try_from(pod.ordinal % 5).unwrap_or(0);
            let strip = frame.rect.y + lanes.bottom(lane) - 8 - 4 * turn;
            let start = Point::new(stands.rect.right(), stands.rect.middle_y());
            let end = Point::new(target.rect.x, target.rect.middle_y());
            let out =
                frame.rect.x + frame.pods_width + if frame.host == export.host { -6 } else { 8 };
            let bus = export.rect.x - 20 - 3 * turn;
            let points = if frame.host == export.host {
                vec![start, Point::new(out, start.y), Point::new(out, end.y), end]
            } else {
                vec![
                    start,
                    Point::new(out, start.y),
                    Point::new(out, strip),
                    Point::new(bus, strip),
                    Point::new(bus, end.y),
                    end,
                ]
            };
            chains.push(Chain { pod: index, volume, folder, points });
        }
    }
    chains
}
