//! A control plane to try things on: `control-plane [MACHINES]` starts one with that many worker
//! machines (three by default), prints how to reach it, and ends it when it is interrupted.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use cluster_tests::control_plane::{ControlPlane, ControlPlaneError};
use cluster_tests::machine::Machine;

fn main() -> ExitCode {
    let machines = match std::env::args().nth(1).map_or(Ok(3), |number| number.parse()) {
        Ok(machines) => machines,
        Err(error) => {
            eprintln!("control-plane: the number of machines: {error}");
            return ExitCode::from(2);
        }
    };
    match run(machines) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("control-plane: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(machines: usize) -> Result<(), ControlPlaneError> {
    let mut plane = ControlPlane::start()?;
    let workers: Vec<Machine> =
        (1..=machines).map(|n| Machine::worker(&format!("node-{n}"), "4", "8Gi")).collect();
    plane.add_machines(&workers)?;
    let pids: Vec<String> = plane.pids().iter().map(u32::to_string).collect();
    println!("processes {}", pids.join(" "));
    println!("export KUBECONFIG={}", plane.kubectl().kubeconfig().display());
    loop {
        plane.check_running()?;
        sleep(Duration::from_secs(1));
    }
}
