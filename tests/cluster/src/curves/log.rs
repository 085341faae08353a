//! What kube-controller-manager writes of its autoscaler (`pkg/controller/podautoscaler/horizontal.go`, with
//! `--vmodule=horizontal=4`): what it makes of the figures, at the very moment, and what it changes.

use super::clock;

/// The namespace is that of the curve, the target's name this.
pub const TARGET: &str = "wordpress";

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it was written, in microseconds.
    pub at: u64,
    /// What it says.
    pub said: Said,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// So many replicas the figures ask for, before windows, policies and bounds.
    Proposed(i32),
    /// The number was changed.
    Rescaled {
        /// From so many.
        from: i32,
        /// To so many.
        to: i32,
    },
}

/// The lines about the target in a namespace, in order. `near` is a moment within half a day of all of them.
pub fn lines(log: &str, namespace: &str, near: u64) -> Vec<Line> {
    let target = format!("scaleTarget=\"Deployment/{namespace}/{TARGET}\"");
    let autoscaler = format!("HPA=\"{namespace}/{TARGET}\"");
    let said = |line: &str| {
        if line.contains("\"Proposing desired replicas") && line.contains(&target) {
            return Some(Said::Proposed(number(line, " desiredReplicas=")?));
        }
        if line.contains("\"Successfully rescaled\"") && line.contains(&autoscaler) {
            let (from, to) = (" currentReplicas=", " desiredReplicas=");
            return Some(Said::Rescaled { from: number(line, from)?, to: number(line, to)? });
        }
        None
    };
    let line = |line: &str| {
        let said = said(line)?;
        Some(Line { at: clock::of_log(line, near)?, said })
    };
    log.lines().filter_map(line).collect()
}

fn number(line: &str, before: &str) -> Option<i32> {
    line.split_once(before)?.1.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_one_target_are_found() {
        let log = "\
I0101 00:00:01.000000       1 horizontal.go:881] \"Proposing desired replicas\" desiredReplicas=4 metric=\"cpu\" scaleTarget=\"Deployment/day/wordpress\"
I0101 00:00:01.500000       1 horizontal.go:881] \"Proposing desired replicas\" desiredReplicas=9 metric=\"cpu\" scaleTarget=\"Deployment/days/wordpress\"
I0101 00:00:02.000000       1 horizontal.go:950] \"Successfully rescaled\" HPA=\"day/wordpress\" currentReplicas=3 desiredReplicas=4 reason=\"\"
";
        let said = [Said::Proposed(4), Said::Rescaled { from: 3, to: 4 }];
        let lines = lines(log, "day", 0);
        let seconds: Vec<u64> = lines.iter().map(|line| line.at / clock::SECOND).collect();
        assert_eq!(lines.iter().map(|line| line.said).collect::<Vec<_>>(), said);
        assert_eq!(seconds, [1, 2]);
    }
}
