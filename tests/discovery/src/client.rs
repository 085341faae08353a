//! What the site would do: statements over the network, and a writer that notes what was acknowledged.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

/// Runs a statement as the site's user; rows are lines with tabs.
pub fn query(address: &str, statement: &str) -> Result<String, String> {
    let output = Command::new("timeout")
        .args([
            "10",
            "mariadb",
            "--no-defaults",
            "--protocol=tcp",
            "--port=3306",
            "--connect-timeout=3",
        ])
        .args(["--user=wordpress", "--password=zq3site", "--batch", "--skip-column-names"])
        .arg(format!("--host={address}"))
        .arg(format!("--execute={statement}"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// Writes one row after the other until it is dropped or finished.
pub struct Writer {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<BTreeSet<u64>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts to write to the given addresses in turn, rows numbered from `from`.
    pub fn start(addresses: Vec<String>, from: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
        let (stopped, noted) = (Arc::clone(&stop), Arc::clone(&acknowledged));
        let thread = std::thread::spawn(move || {
            // A number is used once: after a lost answer the row may be there.
            for (number, address) in (from..).zip(addresses.iter().cycle()) {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let row = format!("INSERT INTO wordpress.rows VALUES ({number}, 'row {number}')");
                match query(address, &row) {
                    Ok(_) => {
                        noted.lock().unwrap_or_else(PoisonError::into_inner).insert(number);
                    }
                    Err(_) => sleep(Duration::from_millis(50)),
                }
            }
        });
        Self { stop, acknowledged, thread: Some(thread) }
    }

    /// How many rows were acknowledged so far.
    pub fn count(&self) -> usize {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Ends it and gives the acknowledged rows.
    pub fn finish(mut self) -> BTreeSet<u64> {
        self.join();
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn join(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.join();
    }
}
