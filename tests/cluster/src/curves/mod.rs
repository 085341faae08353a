//! Whole curves of a load before the real kube-controller-manager, with an API of metrics that the test serves, and the
//! library beside it.
//!
//! Ten curves run side by side in ten namespaces, on a clock that is [`clock::SPEED`] times as fast as a cluster's: the
//! flags and the objects have a fifteenth of each window and period, and what happened at a moment is told to the library
//! as of fifteen times that. The moments themselves are the controller's own, so that nothing depends on how long
//! anything takes.

pub mod clock;
pub mod compare;
pub mod course;
pub mod log;
pub mod metrics_api;
pub mod plan;
pub mod pods;

use std::thread;

use presswright::simulate::load::autoscaler::{CPU_INITIALIZATION, INITIAL_READINESS_DELAY};

use self::clock::SPEED;
use self::compare::{Tally, compare};
use self::course::{Course, Look};
use self::metrics_api::MetricsApi;
use self::plan::{Plan, WINDOW};
use crate::control_plane::{ControlPlane, Patience};
use crate::programs::Programs;
use crate::rehearsal::Failure;

/// Plays the ten curves of a seed for so many seconds, and compares each look of each.
pub fn rehearse(seed: u64, seconds: u64) -> Result<Tally, Failure> {
    let ten = plan::ten(seed, seconds)?;
    let flags = flags(ten.len());
    let mut plane =
        ControlPlane::start_with_flags(&Programs::built(None)?, Patience::Usual, &flags)?;
    let begin = clock::now();
    let looks = play(&plane, &ten, seconds)?;
    plane.check_running()?;
    let log = plane.log("kube-controller-manager")?;
    let mut tally = Tally::default();
    for (plan, looks) in ten.iter().zip(&looks) {
        compare(plan, looks, &log::lines(&log, &plan.name, begin), &mut tally)?;
    }
    Ok(tally)
}

/// Kubernetes' own values, divided by the speed; each autoscaler has a worker, as its answer may take a while.
fn flags(autoscalers: usize) -> Vec<String> {
    let flag = |name: &str, milliseconds: u64| {
        format!("--horizontal-pod-autoscaler-{name}={milliseconds}ms")
    };
    vec![
        // Some more than a fifteenth of 15 s: no period of whole seconds ends just when the next look is made.
        flag("sync-period", 1200),
        flag("downscale-stabilization", u64::from(WINDOW) * 1000 / SPEED),
        flag("cpu-initialization-period", CPU_INITIALIZATION / SPEED),
        flag("initial-readiness-delay", INITIAL_READINESS_DELAY / SPEED),
        format!("--concurrent-horizontal-pod-autoscaler-syncs={autoscalers}"),
        // What `log` reads.
        "--vmodule=horizontal=4".to_owned(),
    ]
}

fn play(plane: &ControlPlane, ten: &[Plan], seconds: u64) -> Result<Vec<Vec<Look>>, Failure> {
    let metrics = MetricsApi::start(plane)?;
    thread::scope(|scope| {
        let played = ten.iter().map(|plan| {
            let questions = metrics.questions(&plan.name);
            scope.spawn(move || -> Result<Vec<Look>, Failure> {
                Course::begin(plane.api().clone(), plan)?.play(&questions, seconds)
            })
        });
        // All have begun before the first is waited for.
        let played: Vec<_> = played.collect();
        let ended = played.into_iter().zip(ten).map(|(player, plan)| -> Result<_, Failure> {
            let looks = player.join().map_err(|_| format!("{}: it panicked", plan.name))?;
            Ok(looks.map_err(|error| format!("{}: {error}", plan.name))?)
        });
        ended.collect()
    })
}
