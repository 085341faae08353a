//! The Secrets: every key that a pod reads, and what kind of value it holds.

use crate::design::Design;

/// A Secret in the namespace of the design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its name.
    pub name: &'static str,
    /// Its keys.
    pub keys: Vec<SecretKey>,
}

/// A key of a Secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretKey {
    /// Its name, which is the name of the file where the Secret is mounted.
    pub name: &'static str,
    /// What it holds.
    pub kind: SecretKind,
}

/// What a key of a Secret holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// A random password of letters and digits: Percona's entrypoint pastes it into SQL.
    Password,
    /// One of the keys and salts with which WordPress signs its cookies.
    WordpressKey,
    /// What another key holds.
    Same {
        /// The Secret of that key.
        secret: &'static str,
        /// The key.
        key: &'static str,
    },
    /// Certificate of an authority of this cluster's own, in PEM.
    AuthorityCertificate,
    /// Private key of that authority, in PEM. No pod reads it.
    AuthorityKey,
    /// A certificate that the authority in that Secret signed, in PEM.
    Certificate {
        /// The Secret of the authority.
        authority: &'static str,
    },
    /// The private key of that certificate, in PEM.
    CertificateKey {
        /// The Secret of the authority.
        authority: &'static str,
    },
}

/// Passwords of the database's accounts.
pub const DATABASE_SECRET: &str = "percona";
/// Where the replicas of the database have [`DATABASE_SECRET`] mounted: the scripts read root's password there.
pub const DATABASE_SECRET_FOLDER: &str = "/run/secrets/percona";
/// The authority that signs the replicas' certificates. No pod reads it.
pub const DATABASE_AUTHORITY_SECRET: &str = "percona-ca";
/// The replicas' certificate, the same for all.
pub const DATABASE_CERTIFICATE_SECRET: &str = "percona-tls";
/// WordPress' keys and salts, and its password for the database.
pub const WORDPRESS_SECRET: &str = "wordpress";
/// The password of the site's administrator. Only the install Job reads it.
pub const ADMINISTRATOR_SECRET: &str = "wordpress-admin";

/// The eight keys and salts of WordPress, as keys of [`WORDPRESS_SECRET`]. Upper-cased with `_` for `-` and
/// `WORDPRESS_` in front they are the image's variables (docker-library/wordpress `wp-config-docker.php`).
pub const WORDPRESS_KEYS: [&str; 8] = [
    "auth-key",
    "secure-auth-key",
    "logged-in-key",
    "nonce-key",
    "auth-salt",
    "secure-auth-salt",
    "logged-in-salt",
    "nonce-salt",
];

/// The Secrets that the pods of a design read, with every key. What another is made from comes first.
pub fn secrets(design: &Design) -> Vec<Secret> {
    let password = |name| SecretKey { name, kind: SecretKind::Password };
    let accounts: Vec<SecretKey> =
        ["root", "xtrabackup", "monitor", "clustercheck", "wordpress"].map(password).to_vec();
    let mut secrets = vec![Secret { name: DATABASE_SECRET, keys: accounts }];
    if design.percona.encryption {
        secrets.extend(certificates());
    }
    let mut keys: Vec<SecretKey> =
        WORDPRESS_KEYS.map(|name| SecretKey { name, kind: SecretKind::WordpressKey }).to_vec();
    keys.push(SecretKey {
        name: "database-password",
        kind: SecretKind::Same { secret: DATABASE_SECRET, key: "wordpress" },
    });
    secrets.push(Secret { name: WORDPRESS_SECRET, keys });
    secrets.push(Secret { name: ADMINISTRATOR_SECRET, keys: vec![password("password")] });
    secrets
}

/// Galera lets in only who has a certificate of the same authority (percona/pxc-docs docs/encrypt-traffic.md).
fn certificates() -> [Secret; 2] {
    let authority = DATABASE_AUTHORITY_SECRET;
    [
        Secret {
            name: authority,
            keys: vec![
                SecretKey { name: "ca.crt", kind: SecretKind::AuthorityCertificate },
                SecretKey { name: "ca.key", kind: SecretKind::AuthorityKey },
            ],
        },
        Secret {
            name: DATABASE_CERTIFICATE_SECRET,
            keys: vec![
                SecretKey {
                    name: "ca.crt",
                    kind: SecretKind::Same { secret: authority, key: "ca.crt" },
                },
                SecretKey { name: "tls.crt", kind: SecretKind::Certificate { authority } },
                SecretKey { name: "tls.key", kind: SecretKind::CertificateKey { authority } },
            ],
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Document, PRESETS};
    use std::collections::BTreeSet;

    #[test]
    fn what_a_key_is_made_from_comes_before_it() {
        for preset in PRESETS {
            let document = Document::read(preset.text).unwrap();
            let mut before = BTreeSet::new();
            for secret in secrets(document.design()) {
                for key in &secret.keys {
                    let needed = match key.kind {
                        SecretKind::Same { secret, key } => vec![(secret, key)],
                        SecretKind::Certificate { authority }
                        | SecretKind::CertificateKey { authority } => {
                            vec![(authority, "ca.crt"), (authority, "ca.key")]
                        }
                        _ => Vec::new(),
                    };
                    assert!(needed.iter().all(|needed| before.contains(needed)), "{key:?}");
                    assert!(before.insert((secret.name, key.name)), "{key:?} is there twice");
                }
            }
        }
    }
}
