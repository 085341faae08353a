//! Keys and certificates of one cluster, by openssl, and the credentials that are made of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::ClusterError;
use crate::command::run;

/// A certificate authority in a folder.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
}

const NEW_KEY: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

impl Authority {
    /// Makes one, with the key pair that service accounts are signed with.
    pub fn new(folder: &Path) -> Result<Self, ClusterError> {
        fs::create_dir_all(folder).map_err(ClusterError::file(folder))?;
        let authority = Self { folder: folder.to_owned() };
        authority.openssl(
            &[&["req", "-x509", "-days", "365", "-subj", "/CN=kubernetes"], &NEW_KEY[..]].concat(),
            &[("-keyout", "ca.key"), ("-out", "ca.crt")],
        )?;
        authority.openssl(&["genrsa"], &[("-out", "service-accounts.key")])?;
        authority.openssl(
            &["rsa", "-pubout"],
            &[("-in", "service-accounts.key"), ("-out", "service-accounts.pub")],
        )?;
        Ok(authority)
    }

    /// The file of a key or a certificate.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes `NAME.key` and `NAME.crt`. `names` are what a server answers to, as `DNS:…` and `IP:…`.
    pub fn certify(&self, name: &str, subject: &str, names: &[String]) -> Result<(), ClusterError> {
        let [request, certificate, key] =
            ["csr", "crt", "key"].map(|ending| format!("{name}.{ending}"));
        self.openssl(
            &[&["req", "-subj", subject], &NEW_KEY[..]].concat(),
            &[("-keyout", &key), ("-out", &request)],
        )?;
        let more = self.file(&format!("{name}.extensions"));
        let text = if names.is_empty() {
            String::new()
        } else {
            format!("subjectAltName={}\n", names.join(","))
        };
        fs::write(&more, text + "extendedKeyUsage=serverAuth,clientAuth\n")
            .map_err(ClusterError::file(&more))?;
        self.openssl(
            &["x509", "-req", "-days", "365", "-CAcreateserial"],
            &[
                ("-in", &request),
                ("-CA", "ca.crt"),
                ("-CAkey", "ca.key"),
                ("-extfile", &format!("{name}.extensions")),
                ("-out", &certificate),
            ],
        )
    }

    /// Credentials of a client: a certificate, and `NAME.kubeconfig` that uses it.
    pub fn admit(&self, name: &str, subject: &str, server: &str) -> Result<PathBuf, ClusterError> {
        self.certify(name, subject, &[])?;
        let config = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "real",
            "contexts": [{"name": "real", "context": {"cluster": "real", "user": name}}],
            "clusters": [{"name": "real", "cluster": {
                "server": server, "certificate-authority": self.file("ca.crt"),
            }}],
            "users": [{"name": name, "user": {
                "client-certificate": self.file(&format!("{name}.crt")),
                "client-key": self.file(&format!("{name}.key")),
            }}],
        });
        let file = self.file(&format!("{name}.kubeconfig"));
        fs::write(&file, config.to_string()).map_err(ClusterError::file(&file))?;
        Ok(file)
    }

    fn openssl(&self, words: &[&str], files: &[(&str, &str)]) -> Result<(), ClusterError> {
        let mut command = Command::new("openssl");
        command.args(words);
        for (option, name) in files {
            command.arg(option).arg(self.file(name));
        }
        run(&mut command).map(|_| ())
    }
}
