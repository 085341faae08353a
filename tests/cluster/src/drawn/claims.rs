//! Claims, and the volumes behind them.

use std::collections::BTreeSet;

use presswright::design::Design;
use presswright::topology::{Backing, Topology};
use serde_json::Value;

use super::{Living, host_name, name, named, text};
use crate::quantity::bytes;

impl Living {
    /// Leaves out claims of an earlier design, and says which of them are no longer there and bound.
    pub fn take_kept_claims(&mut self, kept: &BTreeSet<String>) -> Vec<String> {
        let is_bound = |wanted: &String| {
            named(&self.claims, wanted).is_some_and(|claim| claim["status"]["phase"] == "Bound")
        };
        let lost = kept.iter().filter(|claim| !is_bound(claim));
        let lost = lost.map(|claim| format!("claim {claim} was to be kept, and is not")).collect();
        self.claims.retain(|claim| !kept.contains(name(claim)));
        lost
    }

    pub(super) fn compare_claims(
        &self,
        design: &Design,
        topology: &Topology,
        found: &mut Vec<String>,
    ) {
        let drawn = topology
            .volumes
            .iter()
            .filter(|volume| !matches!(volume.backing, Backing::HostPath(_)));
        let mut names = BTreeSet::new();
        let mut taken = BTreeSet::new();
        for volume in drawn {
            names.insert(volume.claim.as_str());
            let Some(claim) = named(&self.claims, &volume.claim) else {
                found.push(format!("claim {} is not there", volume.claim));
                continue;
            };
            if claim["status"]["phase"] != "Bound" {
                found.push(format!("claim {} is {}", volume.claim, claim["status"]["phase"]));
                continue;
            }
            let bound_to = text(&claim["spec"]["volumeName"]);
            if let Some(wanted) = volume.volume.as_deref().filter(|_| volume.reserved)
                && bound_to != wanted
            {
                found.push(format!(
                    "claim {} is bound to {bound_to}, drawn: {wanted}",
                    volume.claim
                ));
            }
            let Some(living) = named(&self.volumes, bound_to) else {
                found.push(format!("volume {bound_to} of claim {} is not there", volume.claim));
                continue;
            };
            if bytes(&living["spec"]["capacity"]["storage"]) != Some(volume.size.bytes()) {
                let size = &living["spec"]["capacity"]["storage"];
                found.push(format!("volume {bound_to} has {size}, drawn: {}", volume.size));
            }
            if !taken.insert(bound_to) {
                found.push(format!("volume {bound_to} is bound to two claims"));
            }
            // Where any claim may take any volume, it is one of its tier's.
            let alike = topology.volumes.iter().filter(|one| {
                one.claim == volume.claim
                    || (!volume.reserved && !one.reserved && one.tier == volume.tier)
            });
            let differs: Option<Vec<String>> = alike
                .map(|one| backing_differs(&living["spec"], &one.backing, design, topology))
                .collect();
            if let Some(otherwise) = differs.as_deref().and_then(<[String]>::first) {
                found.push(format!("volume {bound_to}: {otherwise}"));
            }
        }
        for claim in &self.claims {
            if !names.contains(name(claim)) {
                found.push(format!("claim {} is not drawn", name(claim)));
            }
        }
    }
}

fn backing_differs(
    spec: &Value,
    drawn: &Backing,
    design: &Design,
    topology: &Topology,
) -> Option<String> {
    match drawn {
        Backing::Folder(folder) => {
            let nfs = design.nfs.as_ref()?;
            let path = format!("{}/{folder}", nfs.path);
            (spec["nfs"]["path"] != path)
                .then(|| format!("its folder is {}, drawn: {path}", spec["nfs"]["path"]))
        }
        Backing::Local { host, path } => {
            let terms = spec["nodeAffinity"].to_string();
            let machine = host_name(topology, *host)?;
            (spec["local"]["path"] != path.as_str() || !terms.contains(&format!("\"{machine}\"")))
                .then(|| {
                    format!(
                        "it is {} on {terms}, drawn: {path} on {machine}",
                        spec["local"]["path"]
                    )
                })
        }
        Backing::Class(class) => (spec["storageClassName"] != class.as_str())
            .then(|| format!("its class is {}, drawn: {class}", spec["storageClassName"])),
        Backing::HostPath(_) => None,
    }
}
