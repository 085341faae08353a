//! make-secrets.sh with a real openssl and a stand-in for kubectl.

use crate::bundle::{of_preset, write};
use crate::programs::{Folder, Said, finish, have, path_with, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A cluster that is a folder.
pub struct Cluster {
    pub state: Folder,
    stand_ins: Folder,
}

impl Cluster {
    pub fn new(answers: &str) -> Self {
        let (state, stand_ins) = (Folder::new(), Folder::new());
        state.write("answers", answers);
        let stand_in = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/provision/kubectl.rb");
        stand_ins.script("kubectl", &fs::read_to_string(stand_in).unwrap());
        Self { state, stand_ins }
    }

    /// With every Secret of the bundle there already.
    pub fn with_secrets(answers: &str, bundle: &Folder) -> Self {
        let cluster = Self::new(answers);
        let mut secrets: BTreeMap<String, BTreeMap<String, &str>> = BTreeMap::new();
        for line in
            bundle.read("secrets/secrets.list").lines().filter(|line| !line.starts_with('#'))
        {
            let words: Vec<&str> = line.split(' ').collect();
            secrets.entry(words[0].to_owned()).or_default().insert(words[1].to_owned(), "b2xk");
        }
        for (name, data) in secrets {
            cluster.state.write(&format!("secret-{name}"), serde_json::to_string(&data).unwrap());
        }
        cluster
    }

    /// A script of the bundle, with the stand-in in its path and a folder for its own files.
    pub fn command(&self, bundle: &Folder, script: &str) -> Command {
        let temporary = self.state.join("tmp");
        fs::create_dir_all(&temporary).unwrap();
        // PRESSWRIGHT_OLD_BASH names a bash 3.2, where one is at hand.
        let bash = std::env::var("PRESSWRIGHT_OLD_BASH").unwrap_or_else(|_| "bash".to_owned());
        let mut command = Command::new(&bash);
        command
            .arg(bundle.join(script))
            .env("PATH", path_with(self.stand_ins.path()))
            .env("STUB", self.state.path())
            .env("TMPDIR", temporary)
            .env("PAUSE_SECONDS", "0")
            .env_remove("KUBECONFIG");
        command
    }

    pub fn calls(&self) -> Vec<String> {
        self.state.read("calls").lines().map(str::to_owned).collect()
    }

    pub fn forget_calls(&self) {
        self.state.write("calls", "");
    }

    /// The keys of a Secret, decoded.
    pub fn secret(&self, name: &str) -> BTreeMap<String, String> {
        let data: BTreeMap<String, String> =
            serde_json::from_str(&self.state.read(&format!("secret-{name}"))).unwrap_or_default();
        data.into_iter().map(|(key, value)| (key, self.decode(&value))).collect()
    }

    fn decode(&self, text: &str) -> String {
        let file = self.state.write("encoded", text);
        run(
            "openssl",
            ["base64".as_ref(), "-d".as_ref(), "-A".as_ref(), "-in".as_ref(), file.as_os_str()],
        )
        .fine()
        .out
    }
}

fn make(cluster: &Cluster, bundle: &Folder, arguments: &[&str]) -> Said {
    finish(cluster.command(bundle, "secrets/make-secrets.sh").args(arguments))
}

fn ready() -> bool {
    have("ruby") && have("openssl")
}

#[test]
fn every_key_of_the_list_is_made() {
    if !ready() {
        return;
    }
    let (cluster, bundle) = (Cluster::new(""), of_preset("lab"));
    make(&cluster, &bundle, &["--check"]).refused("are not complete");
    make(&cluster, &bundle, &[]).fine();
    make(&cluster, &bundle, &["--check"]).fine();
    for line in bundle.read("secrets/secrets.list").lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let value = cluster.secret(words[0]).remove(words[1]).unwrap_or_default();
        let alphanumeric = value.chars().all(|character| character.is_ascii_alphanumeric());
        match words[2] {
            "password" => assert!(value.len() == 32 && alphanumeric, "{line}: {value}"),
            "wordpress-key" => assert!(value.len() == 64 && alphanumeric, "{line}: {value}"),
            _ => assert!(!value.is_empty(), "{line}"),
        }
    }
    assert_eq!(
        cluster.secret("percona")["wordpress"],
        cluster.secret("wordpress")["database-password"]
    );
    let keys = cluster.secret("wordpress");
    let mut different: Vec<&String> = keys.values().collect();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), keys.len(), "two keys are alike");
}

