//! What the linters say of the fixed files.

use crate::bundle::{fixed, of_preset};
use crate::programs::{finish, have, have_plugin, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn files_below(folder: &Path, matches: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, matches));
        } else if matches(path.file_name().unwrap().to_str().unwrap()) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn shellcheck_finds_nothing() {
    if !have("shellcheck") {
        return;
    }
    let scripts = files_below(&fixed(), &|name| ends_in(name, "sh"));
    assert!(scripts.len() > 20, "{scripts:?}");
    let mut command = Command::new("shellcheck");
    finish(command.arg("-x").args(&scripts)).fine();
}

#[test]
fn bash_reads_every_script() {
    for script in files_below(&fixed(), &|name| ends_in(name, "sh")) {
        run("bash", ["-n".as_ref(), script.as_os_str()]).fine();
    }
}

#[test]
fn scripts_stop_at_the_first_error_and_run_no_text() {
    for script in files_below(&fixed(), &|name| ends_in(name, "sh")) {
        let text = fs::read_to_string(&script).unwrap();
        let in_percona = script.parent().unwrap().ends_with("percona");
        // What is sourced has the settings of who sources it; the start script handles each error itself.
        if text.starts_with("#!") && !in_percona {
            assert!(text.contains("\nset -euo pipefail\n"), "{}", script.display());
        }
        // With pipefail a match is lost when grep ends before it has read all: a Secret was once taken for
        // incomplete so.
        assert!(
            !text
                .lines()
                .any(|line| !line.trim_start().starts_with('#') && line.contains("| grep -q")),
            "{}",
            script.display()
        );
        let runs_text = text.lines().any(|line| line.trim_start().starts_with("eval "));
        assert!(!runs_text, "{} uses eval", script.display());
    }
}

/// macOS has bash 3.2. What later versions brought is kept out of what runs on a person's machine.
#[test]
fn what_runs_on_macos_keeps_to_bash_3() {
    let newer = [
        "declare -A",
        "local -A",
        "mapfile",
        "readarray",
        ",,}",
        "^^}",
        "|&",
        "&>>",
        "coproc",
        "local -n",
        "@Q}",
    ];
    for name in [
        "settings.sh",
        "cluster-settings.sh",
        "deploy.sh",
        "verify.sh",
        "teardown.sh",
        "secrets/make-secrets.sh",
    ] {
        let text = fs::read_to_string(fixed().join(name)).unwrap();
        for word in newer {
            assert!(!text.contains(word), "{name} uses {word}");
        }
    }
}

#[test]
fn ruby_reads_every_file() {
    if !have("ruby") {
        return;
    }
    for file in files_below(&fixed(), &|name| name == "Vagrantfile" || ends_in(name, "rb")) {
        let said = run("ruby", ["-wc".as_ref(), file.as_os_str()]).fine();
        assert_eq!(
            (said.out.as_str(), said.error.as_str()),
            ("Syntax OK\n", ""),
            "{}",
            file.display()
        );
    }
}

#[test]
fn vagrant_takes_every_preset() {
    if !have("vagrant") {
        return;
    }
    for name in ["lab", "small", "large"] {
        let bundle = of_preset(name);
        let libvirt = bundle.read("vagrant/cluster.yaml").contains("\nprovider: \"libvirt\"\n");
        if libvirt && !have_plugin("vagrant-libvirt") {
            continue;
        }
        let mut command = Command::new("vagrant");
        command.args(["validate", "--ignore-provider"]).current_dir(bundle.join("vagrant"));
        let said = finish(command.env("VAGRANT_HOME", bundle.join("home"))).fine();
        assert!(said.out.contains("validated successfully"), "{}", said.out);
    }
}

fn ends_in(name: &str, extension: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|found| found == extension)
}
