//! What a line of the step log says, whoever wrote it.

use serde_json::Value;

use super::{MEMBERS, Part, Replay};

/// Waits that are not the protocol's: for etcd, for a lock, for another pod.
pub(super) const OUTSIDE: [&str; 5] = [
    "etcd does not answer",
    "another pod holds this member's key",
    "another process holds",
    "there is nobody to join",
    "--wsrep-recover failed",
];

/// A number, written as one or as text.
pub fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

impl Replay {
    pub(super) fn line(&mut self, line: &Value) -> Result<(), String> {
        let Some(i) = number(&line["ordinal"]).and_then(|number| usize::try_from(number).ok())
        else {
            return self.happened(line, 0);
        };
        if i >= MEMBERS {
            return Err("the model has no such member".to_owned());
        }
        match text(&line["part"]) {
            "start" => self.start(line, i),
            "sidecar" => self.sidecar(line, i),
            "command" => self.command(line, i),
            "test" => self.happened(line, i),
            part => Err(format!("nobody is called {part:?}")),
        }
    }

    /// Only where the model's process could have decided so since its last line.
    pub(super) fn decided(
        &mut self,
        i: usize,
        part: Part,
        step: (&str, &str),
    ) -> Result<(), String> {
        self.asked += 1;
        let mut bits = 0;
        for (at, (name, why)) in self.steps.iter().enumerate() {
            if *name == step.0 && step.1.contains(why) {
                bits |= 1 << at;
            }
        }
        let offers = |node: &super::Node| node.offered[i][part as usize] & bits != 0;
        if !self.nodes.iter().any(offers) {
            return Err(self.possible());
        }
        self.nodes.retain(offers);
        self.told(i, part);
        Ok(())
    }

    pub(super) fn incarnation(&self, line: &Value, i: usize) -> Result<(), String> {
        if self.names.incarnations[i] == text(&line["incarnation"]) {
            Ok(())
        } else {
            Err("it is of an incarnation that does not run".to_owned())
        }
    }

    /// A position of the log by its rank.
    pub(super) fn rank(&self, seqno: &Value) -> Result<u8, String> {
        let Some(seqno) = number(seqno) else { return Ok(0) };
        let at = self.names.seqnos.partition_point(|known| *known < seqno);
        u8::try_from(at + 1).map_err(|_| "more positions than the model has room for".to_owned())
    }
}
