//! The images that the manifests name, made from Debian's packages and from programs that are built here.
//!
//! An image has the vendor's name and not the vendor's content: it shows what the bundle's manifests, scripts,
//! probes, volumes and policies do, not what the vendor's own entrypoint does (`docs/proof.md`).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::command::run;
use crate::places::source;
use crate::programs::{built_from, digits_of};
use crate::{ClusterError, Places};

/// What an image is made from and what it does when it starts.
pub struct Image {
    /// A word for people.
    pub what: &'static str,
    /// Debian's packages; none for an image of programs alone.
    packages: &'static [&'static str],
    /// Programs that are built here, with the folder that they go to.
    programs: &'static [&'static str],
    /// Files of `images/`, each with its place in the image.
    files: &'static [(&'static str, &'static str)],
    /// Symbolic links: what a place leads to.
    links: &'static [(&'static str, &'static str)],
    /// Folders of which nothing of the packages is left.
    emptied: &'static [&'static str],
    config: fn() -> Value,
    repositories: &'static [&'static str],
}

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Every image.
pub static IMAGES: [Image; 7] = [
    Image {
        what: "the database: MariaDB with galera-4 for Percona's",
        packages: &[
            "mariadb-server",
            "galera-4",
            "mariadb-backup",
            "rsync",
            "jq",
            "curl",
            "socat",
            "procps",
            "iproute2",
            "hostname",
            "openssl",
        ],
        programs: &[],
        files: &[
            ("images/database/entrypoint.sh", "entrypoint.sh"),
            ("../discovery/standin-entrypoint.sh", "standin-entrypoint.sh"),
            ("images/database/mysqld.sh", "usr/local/bin/mysqld"),
            ("images/database/mysqld.sh", "usr/local/bin/mariadbd"),
            ("images/database/node.cnf", "etc/mysql/node.cnf"),
            ("images/database/passwd", "etc/passwd"),
        ],
        links: &[],
        emptied: &["etc/mysql"],
        config: || json!({"Entrypoint": ["/entrypoint.sh"], "Cmd": ["mysqld"], "Env": [PATH], "User": "1001"}),
        repositories: &["docker.io/percona/percona-xtradb-cluster"],
    },
    Image {
        what: "WordPress on Apache and PHP, and the few commands of wp-cli that the bundle uses",
        packages: &[
            "apache2",
            "libapache2-mod-php",
            "php-mysql",
            "php-gd",
            "php-cli",
            "wordpress",
            "wordpress-theme-twentytwentythree",
            "curl",
        ],
        programs: &[],
        files: &[
            ("images/wordpress/docker-entrypoint.sh", "usr/local/bin/docker-entrypoint.sh"),
            ("images/wordpress/docker-entrypoint.sh", "usr/local/bin/docker-ensure-installed.sh"),
            ("images/wordpress/apache2-foreground", "usr/local/bin/apache2-foreground"),
            ("images/wordpress/wp", "usr/local/bin/wp"),
            ("images/wordpress/wp-config-docker.php", "usr/src/wp-config-docker.php"),
        ],
        links: &[
            ("usr/src/wordpress", "/usr/share/wordpress"),
            ("var/log/apache2/error.log", "/dev/stderr"),
            ("var/log/apache2/access.log", "/dev/stdout"),
            ("var/log/apache2/other_vhosts_access.log", "/dev/stdout"),
        ],
        emptied: &["var/www/html"],
        config: || {
            json!({
                "Entrypoint": ["docker-entrypoint.sh"], "Cmd": ["apache2-foreground"],
                "WorkingDir": "/var/www/html", "Env": [PATH],
                // As the official image has it (docker-library/php): Apache ends what is under way.
                "StopSignal": "SIGWINCH",
            })
        },
        repositories: &["docker.io/library/wordpress"],
    },
    Image {
        what: "HAProxy",
        packages: &["haproxy"],
        programs: &[],
        files: &[],
        links: &[("usr/local/sbin/haproxy", "/usr/sbin/haproxy")],
        emptied: &[],
        config: || {
            json!({
                "Entrypoint": ["haproxy"], "Cmd": ["-f", "/usr/local/etc/haproxy/haproxy.cfg"],
                "User": "99", "Env": [PATH],
            })
        },
        repositories: &["docker.io/library/haproxy"],
    },
    Image {
        what: "etcd, as it is built here",
        packages: &[],
        programs: &["etcd", "etcdctl", "etcdutl"],
        files: &[],
        links: &[],
        emptied: &[],
        config: || json!({"Cmd": ["/usr/local/bin/etcd"], "Env": [PATH]}),
        repositories: &["gcr.io/etcd-development/etcd"],
    },
    Image {
        what: "CoreDNS",
        packages: &[],
        programs: &["coredns"],
        files: &[],
        links: &[],
        emptied: &[],
        config: || json!({"Entrypoint": ["/usr/local/bin/coredns"], "Env": [PATH]}),
        repositories: &["presswright.example/coredns:built"],
    },
    Image {
        what: "metrics-server",
        packages: &[],
        programs: &["metrics-server"],
        files: &[],
        links: &[],
        emptied: &[],
        config: || json!({"Entrypoint": ["/usr/local/bin/metrics-server"], "Env": [PATH]}),
        repositories: &["presswright.example/metrics-server:built"],
    },
    Image {
        what: "what holds a pod's namespaces",
        packages: &[],
        programs: &["first-process"],
        files: &[],
        links: &[],
        emptied: &[],
        config: || json!({"Entrypoint": ["/usr/local/bin/first-process"], "Env": [PATH]}),
        repositories: &[PAUSE],
    },
];

/// The image that containerd starts every pod with.
pub(crate) const PAUSE: &str = "presswright.example/pause:built";

