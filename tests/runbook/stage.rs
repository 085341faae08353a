//! A folder in which blocks of the runbook run, among stand-ins that write down what they are asked.

use presswright::bundle::Bundle;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Commands of the runbook, with the chapter they stand in.
pub struct Block {
    pub chapter: String,
    pub commands: String,
}

/// What a stand-in was asked.
#[derive(Debug)]
pub struct Asked {
    pub words: Vec<String>,
    /// What came by standard input, for `-f -`.
    pub input: String,
}

/// The blocks of a page, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut chapter = String::new();
    let mut inside: Option<Vec<&str>> = None;
    for line in page.lines() {
        match (&mut inside, line) {
            (None, "```sh") => inside = Some(Vec::new()),
            (None, line) => {
                if let Some(title) = line.strip_prefix("## ") {
                    title.clone_into(&mut chapter);
                }
            }
            (Some(lines), "```") => {
                blocks.push(Block { chapter: chapter.clone(), commands: lines.join("\n") });
                inside = None;
            }
            (Some(lines), line) => lines.push(line),
        }
    }
    assert!(inside.is_none(), "a block without an end");
    blocks
}

/// The lines outside of blocks.
pub fn prose(page: &str) -> Vec<&str> {
    let mut inside = false;
    page.lines()
        .filter(|line| {
            if line.starts_with("```") {
                inside = !inside;
                return false;
            }
            !inside
        })
        .collect()
}

/// The programs that would reach a cluster, a machine or another place.
const STAND_INS: [&str; 8] =
    ["kubectl", "vagrant", "ssh", "scp", "sudo", "presswright", "openssl", "skopeo"];
/// The scripts of the bundle that would do so; the rest of it is what it is.
const SCRIPTS: [&str; 4] = ["deploy.sh", "verify.sh", "teardown.sh", "secrets/make-secrets.sh"];

/// Words are parted by unit separators, records end with record separators.
const STAND_IN: &str = r#"#!/bin/bash
input=
case " $* " in *" -f - "*) input=$(cat) ;; esac
case "${0##*/} $* " in openssl* | *" exec -i "*) cat >/dev/null ;; esac
{ flock 9; printf '%s\x1f' "${0##*/}" "$@"; printf '\x1d%s\x1e' "$input"; } >>"$ASKED" 9>>"$ASKED.lock"
case "$*" in
  *"etcdctl member list"*) for n in 0 1 2 3 4 5 6 7 8; do echo "abc$n, started, etcd-$n, http://peer, http://client, false"; done ;;
  *go-template*) echo value ;;
  *"-o json"*) echo '{}' ;;
esac
exit 0
"#;

pub struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    pub fn new(bundle: &Bundle) -> Self {
        let stage = Self { folder: tempfile::tempdir().unwrap() };
        for file in &bundle.files {
            let path = stage.bundle().join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &file.bytes).unwrap();
        }
        let mut stand_ins: Vec<PathBuf> =
            STAND_INS.iter().map(|name| stage.folder.path().join("programs").join(name)).collect();
        stand_ins.extend(SCRIPTS.iter().map(|name| stage.bundle().join(name)));
        fs::create_dir_all(stage.folder.path().join("programs")).unwrap();
        // What Vagrant leaves behind and a person removes or copies.
        fs::create_dir_all(stage.bundle().join("vagrant/.vagrant")).unwrap();
        for path in stand_ins {
            fs::write(&path, STAND_IN).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        stage
    }

    fn bundle(&self) -> PathBuf {
        self.folder.path().join("bundle")
    }

    /// Runs a block, and gives what was asked of the stand-ins.
    pub fn run(&self, commands: &str) -> Result<Vec<Asked>, String> {
        let asked = self.folder.path().join("asked");
        fs::write(&asked, "").unwrap();
        fs::create_dir_all(self.bundle().join("vagrant/.state")).unwrap();
        let path = format!("{}:/usr/bin:/bin", self.folder.path().join("programs").display());
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", commands])
            .current_dir(self.bundle())
            .env("PATH", path)
            .env("ASKED", &asked)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() || !said.is_empty() {
            return Err(format!("{}: {said}", output.status));
        }
        Ok(read(&asked))
    }
}

fn read(log: &Path) -> Vec<Asked> {
    let text = fs::read_to_string(log).unwrap();
    text.split_terminator('\u{1e}')
        .map(|record| {
            let (words, input) = record.split_once('\u{1d}').unwrap();
            let words = words.split_terminator('\u{1f}').map(str::to_owned).collect();
            Asked { words, input: input.to_owned() }
        })
        .collect()
}
