//! A cluster of one case, and what must hold of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use crate::client::Writer;
use crate::etcd::Etcd;
use crate::member::{Member, Shared};
use crate::session::Session;
use crate::{CaseError, Parts, system, within};

static NETWORKS: AtomicUsize = AtomicUsize::new(0);

/// etcd and the members of a case.
pub struct Cluster {
    /// etcd.
    pub etcd: Etcd,
    /// The members by ordinal.
    pub members: Vec<Member>,
    parts: Parts,
    network: String,
    haproxy: Option<Session>,
    folder: Option<TempDir>,
}

impl Cluster {
    /// Folders, configuration and a running etcd; no member runs yet.
    pub fn new(parts: &Parts, size: usize) -> Result<Self, CaseError> {
        // Addresses by process and case, so that two runs on one machine keep apart.
        let case = NETWORKS.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id() as usize;
        let network =
            format!("127.{}.{}", 16 + process % 200, 16 + (process / 200 + case * 7) % 200);
        let folder = case_folder(parts)?;
        fs::create_dir(folder.path().join("etcd")).map_err(system("make etcd's folder"))?;
        let mut etcd = Etcd::new(parts, &folder.path().join("etcd"), format!("{network}.2"));
        etcd.start()?;
        let endpoint = etcd.endpoint();
        let shared = Shared { folder: folder.path(), etcd: &endpoint, network: &network };
        let members = (0..size)
            .map(|ordinal| Member::new(parts, &shared, ordinal))
            .collect::<Result<Vec<_>, _>>()?;
        let parts = parts.clone();
        Ok(Self { etcd, members, parts, network, haproxy: None, folder: Some(folder) })
    }

    /// Volumes for more members; nothing runs on them yet.
    pub fn grow(&mut self, size: usize) -> Result<(), CaseError> {
        let folder = self.folder.as_ref().map_or(Path::new("/tmp"), TempDir::path);
        let endpoint = self.etcd.endpoint();
        let shared = Shared { folder, etcd: &endpoint, network: &self.network };
        for ordinal in self.members.len()..size {
            self.members.push(Member::new(&self.parts, &shared, ordinal)?);
        }
        Ok(())
    }

    /// A cluster that serves, with a table to write to.
    pub fn serving(parts: &Parts, size: usize) -> Result<Self, CaseError> {
        let mut cluster = Self::new(parts, size)?;
        cluster.comes_to_serve()?;
        Ok(cluster)
    }

    /// All start for the first time and serve, with a table to write to.
    pub fn comes_to_serve(&mut self) -> Result<(), CaseError> {
        self.start_all()?;
        self.found()?;
        self.all_serve(90)?;
        self.make_table()
    }

    /// What the installer does once.
    pub fn found(&self) -> Result<(), CaseError> {
        let replicas = self.members.len().to_string();
        let (done, text) = self.members[0].run("percona-roster.sh", &["found", &replicas])?;
        if done {
            Ok(())
        } else {
            Err(CaseError::Wrong(format!("percona-roster.sh found: {text}")))
        }
    }

    /// The table that writers write to.
    pub fn make_table(&self) -> Result<(), CaseError> {
        let table =
            "CREATE TABLE wordpress.rows (id BIGINT PRIMARY KEY, text VARCHAR(40)) ENGINE=InnoDB";
        self.members[0].query(table).map(|_| ()).map_err(CaseError::Wrong)
    }

    /// A pod for each member, all at once.
    pub fn start_all(&mut self) -> Result<(), CaseError> {
        self.members.iter_mut().try_for_each(Member::start)
    }

    /// All power gone at once.
    pub fn cut_all(&mut self) {
        // Each first stands still, so that none sees another go.
        for member in &self.members {
            member.hold(true);
        }
        for member in &mut self.members {
            member.cut();
        }
    }

    /// A writer over all members in turn.
    pub fn writer(&self, from: u64) -> Writer {
        Writer::start(self.members.iter().map(|member| member.address.clone()).collect(), from)
    }

