//! One order for the log lines of all members: each process wrote its own in order, and what was done in
//! etcd has etcd's revision. A line is written a moment after what it tells of, so times alone do not do. A line
//! that rests on a look at etcd and writes nothing tells at which revision it looked: what had been done by then
//! comes first, also where it is told a moment later.

use serde_json::Value;

use super::NotAllowed;

/// The lines of one process, or of the test, as they were written.
pub type Stream = Vec<Value>;

/// In how many seconds what was done is told. Later a look's revision may be another etcd's, which lost its data.
const TOLD_WITHIN: u32 = 5;

fn time(line: &Value) -> &str {
    line["time"].as_str().unwrap_or_default()
}

/// The text of a time up to its second, after that many more: times are compared as text.
fn a_moment_after(time: &str) -> String {
    let seconds = |text: &str| text.parse::<u32>().ok();
    let clock = time.get(11..19).and_then(|clock| {
        let mut parts = clock.split(':').map(seconds);
        Some((parts.next()??, parts.next()??, parts.next()??))
    });
    let Some((hours, minutes, before)) = clock else { return time.to_owned() };
    let all = (hours * 60 + minutes) * 60 + before + TOLD_WITHIN;
    // Past midnight it is told on the next day, which no text says: the day's last second then.
    let all = all.min(24 * 3600 - 1);
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    format!("{}{hours:02}:{minutes:02}:{seconds:02}", time.get(..11).unwrap_or_default())
}

/// Which etcd the revision counts in: one that lost its data begins anew.
fn generation(line: &Value, losses: &[String]) -> usize {
    losses.iter().filter(|loss| loss.as_str() <= time(line)).count()
}

/// Merges the streams. The revisions of one process must ascend.
pub fn merge(streams: &[Stream]) -> Result<Vec<Value>, NotAllowed> {
    let mut losses: Vec<String> = streams
        .iter()
        .flatten()
        .filter(|line| line["part"] == "test" && line["step"] == "etcd_lost")
        .map(|line| time(line).to_owned())
        .collect();
    losses.sort();
    let place = |line: &Value| {
        line["revision"].as_u64().map(|revision| (generation(line, &losses), revision))
    };
    for stream in streams {
        let mut before = (0, 0);
        for line in stream {
            if let Some(place) = place(line) {
                if place <= before {
                    return Err(NotAllowed {
                        line: line.clone(),
                        why: format!("revision {} is told after {}", place.1, before.1),
                    });
                }
                before = place;
            }
        }
    }
    let mut at = vec![0; streams.len()];
    let mut all = Vec::new();
    loop {
        let heads =
            || streams.iter().enumerate().filter_map(|(i, stream)| Some((i, stream.get(at[i])?)));
        let Some((mut next, line)) = heads().min_by_key(|(_, line)| time(line)) else { break };
        // Whoever has yet to tell of an earlier revision comes first.
        let until = a_moment_after(time(line));
        let looked = super::line::number(&line["look"]).and_then(|look| u64::try_from(look).ok());
        let before = |other: &Value, place_of_other: (usize, u64)| match (place(line), looked) {
            (Some(place), _) => place_of_other < place,
            (None, Some(look)) => {
                place_of_other <= (generation(line, &losses), look) && time(other) <= until.as_str()
            }
            (None, None) => false,
        };
        let earliest = |stream: &Stream, from: usize| {
            stream[from..].iter().find_map(|other| {
                let place = place(other)?;
                before(other, place).then_some(place)
            })
        };
        let first = streams
            .iter()
            .enumerate()
            .filter_map(|(i, stream)| Some((earliest(stream, at[i])?, i)))
            .min();
        if let Some((_, i)) = first {
            next = i;
        }
        all.push(streams[next][at[next]].clone());
        at[next] += 1;
    }
    Ok(all)
}
