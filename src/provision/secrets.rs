//! secrets.list: what make-secrets.sh makes.

use super::settings::{Rows, quote};
use crate::design::{Design, Secrets};
use crate::file::File;
use crate::topology::{DATABASE_AUTHORITY_SECRET, Secret, SecretKey, SecretKind, secrets};

/// What a person has to do when the Secrets are theirs.
const SUPPLIED: &str = "Make it before you deploy: README.md, 'Secrets', says what each key holds";

/// The registry's key is theirs in any case.
const PULL_SECRET: &str = "Make it before you deploy: README.md, 'The images', has the command";

pub(super) fn list(design: &Design) -> File {
    let mut rows = Rows::new("secret key kind 'value'");
    for secret in made(design) {
        for key in &secret.keys {
            let (kind, value) = match design.secrets {
                Secrets::Existing => ("supplied", SUPPLIED.to_owned()),
                Secrets::Generated | Secrets::InManifests => kind(key),
            };
            rows.push(&[secret.name, key.name, kind, &quote(&value)]);
        }
    }
    if let Some(secret) = design.cluster.asked_with() {
        rows.push(&[secret.as_str(), ".dockerconfigjson", "supplied", &quote(PULL_SECRET)]);
    }
    File::text("secrets/secrets.list", rows.text())
}

/// Secrets in the manifests are made with them. Of a person's own, the authority is none of our business.
fn made(design: &Design) -> Vec<Secret> {
    let mut secrets = secrets(design);
    match design.secrets {
        Secrets::Generated => {}
        Secrets::Existing => secrets.retain(|secret| secret.name != DATABASE_AUTHORITY_SECRET),
        Secrets::InManifests => secrets.clear(),
    }
    secrets
}

fn kind(key: &SecretKey) -> (&'static str, String) {
    match key.kind {
        SecretKind::Password => ("password", String::new()),
        SecretKind::WordpressKey => ("wordpress-key", String::new()),
        SecretKind::Same { secret, key } => ("same", format!("{secret} {key}")),
        SecretKind::AuthorityCertificate => ("ca-certificate", String::new()),
        SecretKind::AuthorityKey => ("ca-key", String::new()),
        SecretKind::Certificate { authority } => ("certificate", authority.to_owned()),
        SecretKind::CertificateKey { authority } => ("certificate-key", authority.to_owned()),
    }
}