#[test]
fn certificates_are_of_one_authority() {
    if !ready() {
        return;
    }
    let (cluster, bundle) = (Cluster::new(""), of_preset("lab"));
    make(&cluster, &bundle, &[]).fine();
    let member = cluster.secret("percona-tls");
    let (authority, certificate, key) = (
        cluster.state.write("ca.crt", &member["ca.crt"]),
        cluster.state.write("tls.crt", &member["tls.crt"]),
        cluster.state.write("tls.key", &member["tls.key"]),
    );
    let openssl = |arguments: &[&str]| run("openssl", arguments).fine().out;
    let (authority, certificate, key) =
        (authority.to_str().unwrap(), certificate.to_str().unwrap(), key.to_str().unwrap());
    for purpose in ["sslserver", "sslclient"] {
        openssl(&[
            "verify",
            "-x509_strict",
            "-purpose",
            purpose,
            "-CAfile",
            authority,
            certificate,
        ]);
    }
    for name in ["percona-0.percona.blog.svc.cluster.local", "mysql", "localhost"] {
        openssl(&["verify", "-verify_hostname", name, "-CAfile", authority, certificate]);
    }
    assert_eq!(
        openssl(&["x509", "-noout", "-pubkey", "-in", certificate]),
        openssl(&["pkey", "-pubout", "-in", key])
    );
    let subject = |file| openssl(&["x509", "-noout", "-subject", "-in", file]);
    assert_ne!(subject(authority), subject(certificate), "MySQL wants two common names");
    // Five years, and not six.
    openssl(&["x509", "-noout", "-checkend", "157000000", "-in", certificate]);
    assert!(!run("openssl", ["x509", "-noout", "-checkend", "189000000", "-in", certificate]).ok);

    // A renewed one is of the same authority, and nothing else changes.
    let before = cluster.secret("percona");
    make(&cluster, &bundle, &["--renew-certificates"]).fine();
    let renewed = cluster.secret("percona-tls");
    assert_eq!(renewed["ca.crt"], member["ca.crt"]);
    assert_ne!(renewed["tls.crt"], member["tls.crt"]);
    assert_eq!(cluster.secret("percona"), before);
    let certificate = cluster.state.write("renewed.crt", &renewed["tls.crt"]);
    openssl(&["verify", "-CAfile", authority, certificate.to_str().unwrap()]);
}

#[test]
fn what_is_there_is_never_overwritten() {
    if !ready() {
        return;
    }
    let (cluster, bundle) = (Cluster::new(""), of_preset("lab"));
    make(&cluster, &bundle, &[]).fine();
    let percona = cluster.state.read("secret-percona");
    cluster.forget_calls();
    make(&cluster, &bundle, &[]).fine();
    assert!(
        cluster.calls().iter().all(|call| call.contains(" get secret ")),
        "{:?}",
        cluster.calls()
    );

    // A key that a later design needs is added to the Secret, and the others stay.
    let mut lacking: BTreeMap<String, String> = serde_json::from_str(&percona).unwrap();
    lacking.remove("monitor").unwrap();
    cluster.state.write("secret-percona", serde_json::to_string(&lacking).unwrap());
    make(&cluster, &bundle, &[]).fine();
    let now: BTreeMap<String, String> =
        serde_json::from_str(&cluster.state.read("secret-percona")).unwrap();
    assert!(now.contains_key("monitor"));
    assert!(lacking.iter().all(|(key, value)| now[key] == *value));
}

#[test]
fn a_cluster_that_does_not_answer_is_not_taken_for_an_empty_one() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let cluster = Cluster::new("*get secret* =! Unable to connect to the server\n");
    make(&cluster, &bundle, &[]).refused("cannot tell which Secrets exist");
    assert!(cluster.calls().iter().all(|call| !call.contains("create")));
}

#[test]
fn half_a_key_pair_is_not_completed() {
    if !ready() {
        return;
    }
    let (cluster, bundle) = (Cluster::new(""), of_preset("lab"));
    make(&cluster, &bundle, &[]).fine();
    cluster.state.write("secret-percona-ca", r#"{"ca.crt":"bm90aGluZw=="}"#);
    make(&cluster, &bundle, &[]).refused("belong together");
}

#[test]
fn values_are_on_no_command_line_and_leave_no_file() {
    if !ready() {
        return;
    }
    let (cluster, bundle) = (Cluster::new(""), of_preset("lab"));
    make(&cluster, &bundle, &[]).fine();
    let calls = cluster.state.read("calls");
    for secret in ["percona", "wordpress", "wordpress-admin", "percona-ca"] {
        for (key, value) in cluster.secret(secret) {
            let start: String =
                value.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
            assert!(!calls.contains(&start), "{secret} {key} is on a command line");
        }
    }
    assert_eq!(
        fs::read_dir(cluster.state.join("tmp")).unwrap().count(),
        0,
        "something was left behind"
    );
}

#[test]
fn secrets_of_a_persons_own_are_asked_for() {
    if !ready() {
        return;
    }
    let lab = presswright::design::preset("lab").unwrap().text;
    let bundle = write(&format!("{lab}secrets: existing\n"));
    let cluster = Cluster::new("");
    let said = make(&cluster, &bundle, &[]).refused("are not complete");
    assert!(said.error.contains("missing secret percona: root xtrabackup"), "{}", said.error);
    assert!(cluster.calls().iter().all(|call| !call.contains("create")));
}
