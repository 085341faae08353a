//! What the chapters ask of a design: names, counts and the beginnings of commands.

use crate::design::{BackupStorage, ClusterKind, Design, Discovery, EtcdStorage, Workload};
use crate::manifest::Object;
use crate::provision::quote;
use crate::rules::{Approved, Remark};
use crate::topology::{Backing, DATABASE_SECRET_FOLDER, Host, Tier, Topology, Volume};
use serde_json::{Value as Json, json};

/// Where the database's server is asked from inside its container (percona-docker's node.cnf). The scripts name it too.
pub(super) const SOCKET: &str = "/tmp/mysql.sock";

/// Where the scripts of the database lie in its container.
pub(super) const SCRIPTS: &str = "/opt/presswright";

/// An approved design with all that was derived from it.
#[derive(Clone, Copy)]
pub(in crate::bundle) struct Facts<'a> {
    pub(in crate::bundle) design: &'a Design,
    pub(in crate::bundle) topology: &'a Topology,
    pub(super) remarks: &'a [Remark],
    pub(super) objects: &'a [Object],
}

impl<'a> Facts<'a> {
    pub(in crate::bundle) fn new(approved: &'a Approved, objects: &'a [Object]) -> Self {
        Self {
            design: approved.design(),
            topology: approved.topology(),
            remarks: approved.remarks(),
            objects,
        }
    }

    /// `kubectl` in the design's namespace.
    pub(in crate::bundle) fn kubectl(&self) -> String {
        format!("kubectl -n {}", self.design.namespace())
    }

    /// A command in the container of a replica of the database.
    pub(super) fn in_replica(&self, ordinal: usize) -> String {
        format!("{} exec percona-{ordinal} -c percona --", self.kubectl())
    }

    /// SQL as root in a replica: `statement` without single quotes' trouble, since it is quoted here.
    pub(super) fn sql(&self, ordinal: usize, statement: &str) -> String {
        format!(
            "{} bash -c 'MYSQL_PWD=$(cat {DATABASE_SECRET_FOLDER}/root) exec mysql -u root --socket={SOCKET} -e \"$1\"' sql {}",
            self.in_replica(ordinal),
            quote(statement)
        )
    }

    /// etcdctl in the pod of a member.
    pub(super) fn etcdctl(&self, member: usize) -> String {
        format!("{} exec etcd-{member}-0 -c etcd -- etcdctl", self.kubectl())
    }

    /// The members' client addresses, as `--endpoints` takes them.
    pub(super) fn endpoints(&self) -> String {
        self.of_members("http://etcd-#:2379", ",")
    }

    /// The same of each member of etcd, where a `#` stands for its number.
    pub(super) fn of_members(&self, pattern: &str, between: &str) -> String {
        let all: Vec<String> =
            (0..self.members()).map(|member| pattern.replace('#', &member.to_string())).collect();
        all.join(between)
    }

    /// The address by which the other members reach a member.
    pub(super) fn peer(&self, member: usize) -> String {
        let Design { cluster, .. } = self.design;
        format!("http://etcd-{member}.{}.svc.{}:2380", self.design.namespace(), cluster.domain)
    }

