//! The network of the machines: a switch in a namespace of its own, where the person's machine is too, and a
//! cable to each machine. Nothing leads out of it.

use std::process::Command;

use crate::ClusterError;
use crate::command::run;
use crate::layout::{Layout, Place};

/// The namespace of the switch.
pub(crate) const SWITCH: &str = "presswright-switch";
const BRIDGE: &str = "machines";

/// The namespace of a machine.
pub(crate) fn namespace(machine: &str) -> String {
    format!("presswright-{machine}")
}

/// A command in a network namespace. Never by `ip netns exec`: that mounts /sys anew and hides the control
/// groups.
pub(crate) fn inside(namespace: &str) -> Command {
    let mut command = Command::new("nsenter");
    command.arg(format!("--net=/run/netns/{namespace}"));
    command
}

fn ip(namespace: &str, words: &str) -> Result<(), ClusterError> {
    run(inside(namespace).arg("ip").args(words.split_whitespace())).map(|_| ())
}

/// The name of a cable at the switch.
fn cable(machine: &Place) -> String {
    format!("cable{}", machine.number)
}

/// Makes the switch.
pub(crate) fn make_switch(layout: &Layout) -> Result<(), ClusterError> {
    run(Command::new("ip").args(["netns", "add", SWITCH]))?;
    ip(SWITCH, "link set lo up")?;
    ip(SWITCH, &format!("link add {BRIDGE} type bridge"))?;
    ip(SWITCH, &format!("addr add {}/24 dev {BRIDGE}", layout.person))?;
    ip(SWITCH, &format!("link set {BRIDGE} up"))
}

/// Makes a machine's end of the network, and its cable.
pub(crate) fn connect(layout: &Layout, machine: &Place) -> Result<(), ClusterError> {
    let (own, cable) = (namespace(&machine.name), cable(machine));
    run(Command::new("ip").args(["netns", "add", &own]))?;
    ip(&own, "link set lo up")?;
    ip(SWITCH, &format!("link add {cable} type veth peer name eth0 netns {own}"))?;
    ip(SWITCH, &format!("link set {cable} master {BRIDGE} up"))?;
    ip(&own, &format!("addr add {}/24 dev eth0", machine.address))?;
    ip(&own, "link set eth0 up")?;
    for other in layout.machines.iter().filter(|other| other.name != machine.name) {
        ip(&own, &format!("route add 10.244.{}.0/24 via {}", other.number, other.address))?;
    }
    // So that there is a way to a Service's address before kube-proxy gives it another one; where it does
    // not, nobody answers.
    ip(&own, &format!("route add 10.96.0.0/12 via {}", layout.person))?;
    run(inside(&own).args(["sysctl", "-qw", "net.ipv4.ip_forward=1"])).map(|_| ())
}

/// Takes a machine's end away: what the kernel kept for it (connections, rules) goes with it.
pub(crate) fn disconnect(machine: &Place) -> Result<(), ClusterError> {
    let _ = ip(SWITCH, &format!("link delete {}", cable(machine)));
    run(Command::new("ip").args(["netns", "delete", &namespace(&machine.name)])).map(|_| ())
}

/// Pulls the cable out, or plugs it in.
pub(crate) fn plug(machine: &Place, connected: bool) -> Result<(), ClusterError> {
    let state = if connected { "up" } else { "down" };
    ip(SWITCH, &format!("link set {} {state}", cable(machine)))
}

/// Whether the cable is plugged in.
pub(crate) fn is_plugged(machine: &Place) -> bool {
    let shown = run(inside(SWITCH).args(["ip", "link", "show", &cable(machine)]));
    shown.is_ok_and(|text| text.contains(",UP") || text.contains("<UP"))
}

/// Whether there is a network of a cluster's.
pub(crate) fn is_there() -> bool {
    std::path::Path::new("/run/netns").join(SWITCH).exists()
}

/// Takes away what is left of the network.
pub(crate) fn remove() -> Result<(), ClusterError> {
    let list = run(Command::new("ip").args(["netns", "list"]))?;
    for name in list.lines().filter_map(|line| line.split_whitespace().next()) {
        if name.starts_with("presswright-") {
            run(Command::new("ip").args(["netns", "delete", name]))?;
        }
    }
    Ok(())
}
