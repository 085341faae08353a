//! kubeadm itself reads the configuration that a Vagrantfile makes for it.

use std::error::Error;
use std::fs;
use std::process::Command;

use cluster_tests::programs::Programs;
use presswright::bundle::Bundle;
use presswright::design::{Document, preset};
use presswright::rules::Approved;

/// Stands for Vagrant, see there.
const VAGRANT: &str = include_str!("../../provision/vagrant.rb");

/// Presets that make machines, each with a machine of every role.
const PRESETS: [(&str, &[&str]); 3] =
    [("lab", &["master", "node-1"]), ("small", &["node-1"]), ("large", &["master", "node-9"])];

#[test]
fn kubeadm_takes_its_configuration() -> Result<(), Box<dyn Error>> {
    let kubeadm = Programs::built(None)?.path("kubeadm");
    for (name, machines) in PRESETS {
        let text = preset(name).ok_or("there is no such preset")?.text;
        let approved = Approved::of(Document::read(text)?).map_err(|_| "the rules refuse it")?;
        let folder = tempfile::tempdir()?;
        for file in Bundle::of(&approved)?.files {
            let path = folder.path().join(&file.path);
            fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
            fs::write(path, &file.bytes)?;
        }
        let vagrant = folder.path().join("vagrant");
        let made = Command::new("ruby")
            .args(["-e", VAGRANT])
            .arg(vagrant.join("Vagrantfile"))
            .arg("up")
            .output()?;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        for machine in machines {
            let file = vagrant.join(format!(".state/{machine}/kubeadm.yaml"));
            assert_eq!(validate(&kubeadm, &file)?, "", "{name}: {machine}");
            // What it says of a mistake: else its silence would mean nothing.
            let broken = fs::read_to_string(&file)?.replacen("kind:", "kinds: 1\nkind:", 1);
            fs::write(&file, broken)?;
            assert!(validate(&kubeadm, &file)?.contains("unknown field \"kinds\""), "{machine}");
        }
    }
    Ok(())
}

/// What kubeadm complains of.
fn validate(kubeadm: &std::path::Path, file: &std::path::Path) -> Result<String, Box<dyn Error>> {
    let said = Command::new(kubeadm).args(["config", "validate", "--config"]).arg(file).output()?;
    let error = String::from_utf8_lossy(&said.stderr).into_owned();
    Ok(if said.status.success() || !error.is_empty() { error } else { said.status.to_string() })
}
