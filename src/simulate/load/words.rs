//! A course in sentences: those of the command line and of the page.

use super::Summary;
use std::fmt::Write;

/// Seconds as a clock has them: `5:30`, `1:00:00`.
pub fn clock(seconds: u32) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match hours {
        0 => format!("{minutes}:{:02}", seconds % 60),
        hours => format!("{hours}:{minutes:02}:{:02}", seconds % 60),
    }
}

/// What a course comes to, behind the name of the design.
pub fn sentence(name: &str, summary: &Summary) -> String {
    let Summary { came, gone, most_waiting, most_replicas, most_ready, most_pending, .. } = summary;
    let mut text = format!(
        "{name}: {came:.0} requests come. At most {} replicas are asked for, from {} on; {most_ready} answer at most.",
        most_replicas.0,
        clock(most_replicas.1),
    );
    // Writing into a text does not fail.
    let _ = if summary.refuses_nobody() {
        write!(text, " Nobody waits too long.")
    } else {
        let share = 100.0 * gone / came.max(1.0);
        write!(text, " {gone:.0} visitors ({share:.1} %) wait too long and go.")
    };
    if most_waiting.0 >= 0.5 {
        let _ = write!(
            text,
            " At {} {:.0} wait at once, the most.",
            clock(most_waiting.1),
            most_waiting.0
        );
    }
    if *most_pending > 0 {
        let _ = write!(text, " For {most_pending} replicas no machine has room.");
    }
    text
}

/// What held the site back, and from when to when.
pub fn held_back(summary: &Summary) -> Vec<String> {
    let one = |(ceiling, from, to): &(super::Ceiling, u32, u32)| {
        format!("{} to {}: held back by {}", clock(*from), clock(*to), ceiling.words())
    };
    summary.held_back.iter().map(one).collect()
}
