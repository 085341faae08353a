//! kubeadm itself, of each minor on offer, reads the configuration that a Vagrantfile makes for it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use cluster_tests::programs::Programs;
use presswright::bundle::Bundle;
use presswright::design::{Document, preset};
use presswright::provision::VERSIONS;
use presswright::rules::Approved;

/// Stands for Vagrant, see there.
const VAGRANT: &str = include_str!("../../provision/vagrant.rb");

/// The minor that the presets name.
const PRESET_MINOR: &str = "kubernetes: \"1.36\"";

/// Presets that make machines, each with a machine of every role.
const PRESETS: [(&str, &[&str]); 3] =
    [("lab", &["master", "node-1"]), ("small", &["node-1"]), ("large", &["master", "node-9"])];

#[test]
fn kubeadm_takes_its_configuration() -> Result<(), Box<dyn Error>> {
    for minor in VERSIONS.iter().map(|row| format!("1.{}", row.minor)) {
        let minor = minor.as_str();
        let kubeadm = Programs::kubeadm(minor)?;
        let version = Command::new(&kubeadm).args(["version", "--output=short"]).output()?;
        let version = String::from_utf8(version.stdout)?;
        assert!(version.starts_with(&format!("v{minor}.")), "{version} for {minor}");
        for (name, machines) in PRESETS {
            takes(&kubeadm, minor, name, machines)?;
        }
    }
    Ok(())
}

fn takes(kubeadm: &Path, minor: &str, name: &str, machines: &[&str]) -> Result<(), Box<dyn Error>> {
    let text = preset(name).ok_or("there is no such preset")?.text;
    assert!(text.contains(PRESET_MINOR), "{name} names another minor");
    let text = text.replace(PRESET_MINOR, &format!("kubernetes: \"{minor}\""));
    let approved = Approved::of(Document::read(&text)?).map_err(|_| "the rules refuse it")?;
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
        assert_eq!(validate(kubeadm, &file)?, "", "{minor}, {name}: {machine}");
        // What it says of a mistake: else its silence would mean nothing.
        let broken = fs::read_to_string(&file)?.replacen("kind:", "kinds: 1\nkind:", 1);
        fs::write(&file, broken)?;
        assert!(validate(kubeadm, &file)?.contains("unknown field \"kinds\""), "{machine}");
    }
    Ok(())
}

/// What kubeadm complains of.
fn validate(kubeadm: &Path, file: &Path) -> Result<String, Box<dyn Error>> {
    let said = Command::new(kubeadm).args(["config", "validate", "--config"]).arg(file).output()?;
    let error = String::from_utf8_lossy(&said.stderr).into_owned();
    Ok(if said.status.success() || !error.is_empty() { error } else { said.status.to_string() })
}