impl Image {
    /// The names of `wanted` that this image stands for: a repository without a tag is any tag of it.
    pub fn names(&self, wanted: &[String]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for repository in self.repositories {
            if repository.ends_with(":built") {
                names.push((*repository).to_owned());
                continue;
            }
            names.extend(
                wanted.iter().filter(|name| name.starts_with(&format!("{repository}:"))).cloned(),
            );
        }
        names
    }

    /// What it is made from.
    pub fn fingerprint(&self, places: &Places) -> Result<String, ClusterError> {
        let mut parts = self.packages.join(" ") + &built_from(places, self.programs);
        for (file, place) in self.files {
            let path = source(file);
            parts += &fs::read_to_string(&path).map_err(ClusterError::file(&path))?;
            parts += place;
        }
        let _ = write!(parts, "{:?}{:?}{}", self.links, self.emptied, (self.config)());
        Ok(digits_of(&parts))
    }

    /// Writes the image as an archive that containerd imports, under these names.
    pub fn write(
        &self,
        places: &Places,
        names: &[String],
        archive: &Path,
    ) -> Result<(), ClusterError> {
        let stage = archive.with_extension("stage");
        let made = self.write_in(places, names, archive, &stage);
        let _ = fs::remove_dir_all(&stage);
        made
    }

    fn write_in(
        &self,
        places: &Places,
        names: &[String],
        archive: &Path,
        stage: &Path,
    ) -> Result<(), ClusterError> {
        let tree = stage.join("tree");
        fs::create_dir_all(&tree).map_err(ClusterError::file(&tree))?;
        let parts = stage.join("parts");
        fs::create_dir_all(&parts).map_err(ClusterError::file(&parts))?;
        let mut layers = Vec::new();
        if !self.packages.is_empty() {
            let packages = debian(places, self.packages)?;
            let place = parts.join("packages.tar");
            fs::hard_link(&packages, &place).map_err(ClusterError::file(&packages))?;
            layers.push("packages.tar");
        }
        self.grow(places, &tree)?;
        tar(&parts.join("own.tar"), &tree)?;
        layers.push("own.tar");
        let mut sums = Vec::new();
        for layer in &layers {
            let said = run(Command::new("sha256sum").arg(parts.join(layer)))?;
            sums.push(format!("sha256:{}", said.split_whitespace().next().unwrap_or_default()));
        }
        let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
        let config = json!({
            "architecture": architecture, "os": "linux", "created": "2026-01-01T00:00:00Z",
            "config": (self.config)(), "rootfs": {"type": "layers", "diff_ids": sums},
        });
        let manifest = json!([{"Config": "config.json", "RepoTags": names, "Layers": layers}]);
        for (name, value) in [("config.json", config), ("manifest.json", manifest)] {
            fs::write(parts.join(name), value.to_string()).map_err(ClusterError::file(&parts))?;
        }
        tar(archive, &parts)
    }

    /// The image's own files, on top of its packages.
    fn grow(&self, places: &Places, tree: &Path) -> Result<(), ClusterError> {
        for folder in self.emptied {
            let mark = tree.join(folder).join(".wh..wh..opq");
            write(&mark, b"", 0o644)?;
        }
        for (from, place) in self.files {
            let from = source(from);
            let bytes = fs::read(&from).map_err(ClusterError::file(&from))?;
            let mode =
                if place.contains("etc/") || place.contains("usr/src") { 0o644 } else { 0o755 };
            write(&tree.join(place), &bytes, mode)?;
        }
        for name in self.programs {
            let from = places.bin().join(name);
            let bytes = fs::read(&from).map_err(ClusterError::file(&from))?;
            write(&tree.join("usr/local/bin").join(name), &bytes, 0o755)?;
        }
        for (place, leads_to) in self.links {
            let place = tree.join(place);
            make_parent(&place)?;
            std::os::unix::fs::symlink(leads_to, &place).map_err(ClusterError::file(&place))?;
        }
        Ok(())
    }
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> Result<(), ClusterError> {
    use std::os::unix::fs::PermissionsExt;
    make_parent(path)?;
    fs::write(path, bytes).map_err(ClusterError::file(path))?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(ClusterError::file(path))
}

fn make_parent(path: &Path) -> Result<(), ClusterError> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(ClusterError::file(parent))
}

fn tar(archive: &Path, folder: &Path) -> Result<(), ClusterError> {
    run(Command::new("tar")
        .args([
            "--create",
            "--numeric-owner",
            "--owner=0",
            "--group=0",
            "--mtime=2026-01-01",
            "--sort=name",
        ])
        .arg("--file")
        .arg(archive)
        .arg("--directory")
        .arg(folder)
        .arg("."))?;
    Ok(())
}

/// A root file system with these packages of Debian's, kept for the next time.
fn debian(places: &Places, packages: &[&str]) -> Result<PathBuf, ClusterError> {
    let list = packages.join(",");
    let name = packages.first().copied().unwrap_or("nothing");
    let layer = places.layers().join(format!("{name}-{}.tar", digits_of(&list)));
    if layer.is_file() {
        return Ok(layer);
    }
    println!("{name}: fetching Debian's packages");
    fs::create_dir_all(places.layers()).map_err(ClusterError::file(places.layers()))?;
    let unfinished = layer.with_extension("unfinished.tar");
    run(Command::new("mmdebstrap")
        .args(["--variant=minbase", "--mode=root", "--format=tar"])
        .args(
            ["doc", "man", "locale"]
                .map(|part| format!("--dpkgopt=path-exclude=/usr/share/{part}/*")),
        )
        .arg(format!("--include={list}"))
        .arg("bookworm")
        .arg(&unfinished))?;
    fs::rename(&unfinished, &layer).map_err(ClusterError::file(&layer))?;
    Ok(layer)
}
