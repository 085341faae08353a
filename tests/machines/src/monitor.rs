//! QEMU's monitor: one connection, lines of JSON (QEMU docs/interop/qmp-spec).

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::CaseError;

const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(crate) struct Monitor {
    socket: PathBuf,
    stream: BufReader<UnixStream>,
}

impl Monitor {
    /// Connects; QEMU greets and waits for the first command.
    pub fn connect(socket: &Path) -> Result<Self, CaseError> {
        let fail = |what: String| CaseError::Monitor { socket: socket.to_owned(), what };
        let stream = UnixStream::connect(socket).map_err(|error| fail(error.to_string()))?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(|error| fail(error.to_string()))?;
        let mut monitor = Self { socket: socket.to_owned(), stream: BufReader::new(stream) };
        monitor.line()?;
        monitor.run("qmp_capabilities", &json!({}))?;
        Ok(monitor)
    }

    /// Runs a command to its answer.
    pub fn run(&mut self, command: &str, arguments: &Value) -> Result<(), CaseError> {
        let text = format!("{}\n", json!({"execute": command, "arguments": arguments}));
        if let Err(error) = self.stream.get_mut().write_all(text.as_bytes()) {
            return Err(self.fault(format!("{command}: {error}")));
        }
        // Events come in between; there are few.
        for _ in 0..100 {
            let answer = self.line()?;
            if answer.get("return").is_some() {
                return Ok(());
            }
            if answer.get("error").is_some() {
                return Err(self.fault(format!("{command}: {answer}")));
            }
        }
        Err(self.fault(format!("{command}: no answer among a hundred lines")))
    }

    fn line(&mut self) -> Result<Value, CaseError> {
        let mut line = String::new();
        if let Err(error) = self.stream.read_line(&mut line) {
            return Err(self.fault(error.to_string()));
        }
        serde_json::from_str(&line).map_err(|error| self.fault(format!("{error}: {line}")))
    }

    fn fault(&self, what: String) -> CaseError {
        CaseError::Monitor { socket: self.socket.clone(), what }
    }
}