    /// The bundle's HAProxy in front; the address to write to.
    pub fn start_haproxy(&mut self) -> Result<String, CaseError> {
        let network = self.members[0].address.rsplit_once('.').map_or("", |(network, _)| network);
        let address = format!("{network}.3");
        let folder = self.folder.as_ref().map_or(Path::new("/tmp"), TempDir::path);
        let mut command = Command::new("haproxy");
        command.arg("-db").arg("-f").arg(folder.join("scripts/haproxy.cfg"));
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.env("LISTEN_ADDRESS", &address);
        command.env("PERCONA_MAX_CONNECTIONS", "100").env("PERCONA_CHECK_PORT", "9200");
        for (ordinal, member) in self.members.iter().enumerate() {
            command.env(format!("PERCONA_SERVER_{ordinal}"), format!("{}:3306", member.address));
        }
        self.haproxy = Some(Session::start(&mut command, &folder.join("haproxy.log"))?);
        let health = format!("http://{address}:8404/readyz");
        within(30, "HAProxy sees a member", || {
            let answer = Command::new("curl")
                .args(["--silent", "--max-time", "2", &health])
                .output()
                .map_err(|error| error.to_string())?;
            let text = String::from_utf8_lossy(&answer.stdout).into_owned();
            if text == "ready" { Ok(()) } else { Err(text) }
        })?;
        Ok(address)
    }

    /// Every member serves clients, in one component of all. Ended containers are started again.
    pub fn all_serve(&mut self, seconds: u64) -> Result<(), CaseError> {
        let size = self.members.len().to_string();
        let members = &mut self.members;
        let result = within(seconds, "all members serve", || {
            for (ordinal, member) in members.iter_mut().enumerate() {
                member.keep().map_err(|error| error.to_string())?;
                if !member.serves() {
                    return Err(format!("member {ordinal} does not"));
                }
                if member.status("wsrep_cluster_size") != size {
                    return Err(format!("member {ordinal} does not see {size} members"));
                }
                if !member.probe("readiness").map_err(|error| error.to_string())? {
                    return Err(format!("member {ordinal} is not ready"));
                }
            }
            Ok(())
        });
        result.map_err(|error| self.with_story(&error))
    }

    /// One component, the same data everywhere, every acknowledged row there.
    pub fn agrees(&self, acknowledged: &BTreeSet<u64>) -> Result<(), CaseError> {
        let mut views = BTreeSet::new();
        let mut sums = BTreeSet::new();
        for member in &self.members {
            views.insert((
                member.status("wsrep_cluster_conf_id"),
                member.status("wsrep_cluster_state_uuid"),
                member.status("wsrep_cluster_size"),
                member.status("wsrep_local_state_comment"),
            ));
            let causal = "SET SESSION wsrep_sync_wait=1; ";
            let sum = member
                .query(&format!("{causal}CHECKSUM TABLE wordpress.rows"))
                .map_err(CaseError::Wrong)?;
            sums.insert(sum);
            let rows = member
                .query(&format!("{causal}SELECT id FROM wordpress.rows"))
                .map_err(CaseError::Wrong)?;
            let held: BTreeSet<u64> = rows.lines().filter_map(|row| row.parse().ok()).collect();
            let lost: Vec<&u64> = acknowledged.difference(&held).collect();
            if !lost.is_empty() {
                return Err(self.with_story(&CaseError::Wrong(format!(
                    "{}: acknowledged and lost: {lost:?}",
                    member.address
                ))));
            }
        }
        if views.len() != 1 || sums.len() != 1 {
            return Err(self.with_story(&CaseError::Wrong(format!(
                "members differ: {views:?}, checksums {sums:?}"
            ))));
        }
        Ok(())
    }

    /// Nobody initialised a folder but `times` times in all.
    pub fn initialised(&self, times: usize) -> Result<(), CaseError> {
        let count: usize = self.members.iter().map(|member| member.count("initialise")).sum();
        if count == times {
            Ok(())
        } else {
            let found = format!("a data folder was initialised {count} times, not {times}");
            Err(self.with_story(&CaseError::Wrong(found)))
        }
    }