    /// What runs WordPress, as kubectl takes it.
    pub(super) fn workload(&self) -> &'static str {
        match self.design.wordpress.workload {
            Workload::Deployment => "deployment/wordpress",
            Workload::ReplicaSet => "replicaset/wordpress",
        }
    }

    pub(in crate::bundle) fn members(&self) -> usize {
        self.design.etcd.members.len()
    }

    pub(in crate::bundle) fn replicas(&self) -> usize {
        self.design.percona.replicas.get() as usize
    }

    pub(super) fn is_vagrant(&self) -> bool {
        self.design.cluster.kind == ClusterKind::Vagrant
    }

    /// Whether our start script finds the database's members.
    pub(super) fn found_by_script(&self) -> bool {
        self.design.percona.discovery == Discovery::Etcd && self.members() > 0
    }

    /// Whether etcd's members keep their data.
    pub(super) fn etcd_lasts(&self) -> bool {
        self.design.etcd.storage != EtcdStorage::Nowhere
    }

    pub(super) fn has_backups(&self) -> bool {
        self.design.backups.storage != BackupStorage::Nowhere
    }

    /// Where our keys in etcd begin.
    pub(super) fn prefix(&self) -> String {
        format!("/presswright/{}/", self.design.name)
    }

    /// The roster as it is written at first.
    pub(super) fn roster(&self) -> String {
        let ordinals: Vec<usize> = (0..self.replicas()).collect();
        json!({ "ordinals": ordinals, "version": 1 }).to_string()
    }

    pub(super) fn host(&self, name: &str) -> Option<&'a Host> {
        self.topology.hosts.iter().find(|host| host.name.as_str() == name)
    }

    pub(super) fn volumes_of(&self, tier: Tier) -> impl Iterator<Item = &'a Volume> {
        self.topology.volumes.iter().filter(move |volume| volume.tier == tier)
    }

    /// Whether any of a tier's volumes is a folder of the export.
    pub(super) fn on_nfs(&self, tier: Tier) -> bool {
        self.volumes_of(tier).any(|volume| matches!(volume.backing, Backing::Folder(_)))
    }

    pub(super) fn object(&self, kind: &str, name: &str) -> Option<&'a Object> {
        self.objects.iter().find(|object| object.kind() == kind && object.name() == name)
    }

    /// How to get a shell's command onto a machine: by Vagrant, or by ssh with the address.
    pub(super) fn on_machine(&self, name: &str, command: &str) -> String {
        if self.is_vagrant() {
            return format!("(cd vagrant && vagrant ssh {name} -c {})", quote(command));
        }
        let target = self
            .host(name)
            .and_then(|host| host.address)
            .map_or_else(|| name.to_owned(), |address| address.to_string());
        format!("ssh {target} {}", quote(command))
    }

    /// A Job made from a CronJob, with another command and further changes of its JSON; waits for it,
    /// shows what it said and takes it away.
    pub(super) fn job(&self, cron: &str, name: &str, command: &[&str], changes: &[Json]) -> String {
        let kubectl = self.kubectl();
        let container = "/spec/template/spec/containers/0";
        let mut patch = vec![
            json!({"op": "add", "path": format!("{container}/command"), "value": command}),
            json!({"op": "add", "path": format!("{container}/args"), "value": []}),
        ];
        patch.extend(changes.iter().cloned());
        let patch = quote(&Json::Array(patch).to_string());
        format!(
            "{kubectl} create job {name} --from=cronjob/{cron} --dry-run=client -o json |\n  \
             kubectl patch --local -f - --type=json -o json -p {patch} |\n  \
             {kubectl} create -f -\n\
             {kubectl} wait --for=condition=Complete job/{name} --timeout=2h\n\
             {kubectl} logs job/{name}\n\
             {kubectl} delete job/{name}"
        )
    }

    /// The places in a CronJob's JSON where its first container mounts that volume read-only, as seen
    /// from the Job made of it.
    pub(super) fn read_only_mounts(&self, cron: &str, volume: &str) -> Vec<String> {
        let mounts = self
            .object("CronJob", cron)
            .and_then(|object| {
                object
                    .json
                    .pointer("/spec/jobTemplate/spec/template/spec/containers/0/volumeMounts")
            })
            .and_then(Json::as_array);
        mounts
            .into_iter()
            .flatten()
            .enumerate()
            .filter(|(_, mount)| {
                mount.get("name").and_then(Json::as_str) == Some(volume)
                    && mount.get("readOnly").and_then(Json::as_bool) == Some(true)
            })
            .map(|(index, _)| {
                format!("/spec/template/spec/containers/0/volumeMounts/{index}/readOnly")
            })
            .collect()
    }

    /// Stops all that writes to the site: replicas, autoscaler (0 replicas switch it off), timed tasks.
    pub(in crate::bundle) fn stop_writers(&self) -> String {
        let kubectl = self.kubectl();
        format!(
            "{kubectl} patch cronjob/wordpress-cron -p '{{\"spec\":{{\"suspend\":true}}}}'\n\
             {kubectl} scale {workload} --replicas=0\n\
             {kubectl} wait --for=delete pod -l {labels} --timeout=5m",
            workload = self.workload(),
            labels = self.labels(Tier::Wordpress),
        )
    }

    /// Starts them again.
    pub(in crate::bundle) fn start_writers(&self) -> String {
        let kubectl = self.kubectl();
        let (least, _) = self.design.wordpress.replica_bounds();
        format!(
            "{kubectl} scale {workload} --replicas={least}\n\
             {kubectl} patch cronjob/wordpress-cron -p '{{\"spec\":{{\"suspend\":false}}}}'",
            workload = self.workload(),
        )
    }

    /// The labels of a tier's pods, as `-l` takes them.
    pub(in crate::bundle) fn labels(&self, tier: Tier) -> String {
        format!(
            "app.kubernetes.io/instance={},app.kubernetes.io/component={}",
            self.design.name,
            tier.component()
        )
    }
}

/// How many of so many may fail while the rest still are a majority.
pub(super) fn bears(count: usize) -> usize {
    count.saturating_sub(1) / 2
}

/// "no one", "any one", "any two".
pub(super) fn bears_in_words(count: usize) -> String {
    match bears(count) {
        0 => "none".to_owned(),
        1 => "any one".to_owned(),
        more => format!("any {more}"),
    }
}

/// "1 replica", "3 replicas".
pub(super) fn plural(count: usize, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}
