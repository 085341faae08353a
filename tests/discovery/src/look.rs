//! A look of the sidecar that takes longer than the server lives that it looks at.

use std::fs;

use crate::{CaseError, Member, system};

/// In the place of curl: the sidecar's question for the keys is held up for as long as a file is there.
const HELD_UP: &str = r#"#!/usr/bin/env bash
if [[ ${LOG_PART:-} == sidecar && ${!#} == */v3/kv/range && -e $TMPDIR/../held-up ]]; then
  : >"$TMPDIR/../stands-still"
  while [[ -e $TMPDIR/../held-up ]]; do sleep 0.1; done
fi
exec /usr/bin/curl "$@"
"#;

impl Member {
    /// From its next pod on the looks of its sidecar can be held up.
    pub fn can_be_held_up(&mut self) -> Result<(), CaseError> {
        use std::os::unix::fs::PermissionsExt;
        let programs = self.folder.join("programs");
        fs::create_dir_all(&programs).map_err(system("make a folder"))?;
        let curl = programs.join("curl");
        fs::write(&curl, HELD_UP).map_err(system("write a program"))?;
        fs::set_permissions(&curl, fs::Permissions::from_mode(0o755))
            .map_err(system("set a mode"))?;
        for (name, value) in &mut self.environment {
            if name == "PATH" {
                *value = format!("{}:{value}", programs.display());
            }
        }
        self.own()
    }

    /// Its sidecar stands still between its look at the server and that at etcd, or goes on.
    pub fn hold_up(&self, held_up: bool) -> Result<(), CaseError> {
        let file = self.folder.join("held-up");
        if held_up {
            fs::write(file, "").map_err(system("write a file"))
        } else {
            fs::remove_file(file).map_err(system("remove a file"))
        }
    }

    /// A look of the sidecar is held up.
    pub fn stands_still(&self) -> bool {
        self.folder.join("stands-still").exists()
    }

    /// The container is asked to end, and ends; the pod and its sidecar stay.
    pub fn end_container(&mut self) -> Result<(), CaseError> {
        self.server_ends()?;
        self.server = None;
        Ok(())
    }
}
