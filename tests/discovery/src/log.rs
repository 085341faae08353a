//! What a member's processes logged, and what the test did to them, each in its file.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::{CaseError, Member};

/// Notes what the test did, as a line of the step log. Without it a replay of the log would fail.
pub fn note(folder: &Path, step: &str, ordinal: Option<usize>) {
    // The scripts' own clock and format.
    let time = Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%S.%3NZ"]).output();
    let time = time.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let line =
        json!({"time": time.unwrap_or_default(), "part": "test", "step": step, "ordinal": ordinal});
    append(&folder.join("test.log"), &format!("{line}\n"));
}

fn append(path: &Path, text: &str) {
    if let Ok(mut file) = File::options().create(true).append(true).open(path) {
        let _ = file.write_all(text.as_bytes());
    }
}

/// The JSON lines of a log; others are the entrypoint's and mysqld's.
pub fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .filter(|line| line.starts_with('{'))
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// Replays the logs of a case through the model's transition function.
pub fn replay_folder(folder: &Path) -> Result<String, CaseError> {
    let mut streams = vec![lines(&folder.join("etcd/test.log"))];
    for ordinal in 0..10 {
        let member = folder.join(format!("member-{ordinal}"));
        for name in ["start.log", "sidecar.log", "command.log", "test.log"] {
            streams.push(lines(&member.join(name)));
        }
    }
    match model_tests::replay::replay(&streams) {
        Ok(replay) if replay.asked > 0 => {
            let (asked, widest, slow) = (replay.asked, replay.widest, replay.slow);
            Ok(format!(
                "replayed: {asked} steps, {widest} moments at most, {slow} lines by slowness alone"
            ))
        }
        Ok(_) => Err(CaseError::Wrong("no step was logged".to_owned())),
        Err(error) => Err(CaseError::Wrong(format!(
            "the model does not allow what was logged: {}\n{}",
            error.line, error.why
        ))),
    }
}

impl Member {
    /// Notes what the test did to this member.
    pub fn note(&self, step: &str) {
        note(&self.folder, step, Some(self.ordinal));
    }

    /// What a command said that changed something.
    pub(crate) fn keep_lines(&self, output: &[u8]) {
        let text = String::from_utf8_lossy(output);
        for line in text.lines().filter(|line| line.starts_with('{')) {
            // Other commands print JSON, too.
            if line.contains("\"part\":\"command\"") {
                append(&self.folder.join("command.log"), &format!("{line}\n"));
            }
        }
    }

    /// All step log lines so far, oldest first.
    pub fn steps(&self) -> Vec<Value> {
        let mut steps: Vec<Value> = ["start.log", "sidecar.log"]
            .iter()
            .flat_map(|name| lines(&self.folder.join(name)))
            .collect();
        steps.sort_by_key(|step| step["time"].as_str().unwrap_or_default().to_owned());
        steps
    }

    /// How many steps of that name were logged.
    pub fn count(&self, step: &str) -> usize {
        self.steps().iter().filter(|line| line["step"] == step).count()
    }

    /// The last steps and errors, for a message.
    pub fn story(&self) -> String {
        let mut lines: Vec<String> = self
            .steps()
            .iter()
            .rev()
            .take(12)
            .map(|step| {
                let mut line = format!("{} {}", step["part"], step);
                line.truncate(line.char_indices().nth(260).map_or(line.len(), |(at, _)| at));
                line
            })
            .collect();
        lines.reverse();
        for name in ["start.errors", "sidecar.errors"] {
            let text = fs::read_to_string(self.folder.join(name)).unwrap_or_default();
            lines.extend(text.lines().rev().take(4).map(|line| format!("{name}: {line}")));
        }
        // What the server itself complained of last.
        let text = fs::read_to_string(self.folder.join("error.log")).unwrap_or_default();
        let complaints: Vec<&str> = text.lines().filter(|line| line.contains("[ERROR]")).collect();
        let last = complaints.iter().rev().take(4).rev();
        lines.extend(last.map(|line| format!("error.log: {line}")));
        format!("member {}:\n  {}", self.ordinal, lines.join("\n  "))
    }
}
