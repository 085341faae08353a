//! Claims and the volumes that they get.

use super::history::{Kind, Phase, Sort, Thing};
use super::world::{LOOK, NEVER, World};
use crate::topology::Backing;

/// A claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) made: bool,
    pub(super) bound: bool,
    /// Which volume of its tier it took, by ordinal, where any would do.
    pub(super) took: Option<usize>,
}

impl World<'_> {
    pub(super) fn claim_thing(&self, volume: usize) -> Thing {
        let claim = self.site.topology.volumes.get(volume);
        Thing::new(Sort::Claim, claim.map_or("", |volume| volume.claim.as_str()))
    }

    /// Makes the claim of a volume, if it is not there yet.
    pub(super) fn make_claim(&mut self, volume: usize) {
        let Some(claim) = self.claims.get_mut(volume).filter(|claim| !claim.made) else { return };
        claim.made = true;
        let thing = self.claim_thing(volume);
        self.tell(thing, Kind::Made, Phase::Made, "made", "");
        let backing = self.site.topology.volumes.get(volume).map(|volume| &volume.backing);
        let delay = match backing {
            Some(Backing::Class(_)) => self.around(|assumed| assumed.provision),
            _ => self.around(|assumed| assumed.bind),
        };
        self.wake(super::world::Actor::Claim(volume), delay);
    }

    /// The claim binds when its time has come, and a controller is there to bind it.
    pub(super) fn claim_step(&mut self, volume: usize) -> u64 {
        let thing = self.claim_thing(volume);
        if !self.controlled() {
            self.waits(thing, "the control plane", "nobody binds volumes while it is away");
            return LOOK;
        }
        let Some(of) = self.site.topology.volumes.get(volume) else { return NEVER };
        let (to, words, because) = match (&of.backing, &of.volume) {
            (Backing::Class(class), _) => {
                (None, format!("bound to a volume that class {class} made"), "")
            }
            (_, Some(name)) if of.reserved => {
                let because = "the volume's claimRef names this claim";
                (Some(name.clone()), format!("bound to {name}"), because)
            }
            (_, _) => {
                let free: Vec<(usize, &str)> = self
                    .site
                    .topology
                    .volumes
                    .iter()
                    .filter(|other| other.tier == of.tier && !other.reserved)
                    .filter(|other| {
                        !self.claims.iter().any(|claim| claim.took == Some(other.ordinal))
                    })
                    .filter_map(|other| Some((other.ordinal, other.volume.as_deref()?)))
                    .collect();
                let count = u64::try_from(free.len()).unwrap_or(0);
                let at = usize::try_from(self.random.below(count)).unwrap_or(0);
                let Some((ordinal, name)) = free.get(at).copied() else { return LOOK };
                let (to, words) = (name.to_owned(), format!("bound to {name}"));
                if let Some(claim) = self.claims.get_mut(volume) {
                    claim.took = Some(ordinal);
                }
                (Some(to), words, "no volume names its claim: the first that fits is taken")
            }
        };
        if let Some(claim) = self.claims.get_mut(volume) {
            claim.bound = true;
        }
        self.tell(thing, Kind::Bound, Phase::Bound, words, because);
        self.leads_to(to);
        NEVER
    }

    /// What was told last names a machine or a volume.
    pub(super) fn leads_to(&mut self, to: Option<String>) {
        if let Some(event) = self.events.last_mut() {
            event.to = to;
        }
    }

    /// The volumes of a pod that are claims: their places.
    pub(super) fn claims_of(&self, pod: usize) -> Vec<usize> {
        let names = match self.site.topology.pods.get(pod) {
            Some(pod) => pod.claims.clone(),
            None => vec!["content".to_owned()],
        };
        let volumes = &self.site.topology.volumes;
        let place = |name: &String| {
            volumes.iter().position(|volume| {
                volume.claim == *name && !matches!(volume.backing, Backing::HostPath(_))
            })
        };
        names.iter().filter_map(place).collect()
    }
}
