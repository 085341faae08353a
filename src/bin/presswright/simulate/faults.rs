//! The faults of a command line, in the order in which they are given.

use crate::failure::{Failure, nearest};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use presswright::simulate::fault::Fault;
use presswright::topology::{Tier, Topology};

/// A flag: its name, what it wants (nothing for a flag alone), its help.
type Flag = (&'static str, Option<&'static str>, &'static str);

const FLAGS: [Flag; 10] = [
    ("kill", Some("MACHINE"), "A machine without power; give it again for more, as all of these"),
    ("cut-off", Some("MACHINE"), "A machine that nobody reaches, and that runs on"),
    ("destroy", Some("MACHINE"), "A machine that is lost with its disk"),
    ("crash", Some("POD"), "A pod whose containers end without a word"),
    ("stop", Some("POD"), "A pod that is stopped in order, and stays away"),
    ("lose-volume", Some("CLAIM"), "A claim, or the pod of one, whose data are lost"),
    ("cut-link", Some("MACHINE:MACHINE"), "Two machines that do not reach each other"),
    ("corrupt-etcd", Some("MEMBER"), "A member of etcd whose data are damaged"),
    ("export-down", None, "The NFS export answers nobody"),
    ("control-plane-down", None, "The control plane is away"),
];

/// The flag of that name; nothing if there is none.
fn flag_named(name: &str) -> Option<Flag> {
    FLAGS.into_iter().find(|flag| flag.0 == name)
}

/// A fault as one word or two: `kill node-1`, `export-down`.
pub fn fault_in_words(topology: &Topology, text: &str) -> Result<Fault, Failure> {
    let (name, value) = text.split_once(' ').unwrap_or((text, ""));
    let (name, value) = (name.trim_start_matches("--"), value.trim());
    let Some((flag, wants, _)) = flag_named(name) else {
        return Err(Failure::NoFault {
            name: name.to_owned(),
            near: nearest(name, FLAGS.iter().map(|flag| flag.0)),
            known: FLAGS.iter().map(|flag| flag.0.to_owned()).collect(),
        });
    };
    match (wants, value.is_empty()) {
        (None, false) => Err(Failure::BreakWants { name: flag, wants: "nothing after it" }),
        (Some(wants), true) => Err(Failure::BreakWants { name: flag, wants }),
        _ => fault(topology, flag, value),
    }
}

/// What was asked for: flags with what they name, in order.
pub struct Faults(Vec<(&'static str, String)>);

impl Args for Faults {
    fn augment_args(command: Command) -> Command {
        FLAGS.iter().fold(command, |command, (name, value, help)| {
            let flag = Arg::new(*name).long(*name).help(*help).help_heading("Faults");
            command.arg(match value {
                Some(value) => flag.value_name(*value).action(ArgAction::Append),
                None => flag.action(ArgAction::SetTrue),
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Faults {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given = Vec::new();
        for (name, value, _) in FLAGS {
            let places = matches.indices_of(name).into_iter().flatten();
            if value.is_none() {
                if matches.get_flag(name) {
                    given.extend(places.take(1).map(|place| (place, name, String::new())));
                }
                continue;
            }
            let values = matches.get_many::<String>(name).into_iter().flatten();
            given.extend(places.zip(values).map(|(place, value)| (place, name, value.clone())));
        }
        given.sort();
        Ok(Self(given.into_iter().map(|(_, name, value)| (name, value)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Faults {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What they mean in that topology.
    pub fn in_topology(&self, topology: &Topology) -> Result<Vec<Fault>, Failure> {
        self.0.iter().map(|(flag, value)| fault(topology, flag, value)).collect()
    }
}

fn fault(topology: &Topology, flag: &'static str, value: &str) -> Result<Fault, Failure> {
    let hosts: Vec<&str> = topology.hosts.iter().map(|host| host.name.as_str()).collect();
    let pods: Vec<&str> = topology.pods.iter().map(|pod| pod.name.as_str()).collect();
    let host = |name: &str| find(flag, "machine", name, &hosts);
    let pod = |name: &str| find(flag, "pod", name, &pods);
    match flag {
        "kill" => host(value).map(Fault::MachineDown),
        "cut-off" => host(value).map(Fault::MachineUnreachable),
        "destroy" => host(value).map(Fault::DiskLost),
        "crash" => pod(value).map(Fault::PodCrashed),
        "stop" => pod(value).map(Fault::PodStopped),
        "lose-volume" => {
            let claims: Vec<&str> =
                topology.volumes.iter().map(|volume| volume.claim.as_str()).collect();
            let own = topology.pods.iter().find(|pod| pod.name == value);
            let claim = own.and_then(|pod| pod.claims.first()).map_or(value, String::as_str);
            find(flag, "claim", claim, &claims).map(Fault::VolumeLost)
        }
        "cut-link" => match value.split_once(':') {
            Some((a, b)) if a != b => Ok(Fault::LinkCut(host(a)?, host(b)?)),
            _ => Err(Failure::LinkEnds(value.to_owned())),
        },
        "corrupt-etcd" => {
            let count = topology.pods_of(Tier::Etcd).count();
            let members: Vec<String> = (0..count).map(|member| format!("etcd-{member}")).collect();
            let members: Vec<&str> = members.iter().map(String::as_str).collect();
            // The pod of etcd-0 is etcd-0-0.
            let member = pods.iter().position(|pod| *pod == value);
            let member = member.filter(|member| *member < count).and_then(|at| members.get(at));
            find(flag, "member", member.copied().unwrap_or(value), &members).map(Fault::EtcdCorrupt)
        }
        "export-down" if topology.folders.is_empty() => Err(Failure::NoExport),
        "export-down" => Ok(Fault::ExportDown),
        _ => Ok(Fault::ControlPlaneDown),
    }
}

fn find(
    flag: &'static str,
    what: &'static str,
    name: &str,
    known: &[&str],
) -> Result<usize, Failure> {
    known.iter().position(|one| *one == name).ok_or_else(|| Failure::NoSuch {
        flag,
        what,
        name: name.to_owned(),
        near: nearest(name, known.iter().copied()),
        known: known.iter().map(|name| (*name).to_owned()).collect(),
    })
}
