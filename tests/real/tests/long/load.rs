//! Load, and the autoscaler on metrics of real containers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use real_cluster::cases::{Outcome, ensure};
use real_cluster::visitor::{beside, joined, read};

use super::Lab;

/// The bounds that `lab` draws.
const BOUNDS: (u64, u64) = (3, 5);
/// Readers that never pause.
const READERS: usize = 3;
/// More than the autoscaler needs: a measurement every 15 s, a look every 15 s, and the start of a pod.
const UP: Duration = Duration::from_mins(5);
/// It holds the highest wish of the last five minutes (`stabilizationWindowSeconds` is 300 where nothing is said).
const DOWN: Duration = Duration::from_mins(9);

pub fn followed(lab: &Lab<'_>) -> Outcome {
    let stop = Arc::new(AtomicBool::new(false));
    let site = lab.at("node-1")?.site;
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (stop, site) = (Arc::clone(&stop), site.clone());
            let begin = Instant::now();
            beside(move || {
                let mut pages = 0_usize;
                while !stop.load(Ordering::SeqCst) && begin.elapsed() < UP {
                    pages += usize::from(read(&site, "/").is_ok());
                }
                Ok(pages)
            })
        })
        .collect();
    let up = until(lab, UP, BOUNDS.1);
    stop.store(true, Ordering::SeqCst);
    let mut pages = 0;
    for reader in readers {
        pages += joined(reader)?;
    }
    let (up, highest) = up?;
    ensure(highest <= BOUNDS.1, || format!("{highest} replicas, more than were drawn"))?;
    let (down, lowest) = until(lab, DOWN, BOUNDS.0)?;
    ensure(lowest >= BOUNDS.0, || format!("{lowest} replicas, fewer than were drawn"))?;
    Ok(format!(
        "{} replicas {} s after the load began ({pages} pages), {} replicas {} s after it ended",
        BOUNDS.1,
        up.as_secs(),
        BOUNDS.0,
        down.as_secs()
    ))
}

/// Waits until so many replicas are ready. How long it took, and what lay furthest from where it began.
fn until(
    lab: &Lab<'_>,
    bound: Duration,
    wanted: u64,
) -> Result<(Duration, u64), Box<dyn std::error::Error>> {
    let begin = Instant::now();
    let mut seen = wanted;
    let mut last = String::new();
    while begin.elapsed() < bound {
        let form = "jsonpath={.status.readyReplicas} {.spec.replicas}";
        last = lab.on.kubectl(&["get", "deployment/wordpress", "-o", form])?;
        let mut numbers = last.split(' ').filter_map(|one| one.parse::<u64>().ok());
        let (ready, asked) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        seen = if wanted == BOUNDS.1 { seen.max(asked) } else { seen.min(asked) };
        if ready == wanted && asked == wanted {
            return Ok((begin.elapsed(), seen));
        }
        sleep(Duration::from_secs(3));
    }
    let autoscaler = lab.on.kubectl(&["describe", "hpa/wordpress"])?;
    Err(format!(
        "ready and asked for: {last}, not {wanted}, after {} s\n{autoscaler}",
        bound.as_secs()
    )
    .into())
}
