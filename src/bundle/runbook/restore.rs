//! Back to what a backup holds: the database and WordPress' files.

use super::Page;
use super::facts::Facts;
use crate::design::BackupStorage;
use crate::topology::DATABASE_SECRET_FOLDER;
use serde_json::json;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Restore from a backup");
    if !facts.has_backups() {
        page.say(
            "**There are no backups in this design.** Set `backups.storage`, or keep copies by other means \
             and try them.",
        );
        return;
    }
    made(page, facts);
    database(page, facts);
    files(page, facts);
    all_lost(page, facts);
}

fn made(page: &mut Page, facts: &Facts<'_>) {
    let backups = &facts.design.backups;
    let place = match (&backups.storage, &facts.design.nfs) {
        (BackupStorage::Nfs, Some(nfs)) => {
            format!("the folder `{}/backups` of `{}`", nfs.path, nfs.machine)
        }
        _ => "the volume of the claim `backups`".to_owned(),
    };
    page.say(format!(
        "Made at `{}` (the cluster's time zone) into {place}; the last {} of each kind are kept. \
         **Copy them off that machine**: a backup beside the data dies with it. One right now:",
        backups.schedule,
        backups.keep.get()
    ));
    page.run(backup_now(facts));
    page.say("Each says `wrote` with the file's name and size. What there is:");
    page.run(facts.job("backup-database", "list-backups", &["ls", "-l", "/backups"], &[]));
}

/// A backup of each kind at once; nothing where there are none.
pub(in crate::bundle) fn backup_now(facts: &Facts<'_>) -> String {
    let kubectl = facts.kubectl();
    let lines: Vec<String> = ["database", "files", "etcd"]
        .into_iter()
        .filter(|kind| facts.object("CronJob", &format!("backup-{kind}")).is_some())
        .flat_map(|kind| {
            [
                format!("{kubectl} create job {kind}-now --from=cronjob/backup-{kind}"),
                format!("{kubectl} wait --for=condition=Complete job/{kind}-now --timeout=2h"),
                format!("{kubectl} logs job/{kind}-now"),
                format!("{kubectl} delete job/{kind}-now"),
            ]
        })
        .collect();
    lines.join("\n")
}

fn database(page: &mut Page, facts: &Facts<'_>) {
    let account = &facts.design.wordpress.database;
    page.section("The database");
    page.say(
        "The site stops, the newest dump replaces the tables, the site starts. For an older dump put its \
         name in place of `$(ls /backups/database-*.sql.gz | tail -n 1)`. Everything written since the \
         dump is lost.",
    );
    // PXC refuses LOCK TABLES (pxc_strict_mode=ENFORCING; percona/pxc-docs docs/strict-mode.md).
    let command = format!(
        "set -euo pipefail\n\
         umask 077\n\
         printf '[client]\\nhost=\"%s\"\\nuser=\"%s\"\\npassword=\"%s\"\\n' \"$DATABASE_HOST\" \"$DATABASE_USER\" \"$(cat /run/secrets/wordpress/database-password)\" >/tmp/client.cnf\n\
         dump=$(ls /backups/database-*.sql.gz | tail -n 1)\n\
         gzip -dc \"$dump\" | sed -e '/^LOCK TABLES /d' -e '/^UNLOCK TABLES;/d' | mysql --defaults-extra-file=/tmp/client.cnf {}\n\
         echo \"restored $dump\"",
        account.name
    );
    page.run(format!(
        "{}\n{}\n{}",
        facts.stop_writers(),
        facts.job("backup-database", "restore-database", &["bash", "-c", &command], &[]),
        facts.start_writers()
    ));
    page.say("You see `restored` and the file's name; then the site with the posts of that time.");
}

fn files(page: &mut Page, facts: &Facts<'_>) {
    page.section("WordPress' files");
    page.say(
        "What is on the volume and not in the archive stays; what is in both becomes the archive's. For an \
         older archive put its name in place of `$(ls /backups/files-*.tar.gz | tail -n 1)`.",
    );
    let command = "set -euo pipefail\n\
                   archive=$(ls /backups/files-*.tar.gz | tail -n 1)\n\
                   tar --extract --gzip --directory=/content --file=\"$archive\"\n\
                   echo \"restored $archive\"";
    let writable: Vec<_> = facts
        .read_only_mounts("backup-files", "content")
        .into_iter()
        .map(|path| json!({"op": "replace", "path": path, "value": false}))
        .collect();
    page.run(format!(
        "{}\n{}\n{}",
        facts.stop_writers(),
        facts.job("backup-files", "restore-files", &["bash", "-c", command], &writable),
        facts.start_writers()
    ));
}

/// Everything is gone but the backup.
fn all_lost(page: &mut Page, facts: &Facts<'_>) {
    page.section("Every replica's data is lost");
    page.say(
        "An empty database beside what etcd remembers of the old one is never founded by itself. Say that \
         the old one is gone, found a new one, then restore the dump as above.",
    );
    let kubectl = facts.kubectl();
    let mut lines =
        vec![facts.stop_writers(), format!("{kubectl} scale statefulset/percona --replicas=0")];
    lines.extend(
        (0..facts.replicas()).map(|ordinal| {
            format!("{kubectl} wait --for=delete pod/percona-{ordinal} --timeout=15m")
        }),
    );
    let claims: Vec<String> =
        (0..facts.replicas()).map(|ordinal| format!("pvc/data-percona-{ordinal}")).collect();
    lines.push(format!("{kubectl} delete {}", claims.join(" ")));
    for volume in facts.volumes_of(crate::topology::Tier::Percona) {
        lines.extend(super::database::empty(facts, volume));
    }
    if facts.found_by_script() {
        lines.push(format!("{} del --prefix {}", facts.etcdctl(0), facts.prefix()));
        lines.push(format!("{kubectl} delete configmap/presswright-founding"));
    }
    lines.push("./deploy.sh".to_owned());
    page.run(lines.join("\n"));
    page.say(format!(
        "The accounts are made anew from the Secret `percona`; root's password is read in the pod from \
         `{DATABASE_SECRET_FOLDER}/root`. `deploy.sh` ends with an error once it comes to WordPress, \
         which is stopped: restore the dump, then run it again."
    ));
}
