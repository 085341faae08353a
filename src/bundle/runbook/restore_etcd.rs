//! etcd without a majority, or without its data.
//!
//! Source: etcd-io/website op-guide/recovery.md: revisions are raised and marked compacted, so that no
//! watcher takes the past for the present.

use super::Page;
use super::facts::{Facts, SCRIPTS};
use super::pod;
use crate::provision::quote;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    if facts.members() == 0 {
        return;
    }
    page.chapter("Restore etcd");
    page.say(
        "A running database serves on while etcd is away; nobody of it can start anew. With a majority of \
         members alive nothing here is needed: \"Replace a member of etcd\".",
    );
    if facts.etcd_lasts() && facts.object("CronJob", "backup-etcd").is_some() {
        from_snapshot(page, facts);
    }
    if facts.found_by_script() {
        lost(page, facts);
    }
}

fn from_snapshot(page: &mut Page, facts: &Facts<'_>) {
    let kubectl = facts.kubectl();
    page.section("From a snapshot");
    page.say(
        "All members are restored from one snapshot, the newest. Their old folders are kept beside the new \
         ones (`data.before-…`).",
    );
    if facts.found_by_script() {
        page.say(
            "First an etcd of its own, which nobody else reaches, takes out of the snapshot who was alive, who was \
             elected and whose data was in use when it was made: running members of the database that saw \
             those again would take themselves for replaced, and stop. What is left lies beside the backups.",
        );
        page.run(cleaned(facts));
    }
    let sets = facts.of_members("statefulset/etcd-#", " ");
    page.run(format!(
        "{kubectl} scale {sets} --replicas=0\n\
         {gone}\n\
         for member in {numbers}; do\n{kubectl} apply -f - <<POD\n{pod}POD\ndone\n\
         {done}\n\
         {kubectl} delete {pods}\n\
         {kubectl} scale {sets} --replicas=1\n\
         {ready}",
        gone = facts
            .of_members(&format!("{kubectl} wait --for=delete pod/etcd-#-0 --timeout=5m"), "\n"),
        numbers = facts.of_members("#", " "),
        pod = restoring(facts),
        done = facts.of_members(&pod::succeeds(&kubectl, "restore-etcd-#", "10m"), "\n"),
        pods = facts.of_members("pod/restore-etcd-#", " "),
        ready = facts.of_members(
            &format!("{kubectl} rollout status statefulset/etcd-# --timeout=10m"),
            "\n"
        ),
    ));
    if facts.found_by_script() {
        page.say(
            "If the database runs, its members say anew who they are and write what they saw established; if \
             it does not, it may wait for a person, since the snapshot may be older than its data: \"All \
             crashed at once\", Decide.",
        );
    }
}

/// Where the snapshot lies from which the members are restored. Not called as the backups are, which are
/// counted and removed.
const CLEANED: &str = "/backups/restore-etcd.db";

/// Takes the keys out of the newest snapshot that tell of the moment when it was made.
fn cleaned(facts: &Facts<'_>) -> String {
    let (kubectl, prefix, image) = (facts.kubectl(), facts.prefix(), &facts.design.etcd.image);
    let etcdctl = |name: &str, words: &str| {
        format!(
            "{}\x20     command: [/usr/local/bin/etcdctl, {words}]\n",
            pod::container(facts, name, image)
        )
    };
    let mut forget = String::new();
    for what in ["members", "election", "founding", "view"] {
        forget += &etcdctl(&format!("forget-{what}"), &format!("del, --prefix, {prefix}{what}"));
    }
    format!(
        "{kubectl} apply -f - <<'POD'\n\
         {head}\
         \x20 initContainers:\n\
         {newest}\
         \x20     command: [bash, -euc]\n\
         \x20     args: ['cp \"$(ls /backups/etcd-*.db | tail -n 1)\" /scratch/snapshot.db']\n\
         \x20     volumeMounts: [{{name: scratch, mountPath: /scratch}}, {{name: backups, mountPath: /backups}}]\n\
         {unpack}\
         \x20     command: [/usr/local/bin/etcdutl, snapshot, restore, /scratch/snapshot.db, --data-dir=/scratch/data]\n\
         \x20     volumeMounts: [{{name: scratch, mountPath: /scratch}}]\n\
         {etcd}\
         \x20     restartPolicy: Always\n\
         \x20     command: [/usr/local/bin/etcd, --data-dir=/scratch/data, \"--listen-client-urls=http://127.0.0.1:2379\", \"--advertise-client-urls=http://127.0.0.1:2379\", \"--listen-peer-urls=http://127.0.0.1:2380\"]\n\
         \x20     startupProbe: {{exec: {{command: [/usr/local/bin/etcdctl, endpoint, health]}}, periodSeconds: 2, failureThreshold: 60}}\n\
         \x20     volumeMounts: [{{name: scratch, mountPath: /scratch}}]\n\
         {forget}\
         \x20 containers:\n\
         {save}\
         \x20     volumeMounts: [{{name: backups, mountPath: /backups}}]\n\
         \x20 volumes:\n\
         \x20   - name: scratch\n\
         \x20     emptyDir: {{sizeLimit: 6Gi}}\n\
         \x20   - name: backups\n\
         \x20     persistentVolumeClaim: {{claimName: backups}}\n\
         POD\n\
         {done}\n\
         {kubectl} delete pod/clean-etcd",
        done = pod::succeeds(&kubectl, "clean-etcd", "15m"),
        head = pod::head(facts, "clean-etcd", ETCD_USER, BACKUPS),
        newest = pod::container(facts, "newest", &facts.design.percona.image),
        unpack = pod::container(facts, "unpack", image),
        etcd = pod::container(facts, "etcd", image),
        save = etcdctl("save", &format!("snapshot, save, {CLEANED}")),
    )
}

