//! Newer versions of what runs.

use super::Page;
use super::etcd;
use super::facts::Facts;
use crate::design::{Share, Workload};
use crate::topology::Tier;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Upgrade");
    page.say("Make a backup first: \"Restore from a backup\" has the commands. One part at a time, `./verify.sh` between.");
    wordpress(page, facts);
    database(page, facts);
    if facts.members() > 0 && facts.etcd_lasts() {
        page.section("etcd");
        page.say(
            "Set `etcd.image`, one minor version at a time, generate and go to the new folder. Each member \
             by itself, the next when it is ready:",
        );
        page.run(format!("{}\n./deploy.sh", etcd::update_one_by_one(facts, facts.members())));
    }
    kubernetes(page, facts);
}

fn wordpress(page: &mut Page, facts: &Facts<'_>) {
    let image = &facts.design.wordpress.image;
    page.section("WordPress");
    match facts.design.wordpress.share {
        Share::Site => {
            page.say(format!(
                "The replicas share all of `/var/www/html`, so the code lies on the volume, and the tag of \
                 `{image}` gives PHP and Apache alone. Update in the dashboard, or here, core and then \
                 plugins and themes:"
            ));
            let command = "set -e\ncd /var/www/html\nwp core update\nwp core update-db\nwp plugin update --all\nwp theme update --all";
            page.run(facts.job("wordpress-cron", "update-wordpress", &["sh", "-c", command], &[]));
            if !facts.design.wordpress.internet {
                page.say("The design keeps WordPress from the internet (`wordpress.internet: false`): the update needs it, so set it for the time being.");
            }
            page.say("For another PHP set `wordpress.image` and `wordpress.cli-image`, generate and `./deploy.sh`; the code on the volume stays.");
        }
        Share::Uploads => {
            page.say(format!(
                "The replicas share uploads only; code, plugins and themes are the image's, now `{image}`. \
                 Set `wordpress.image` to the new tag, generate, and in the new folder:"
            ));
            let command = "set -e\ncd /var/www/html\nwp core update-db";
            page.run(format!(
                "./deploy.sh\n{}",
                facts.job("wordpress-cron", "update-tables", &["sh", "-c", command], &[])
            ));
        }
    }
    if facts.design.wordpress.workload == Workload::ReplicaSet {
        page.say("A ReplicaSet does not replace running pods. After `./deploy.sh`:");
        page.run(format!("{} delete pods -l {}", facts.kubectl(), facts.labels(Tier::Wordpress)));
    }
}

fn database(page: &mut Page, facts: &Facts<'_>) {
    page.section("The database");
    page.say(format!(
        "Now `{}`. Set `percona.image`, generate, `./deploy.sh`: the replicas are replaced from the highest \
         number down, each when the one before is ready. Within a line (8.4) that is all. To the next line: \
         read Percona's notes first, try it on a copy, and never go back with the same files.",
        facts.design.percona.image
    ));
    page.run(format!("{} rollout status statefulset/percona --timeout=2h", facts.kubectl()));
}

fn kubernetes(page: &mut Page, facts: &Facts<'_>) {
    page.section("Kubernetes");
    page.say(format!(
        "The manifests are made for {}. Upgrade the cluster by its own means, one minor version at a time \
         (kubeadm: kubernetes.io, \"Upgrading kubeadm clusters\"), draining one machine after the other; \
         then set `cluster.kubernetes`, generate and `./deploy.sh`.",
        facts.design.cluster.kubernetes
    ));
    if facts.is_vagrant() {
        page.say("`vagrant provision` does not upgrade a machine that has joined.");
    }
}
