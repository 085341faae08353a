//! The start of a bundle on a simulated cluster with a clock: `deploy.sh` from its first step to its last, and what
//! the cluster makes of it meanwhile.
//!
//! Whoever acts by itself (the script, kubelet for each pod, each replica's start script and sidecar, etcd, Galera,
//! the autoscaler, what breaks) acts when its time has come and says when it acts again; what waits looks as often
//! as the real one does. Orders, conditions, probes and limits are those of the scripts and manifests. How long
//! things take is [`Assumed`], each time a little else by a seed: one seed, one history. The same faults as in
//! [`failure`](super::failure) can happen midway.
//!
//! The members of the database decide as `percona-protocol.jq` does (`keys`); `tests/model` replays the step logs
//! that come of it. With `discovery: image` they do what the image does, race and all (`image`).

mod assumed;
mod claims;
mod etcd;
mod faults;
mod group;
mod history;
mod image;
mod keys;
mod kubelet;
mod objects;
mod pods;
mod random;
mod script;
mod server;
mod sidecar;
mod site;
#[cfg(test)]
mod source_tests;
mod start;
mod supervise;
#[cfg(test)]
mod tests;
pub mod words;
mod world;

pub use assumed::Assumed;
pub use history::{Event, History, Kind, Outcome, Phase, Sort, Standing, Thing, Wait};
pub use objects::{Object, objects};
pub use script::{Await, STEPS, awaited};

use super::Site;
use super::fault::Fault;

/// Something that fails midway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// When, in milliseconds since `deploy.sh` began.
    pub at: u64,
    /// When it is over; nothing if never. See [`Fault::can_end`].
    pub until: Option<u64>,
    /// What.
    pub fault: Fault,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Of its chance.
    pub seed: u64,
    /// What breaks.
    pub breaks: Vec<Break>,
    /// When to stop looking, in milliseconds; otherwise when `deploy.sh` has ended and all has come to rest.
    pub until: Option<u64>,
    /// How long things take.
    pub assumed: Assumed,
}

/// What becomes of a start.
pub fn deploy(site: &Site<'_>, asked: &Asked) -> History {
    world::World::new(site, asked).run()
}