/// The user of etcd's pods.
const ETCD_USER: u32 = 10001;
/// The backups are of that group.
const BACKUPS: &str = ", supplementalGroups: [1001]";

/// The pod that restores one member. It runs in a loop over `$member`.
fn restoring(facts: &Facts<'_>) -> String {
    let design = facts.design;
    let peer = |number: &str| facts.peer(0).replacen("etcd-0.", &format!("etcd-{number}."), 1);
    let members = facts.of_members(&format!("etcd-#={}", peer("#")), ",");
    let peer = peer("$member");
    // etcdutl has these from 3.6 on (etcd-io/etcd CHANGELOG-3.6.md).
    let raise = match design.etcd.image.version() {
        Some((major, minor, _)) if (major, minor) < (3, 6) => "",
        _ => ", --bump-revision=1000000000, --mark-compacted",
    };
    let from = if facts.found_by_script() {
        CLEANED.to_owned()
    } else {
        "\"\\$(ls /backups/etcd-*.db | tail -n 1)\"".to_owned()
    };
    format!(
        "{head}\
         \x20 initContainers:\n\
         {aside}\
         \x20     command: [bash, -euc]\n\
         \x20     args: ['if [ -e /var/lib/etcd/data ]; then mv /var/lib/etcd/data /var/lib/etcd/data.before-\\$(date +%s); fi; cp {from} /var/lib/etcd/snapshot.db']\n\
         \x20     volumeMounts: [{{name: data, mountPath: /var/lib/etcd}}, {{name: backups, mountPath: /backups}}]\n\
         \x20 containers:\n\
         {restore}\
         \x20     command: [/usr/local/bin/etcdutl, snapshot, restore, /var/lib/etcd/snapshot.db, --data-dir=/var/lib/etcd/data, --name=etcd-$member, \"--initial-cluster={members}\", --initial-cluster-token={name}-etcd, \"--initial-advertise-peer-urls={peer}\"{raise}]\n\
         \x20     volumeMounts: [{{name: data, mountPath: /var/lib/etcd}}]\n\
         \x20 volumes:\n\
         \x20   - name: data\n\
         \x20     persistentVolumeClaim: {{claimName: data-etcd-$member-0}}\n\
         \x20   - name: backups\n\
         \x20     persistentVolumeClaim: {{claimName: backups, readOnly: true}}\n",
        head = pod::head(facts, "restore-etcd-$member", ETCD_USER, BACKUPS),
        aside = pod::container(facts, "aside", &design.percona.image),
        restore = pod::container(facts, "restore", &design.etcd.image),
        name = design.name,
    )
}

fn lost(page: &mut Page, facts: &Facts<'_>) {
    let (kubectl, prefix) = (facts.kubectl(), facts.prefix());
    page.chapter("etcd has lost its data");
    page.say(
        "`deploy.sh` says so when the database was founded before and etcd does not know it. A snapshot is \
         the better way (\"Restore etcd\"). Without one, write the roster again, **and never the founding \
         token**: with the token an empty database could be founded beside the old one's files.",
    );
    page.run(format!(
        "{kubectl} exec -i etcd-0-0 -c etcd -- etcdctl txn <<'TRANSACTION'\n\
         create(\"{prefix}roster\") = \"0\"\n\
         \n\
         put {prefix}roster {roster}\n\
         \n\
         get {prefix}roster\n\
         \n\
         TRANSACTION\n\
         {ask} bash {SCRIPTS}/percona-decide.sh show",
        roster = quote(&facts.roster()),
        ask = facts.in_replica(0),
    ));
    page.list([
        "The database runs: within a minute it writes what it is, and `show` names it as established.".to_owned(),
        "The database is down and every replica has its files: they go on as soon as all of them wait. \
         Their logs say so."
            .to_owned(),
        "Anything else waits for a person: \"All crashed at once\", Decide.".to_owned(),
    ]);
    page.say("Then `./deploy.sh` again. If it stops for want of a roster though keys are there, the same commands write it.");
}
