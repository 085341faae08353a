//! `presswright simulate`: how the site comes up, what becomes of it when something fails or visitors come, and of
//! pods that are drained.

mod cuts;
mod deploy;
mod failure;
mod faults;
mod load;
mod pods;

use crate::check::approve;
use crate::failure::Failure;
use crate::{Format, Outcome, terminal};
use clap::{Args, Subcommand, ValueEnum};
use presswright::rules::Approved;
use presswright::simulate::eviction::{Budget, Drain, drain};
use presswright::simulate::fate::fates;
use presswright::simulate::placement::{ClassVolumes, Cluster, Evictions};
use presswright::topology::{Access, Backing, Tier, Topology, Volume};
use std::path::PathBuf;

/// Say what becomes of the site when it is deployed, something fails or is drained, as the real parts do it
#[derive(Args)]
pub struct Simulate {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Things fail, all at once or one by one
    Failure(failure::Failed),
    /// Every smallest set of faults that stops the site or loses data, and what would remove most of them
    Cuts(cuts::Asked),
    /// Visitors come: what the autoscaler makes of it, and who is not answered
    Load(load::Loaded),
    /// The bundle is deployed: what `deploy.sh` and the cluster do, in time, and what waits for what
    Deploy(deploy::Deployed),
    /// Machines are drained, one after the other, as `kubectl drain` does it
    Drain(Drained),
}

#[derive(Args)]
struct Drained {
    #[command(flatten)]
    of: Of,
    /// A machine to drain; give it again for more, in their order
    #[arg(long, value_name = "MACHINE", required = true)]
    machine: Vec<String>,
    /// A machine that is lost before; give it again for more
    #[arg(long, value_name = "MACHINE")]
    kill: Vec<String>,
}

/// What every answer is of.
#[derive(Args)]
struct Of {
    /// The design or bundle (zip or folder); - for standard input
    file: PathBuf,
    /// From where volumes of a StorageClass can be reached
    #[arg(long, value_name = "WHERE", value_enum, default_value_t)]
    class_volumes: Reach,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// From where volumes of a `StorageClass` can be reached.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Reach {
    /// From every machine: a disk that is attached where the pod is
    #[default]
    Anywhere,
    /// From the machine where their pod first ran: a disk of that machine
    OneMachine,
}

impl Simulate {
    pub fn run(self) -> Result<Outcome, Failure> {
        match self.what {
            What::Failure(failed) => failed.run(),
            What::Cuts(asked) => asked.run(),
            What::Load(loaded) => loaded.run(),
            What::Deploy(deployed) => deployed.run(),
            What::Drain(drained) => drained.run(),
        }
    }
}

impl Of {
    /// The design; nothing if it has errors, which are told then.
    fn approved(&self) -> Result<Option<Approved>, Failure> {
        let without = "There is no cluster of it: the errors have to go first.";
        approve(&self.file, self.format, without)
    }

    fn classes(&self) -> ClassVolumes {
        match self.class_volumes {
            Reach::Anywhere => ClassVolumes::Anywhere,
            Reach::OneMachine => ClassVolumes::OneMachine,
        }
    }

    /// Whether an answer of that design rests on where volumes of a class can be reached.
    fn assumed(&self, topology: &Topology) -> Option<Reach> {
        let of_class = |volume: &Volume| {
            matches!(volume.backing, Backing::Class(_)) && volume.access == Access::OneNode
        };
        topology.volumes.iter().any(of_class).then_some(self.class_volumes)
    }
}

impl Drained {
    fn run(&self) -> Result<Outcome, Failure> {
        let Some(approved) = self.of.approved()? else { return Ok(Outcome::Stopped) };
        let topology = approved.topology();
        let lost = hosts(topology, &self.kill)?;
        let drained = hosts(topology, &self.machine)?;
        let before = Cluster::drawn(approved.design(), topology, self.of.classes());
        let mut after = before.clone();
        let evictions = after.lose(&lost);
        if evictions == Evictions::NoControlPlane {
            return Err(Failure::Arguments(
                "no machine can be drained while the control plane is lost: nobody answers",
            ));
        }
        after.settle();
        let drains: Vec<(usize, Drain)> =
            drained.into_iter().map(|host| (host, drain(&mut after, host))).collect();
        let told = pods::Told {
            topology,
            evictions,
            fates: fates(&before, &after),
            budgets: [Tier::Etcd, Tier::Percona, Tier::Haproxy, Tier::Wordpress]
                .into_iter()
                .filter_map(|tier| Budget::of(&after, tier))
                .collect(),
            assumed: self.of.assumed(topology),
            lost,
            drains,
        };
        match self.of.format {
            Format::Human => terminal::print_lines(&told.text())?,
            Format::Json => terminal::print_json(&told.json())?,
        }
        let done = told.drains.iter().all(|(_, drain)| drain.ends());
        Ok(if done { Outcome::Fine } else { Outcome::Stopped })
    }
}

fn hosts(topology: &Topology, names: &[String]) -> Result<Vec<usize>, Failure> {
    let find = |name: &String| {
        let nodes = topology.hosts.iter().filter(|host| host.role.is_node());
        nodes.clone().find(|host| host.name.as_str() == name).map(|host| host.index).ok_or_else(
            || Failure::NoMachine {
                name: name.clone(),
                known: nodes.map(|host| host.name.to_string()).collect(),
            },
        )
    };
    names.iter().map(find).collect()
}
