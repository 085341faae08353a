//! The machine's cores, for the library's work.

use presswright::hands::Hands;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::scope;

/// A bundle is a few milliseconds of work: with more its largest files would be waited for, and asking
/// how many there are takes a dozen calls of the system.
const THREADS: usize = 2;

/// Two threads, this one and another.
pub struct Threads;

impl Hands for Threads {
    fn each<Item: Sync, Tools, Made: Send>(
        &self,
        items: &[Item],
        begin: impl Fn() -> Tools + Sync,
        work: impl Fn(&mut Tools, &Item) -> Made + Sync,
    ) -> Vec<Made> {
        let next = AtomicUsize::new(0);
        let take = || {
            let mut tools = begin();
            let mut made = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(number) else { return made };
                made.push((number, work(&mut tools, item)));
            }
        };
        let others = THREADS.min(items.len()).saturating_sub(1);
        let mut made = scope(|scope| {
            let started: Vec<_> = (0..others).map(|_| scope.spawn(take)).collect();
            let mut made = take();
            for other in started {
                match other.join() {
                    Ok(more) => made.extend(more),
                    Err(panic) => resume_unwind(panic),
                }
            }
            made
        });
        made.sort_by_key(|(number, _)| *number);
        made.into_iter().map(|(_, made)| made).collect()
    }
}
