//! Away from the one machine that holds all files.

use super::Page;
use super::etcd::volumes_file;
use super::facts::Facts;
use crate::topology::{Tier, Volume};

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    let Some(nfs) = &facts.design.nfs else { return };
    let (database, content) = (facts.on_nfs(Tier::Percona), facts.on_nfs(Tier::Wordpress));
    if !database && !content {
        return;
    }
    page.chapter("Move off NFS");
    page.say(format!(
        "`{}` holds what all replicas share, and its failure is theirs. A move needs another place in \
         `design.yaml` and the steps of `presswright diff`, which prints them with the new names.",
        nfs.machine
    ));
    if database {
        page.section("The database");
        page.say(
            "Set `percona.storage: {class: NAME}` for a StorageClass of the cluster, or `percona.storage: \
             local` with `percona.machines` in the order in which the replicas stand on the machines now \
             (below): each copies to a disk of its own machine, where no other is in its way. Generate \
             into a new folder and go there. A claim template cannot change, so the \
             StatefulSet is made anew around its running pods; then one replica at a time gets its new \
             volume and copies everything from another. The site stays up.",
        );
        page.run(format!(
            "{} get pods -l {} -o wide\n{}",
            facts.kubectl(),
            facts.labels(Tier::Percona),
            replace_template(facts)
        ));
        page.say(
            "Then each replica, from the highest number down. Go on only when it is ready again:",
        );
        for ordinal in (0..facts.replicas()).rev() {
            page.run(move_replica(facts, facts, ordinal));
        }
        page.say(
            "`kubectl apply` says `immutable` of the volumes of replicas that have not moved yet: that is \
             as it should be. At the end `./deploy.sh`, and when all is well delete the old folders.",
        );
    }
    if content {
        page.section("WordPress' files");
        page.say(
            "Needs a StorageClass that gives ReadWriteMany: `wordpress.files: {class: NAME}`. Make a backup \
             of the files, stop the site, take the old claim and volume away (the folder stays), deploy the \
             new folder, and restore the files as in \"Restore from a backup\".",
        );
        if let Some(volume) = facts.topology.volume("content") {
            page.run(format!(
                "{}\n{}\n./deploy.sh\n{}",
                facts.stop_writers(),
                replace_shared(facts, volume),
                facts.start_writers()
            ));
        }
    }
}

/// The StatefulSet goes, its pods stay, and the new one adopts them.
pub(in crate::bundle) fn replace_template(facts: &Facts<'_>) -> String {
    let kubectl = facts.kubectl();
    let file = facts.object("StatefulSet", "percona").map_or("", |object| object.file.as_str());
    let mut lines = Vec::new();
    if facts.volumes_of(Tier::Percona).any(|volume| volume.volume.is_some()) {
        lines.push(super::scale::machine_scripts(facts));
    }
    lines.push(format!("{kubectl} delete statefulset/percona --cascade=orphan"));
    lines.push(format!("kubectl apply -f {file}"));
    lines.join("\n")
}

/// One replica gets another volume.
pub(in crate::bundle) fn move_replica(old: &Facts<'_>, new: &Facts<'_>, ordinal: usize) -> String {
    let kubectl = new.kubectl();
    let claim = format!("data-percona-{ordinal}");
    let made = |facts: &Facts<'_>| facts.topology.volume(&claim).and_then(|it| it.volume.clone());
    let mut lines = vec![without_volume(old, ordinal)];
    lines.extend(made(old).map(|name| format!("kubectl delete pv/{name}")));
    if made(new).is_some() {
        lines.push(format!("kubectl apply -f {} || true", volumes_file(new)));
    }
    lines.push(format!("{kubectl} wait --for=condition=Ready pod/percona-{ordinal} --timeout=2h"));
    lines.join("\n")
}

/// Claim and pod of a replica go, and nothing uses the volume any more.
///
/// The StatefulSet makes both anew under the same names at once. `kubectl delete` of a kubectl before
/// 1.36 may then wait for the new pod to go (in `IsDeleted` of `kubectl/pkg/cmd/wait/delete.go` what
/// looks before it watches asks for the name alone), so it is asked to wait for the volume, which
/// nothing makes anew. A volume that a class made has no name to ask for.
pub(in crate::bundle) fn without_volume(facts: &Facts<'_>, ordinal: usize) -> String {
    let kubectl = facts.kubectl();
    let claim = format!("data-percona-{ordinal}");
    let pod = format!("{kubectl} delete pod/percona-{ordinal}");
    let gone = match facts.topology.volume(&claim).and_then(|it| it.volume.as_deref()) {
        Some(volume) => format!(
            "{pod} --wait=false\n\
             kubectl wait --for=jsonpath='{{.status.phase}}'=Released pv/{volume} --timeout=15m"
        ),
        None => format!("{pod} --timeout=15m"),
    };
    format!("{kubectl} delete pvc/{claim} --wait=false\n{gone}")
}

/// A claim that several pods share gets another volume; nobody may use it meanwhile.
pub(in crate::bundle) fn replace_shared(facts: &Facts<'_>, volume: &Volume) -> String {
    let kubectl = facts.kubectl();
    let mut lines = vec![format!("{kubectl} delete pvc/{} --timeout=5m", volume.claim)];
    lines.extend(volume.volume.iter().map(|name| format!("kubectl delete pv/{name}")));
    lines.join("\n")
}