    /// Two members that serve do not stand in two components (S1), seen in several looks.
    pub fn one_component_serves(&self) -> Result<(), CaseError> {
        let look = || -> BTreeSet<BTreeSet<String>> {
            let serving: Vec<(String, BTreeSet<String>)> = self
                .members
                .iter()
                .filter(|member| member.serves())
                .map(|member| {
                    let addresses = member.status("wsrep_incoming_addresses");
                    let component = addresses
                        .split(',')
                        .map(|part| part.trim_end_matches(":3306").to_owned())
                        .collect();
                    (member.address.clone(), component)
                })
                .collect();
            let apart = |one: &(String, BTreeSet<String>), other: &(String, BTreeSet<String>)| {
                !one.1.contains(&other.0) && !other.1.contains(&one.0)
            };
            serving
                .iter()
                .filter(|one| serving.iter().any(|other| one.0 != other.0 && apart(one, other)))
                .map(|one| one.1.clone())
                .collect()
        };
        if look().is_empty() || look().is_empty() {
            Ok(())
        } else {
            Err(self.with_story(&CaseError::Wrong("two components serve clients".to_owned())))
        }
    }

    /// The last step of a member is this one, with these words in its reason.
    pub fn says(
        &self,
        ordinal: usize,
        seconds: u64,
        step: &str,
        words: &str,
    ) -> Result<(), CaseError> {
        within(seconds, &format!("member {ordinal} says {step}: {words}"), || {
            let steps = self.members[ordinal].steps();
            let last = steps.iter().rev().find(|line| line["part"] == "start");
            match last {
                Some(line)
                    if line["step"] == step
                        && line["why"].as_str().unwrap_or_default().contains(words) =>
                {
                    Ok(())
                }
                last => Err(last.map_or("it says nothing".to_owned(), ToString::to_string)),
            }
        })
        .map_err(|error| self.with_story(&error))
    }

    /// Each logged step is one that the model allows in the moment reached.
    pub fn replays(&self) -> Result<(), CaseError> {
        let folder = self.folder.as_ref().map_or(Path::new("/tmp"), TempDir::path);
        let replayed = crate::log::replay_folder(folder);
        replayed.map(|text| eprintln!("{text}")).map_err(|error| self.with_story(&error))
    }

    /// Adds what the members logged.
    pub fn with_story(&self, error: &CaseError) -> CaseError {
        let stories: Vec<String> = self.members.iter().map(Member::story).collect();
        CaseError::Wrong(format!("{error}\n{}", stories.join("\n")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.haproxy = None;
        for member in &mut self.members {
            member.cut();
        }
        if let Some(folder) = self.folder.take()
            && std::env::var_os("PRESSWRIGHT_KEEP").is_some()
        {
            eprintln!("kept: {}", folder.keep().display());
        }
    }
}

/// A case's folder, with the scripts and secrets of its members.
pub(crate) fn case_folder(parts: &Parts) -> Result<TempDir, CaseError> {
    let folder = tempfile::Builder::new()
        .prefix("discovery-")
        .tempdir_in("/tmp")
        .map_err(system("make the case's folder"))?;
    // The user mysql has to come through.
    open_to_all(folder.path(), 0o755)?;
    copy_scripts(parts, folder.path())?;
    let secrets = folder.path().join("secrets");
    fs::create_dir(&secrets).map_err(system("make secrets"))?;
    for (name, value) in [("monitor", "zq1monitor"), ("root", "zq2root"), ("wordpress", "zq3site")]
    {
        fs::write(secrets.join(name), value).map_err(system("write a secret"))?;
    }
    Ok(folder)
}

/// Copied, because the user mysql may not see the repository.
fn copy_scripts(parts: &Parts, folder: &Path) -> Result<(), CaseError> {
    let to = folder.join("scripts");
    fs::create_dir(&to).map_err(system("make scripts"))?;
    let scripts = fs::read_dir(parts.scripts()).map_err(system("read the bundle's scripts"))?;
    let mut files: Vec<PathBuf> =
        scripts.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.push(parts.repository.join("tests/discovery/standin-entrypoint.sh"));
    for file in files {
        if let Some(name) = file.file_name() {
            fs::copy(&file, to.join(name)).map_err(system("copy a script"))?;
        }
    }
    Ok(())
}

fn open_to_all(path: &Path, mode: u32) -> Result<(), CaseError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(system("set a mode"))
}
