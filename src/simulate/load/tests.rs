#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::autoscaler::Why;
use super::{Assumed, Ceiling, Curve, Moment, Running, course};
use crate::design::{Document, preset};
use crate::rules::Approved;

fn approved(change: impl Fn(&str) -> String) -> Approved {
    let text = change(preset("lab").unwrap().text);
    Approved::of(Document::read(&text).unwrap()).unwrap()
}

fn lab(curve: &str, assumed: &Assumed) -> Vec<Moment> {
    let lab = approved(str::to_owned);
    course(lab.design(), lab.topology(), &Curve::read(curve).unwrap(), assumed)
}

#[test]
fn a_quiet_site_keeps_its_fewest() {
    let moments = lab("0 1\n1200 1\n", &Assumed::default());
    assert_eq!(moments.len(), 81);
    for moment in &moments {
        assert_eq!((moment.replicas, moment.ready, moment.pending), (3, 3, 0), "{moment:?}");
        assert_eq!((moment.ceiling, moment.refused), (None, 0.0), "{moment:?}");
    }
    // 20 ms of CPU a second in each of three, of 250.
    assert_eq!(moments[40].utilization, Some(8));
}

/// 12 requests of 60 ms are 720 ms a second: 240 in each of three, 96 % of what they ask for. 50 % is what is
/// kept to: 6 are asked for, 5 are the most.
#[test]
fn load_brings_the_most_and_rest_takes_them_away_after_the_window() {
    let moments = lab("0 12\n600 12\n601 0\n1500 0\n", &Assumed::default());
    let full = moments.iter().find(|moment| moment.replicas == 5).unwrap();
    assert!(full.at <= 45 && full.why == Some(Why::AtMost), "{full:?}");
    assert_eq!(full.utilization, Some(96));
    let ready = moments.iter().find(|moment| moment.ready == 5).unwrap();
    assert!((15..=75).contains(&(ready.at - full.at)), "{ready:?}");
    let fewer = moments.iter().find(|moment| moment.at > 600 && moment.replicas < 5).unwrap();
    // The window of 300 s, and a measurement in which nothing came.
    assert!((900..=945).contains(&fewer.at), "{fewer:?}");
    assert_eq!(moments.last().unwrap().replicas, 3);
    assert!(moments.iter().all(|moment| moment.refused == 0.0));
}

#[test]
fn what_holds_the_site_back_is_named() {
    let crowd = "0 400\n600 400\n";
    let last = |assumed: &Assumed| *lab(crowd, assumed).last().unwrap();
    // 2,400 ms of CPU are needed each second for 40 requests.
    let processors = last(&Assumed::default());
    assert_eq!(processors.ceiling, Some(Ceiling::Processors), "{processors:?}");
    assert!(processors.refused > 0.0 && processors.served < 400.0, "{processors:?}");
    // Nothing to compute, but each holds its connection for two seconds.
    let connections = last(&Assumed { cpu: 0.5, wait: 2000.0, ..Assumed::default() });
    assert_eq!(connections.ceiling, Some(Ceiling::Connections), "{connections:?}");
}

#[test]
fn replicas_without_a_machine_stay_pending_and_answer_nobody() {
    let small =
        approved(|lab| lab.replace("max: 5", "max: 40").replace("memory: 4Gi", "memory: 3Gi"));
    let curve = Curve::read("0 300\n900 300\n").unwrap();
    let moments = course(small.design(), small.topology(), &curve, &Assumed::default());
    let last = moments.last().unwrap();
    assert!(last.pending > 0 && last.ready + last.pending == last.replicas, "{last:?}");
}

/// What comes is answered, waits or has gone.
#[test]
fn nobody_is_lost_on_the_way() {
    for curve in ["0 5\n900 5\n", "0 0\n300 200\n900 0\n"] {
        let read = Curve::read(curve).unwrap();
        let came: f64 = (0..=read.end()).map(|second| read.at(second)).sum();
        let moments = lab(curve, &Assumed::default());
        let mut last = 0;
        let mut told = 0.0;
        for moment in &moments {
            told += moment.served * f64::from((moment.at - last).max(1)) + moment.refused;
            last = moment.at;
        }
        told += moments.last().unwrap().waiting;
        assert!((came - told).abs() < 1e-6 * came.max(1.0), "{curve}: {came} came, {told} told of");
    }
}

/// A step may end at any second.
#[test]
fn a_course_in_steps_is_the_course_in_one_go() {
    let small =
        approved(|lab| lab.replace("max: 5", "max: 40").replace("memory: 4Gi", "memory: 3Gi"));
    let (design, topology) = (small.design(), small.topology());
    let curve = Curve::named("flash", 300.0).unwrap();
    let whole = course(design, topology, &curve, &Assumed::default());
    for seconds in [1, 7, 15, 1000] {
        let mut running = Running::of(design, topology, curve.clone(), &Assumed::default());
        while running.step(topology, seconds) {}
        assert!(!running.step(topology, seconds), "there is nothing after the end");
        assert_eq!(running.end(), whole, "{seconds}");
    }
}
