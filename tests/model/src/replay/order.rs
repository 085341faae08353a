//! One order for the log lines of all members: each process wrote its own in order, and what was done in
//! etcd has etcd's revision. A line is written a moment after what it tells of, so times alone do not do.

use serde_json::Value;

use super::NotAllowed;

/// The lines of one process, or of the test, as they were written.
pub type Stream = Vec<Value>;

fn time(line: &Value) -> &str {
    line["time"].as_str().unwrap_or_default()
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
        if let Some(place_of_next) = place(line) {
            let earliest = |stream: &Stream, from: usize| stream[from..].iter().find_map(&place);
            let first = streams
                .iter()
                .enumerate()
                .filter_map(|(i, stream)| Some((earliest(stream, at[i])?, i)))
                .min();
            if let Some((place, i)) = first
                && place < place_of_next
            {
                next = i;
            }
        }
        all.push(streams[next][at[next]].clone());
        at[next] += 1;
    }
    Ok(all)
}
