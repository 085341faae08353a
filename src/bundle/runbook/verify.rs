//! Is it well?

use super::Page;
use super::facts::Facts;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    let kubectl = facts.kubectl();
    page.chapter("Verify");
    page.run("./verify.sh");
    page.say(
        "One line a check, `ok` or `failed` with what to look at, and status 1 if any failed. `./verify.sh \
         --api-only` asks the API server alone. The same by hand, as the article did it:",
    );
    page.say("The machines and the claims, each claim bound to the volume of its number:");
    page.run(format!("kubectl get nodes\n{kubectl} get pvc"));
    if facts.members() > 0 {
        page.say("etcd: a value stored and read again, and every member healthy:");
        page.run(format!(
            "{etcdctl} put /presswright-verify/hello world\n\
             {etcdctl} get /presswright-verify/hello\n\
             {etcdctl} del /presswright-verify/hello\n\
             {etcdctl} --endpoints={endpoints} endpoint health",
            etcdctl = facts.etcdctl(0),
            endpoints = facts.endpoints(),
        ));
        page.say(format!(
            "You see `OK`, `world`, `1`, and {} lines `is healthy`.",
            facts.members()
        ));
    }
    page.say("The database: its size, and the address of each replica:");
    let mut commands = vec![facts.sql(0, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")];
    commands.extend(
        (0..facts.replicas())
            .map(|ordinal| facts.sql(ordinal, "SELECT @@wsrep_node_name, @@wsrep_node_address")),
    );
    page.run(commands.join("\n"));
    page.say(format!(
        "You see `wsrep_cluster_size` {}, and another address each time.",
        facts.replicas()
    ));
    if facts.design.wordpress.autoscaling.is_some() {
        page.say("The autoscaler: a percentage in place of `<unknown>`, a minute after the start:");
        page.run(format!("{kubectl} get hpa/wordpress"));
    }
}
