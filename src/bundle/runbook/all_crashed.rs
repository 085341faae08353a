//! When every replica of the database was down at once.

use super::Page;
use super::facts::{Facts, SCRIPTS};
use super::pod;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("All crashed at once");
    if facts.found_by_script() {
        by_script(page, facts);
    } else {
        by_hand(page, facts);
    }
}

fn by_script(page: &mut Page, facts: &Facts<'_>) {
    page.say(
        "After a power cut every member starts, looks how far its files go, tells the others through etcd \
         and waits. **When all members of the roster are back with their volumes, the one with the newest \
         data starts the cluster and the others join it. Nobody has to do anything.** It takes as long as \
         etcd needs for its majority and the slowest member for its start.",
    );
    page.say("Who waits for what; one JSON line a step:");
    let logs: Vec<String> = (0..facts.replicas())
        .map(|ordinal| format!("{} logs percona-{ordinal} -c percona --tail=5", facts.kubectl()))
        .collect();
    page.run(logs.join("\n"));
    page.section("When it waits for a person");
    page.say("It never guesses where commits could be lost. It waits, and its log says why, when:");
    page.list([
        "a member of the roster is missing or its volume is lost: it might hold the newest commits;",
        "etcd has no majority: mend that first, nothing starts anew without it;",
        "etcd has lost what it knew, or was restored from an old snapshot: \"Restore etcd\";",
        "members hold files of different pasts, or more than the cluster that came after them;",
        "a member's files cannot be read (`broken`): \"Replace a replica of the database\".",
    ]);
    page.section("Decide");
    page.say(
        "Bring back what can be brought back first: a machine that starts again after an hour costs less \
         than commits. Then look at what each member holds; any running pod of the database answers:",
    );
    let ask = facts.in_replica(0);
    page.run(format!("{ask} bash {SCRIPTS}/percona-decide.sh show"));
    page.say(
        "One line a member: state, uuid, epoch, `seqno` (the higher, the newer) and notes. Take the member \
         with the highest epoch and, among those, the highest seqno. The first command says what would be \
         given up and changes nothing; the second decides. Both are refused while a member runs that etcd \
         knows of. **A member that is listed as not there may run on, cut off from etcd, and serve**: see \
         that its pod is gone or its machine is off before you decide, or two clusters serve at once.",
    );
    page.run(format!(
        "{ask} bash {SCRIPTS}/percona-decide.sh bootstrap 0\n\
         {ask} bash {SCRIPTS}/percona-decide.sh bootstrap 0 --yes"
    ));
    page.say(
        "The number is the member's: `bootstrap 1` for percona-1. What other members held beyond it is \
         lost for good, so copy their folders away before you say yes. Then watch them join:",
    );
    page.run(format!("{} get pods -o wide --watch", facts.kubectl()));
    if facts.replicas() > 2 {
        a_minority_is_left(page, facts);
    }
}

fn a_minority_is_left(page: &mut Page, facts: &Facts<'_>) {
    let kubectl = facts.kubectl();
    page.section("When most are gone for good");
    page.say(
        "A member that runs on while most others are lost has no quorum: it serves nobody, `show` says \
         `running-non-primary`, and a decision is refused while it runs. If the others come back, with their \
         volumes, it stops by itself and counts. If they will not, delete its pod (here that of percona-0): the \
         next one looks how far its files go and waits.",
    );
    page.run(format!(
        "{kubectl} delete pod/percona-0 --timeout=15m\n{kubectl} logs percona-0 -c percona --tail=5"
    ));
    page.say(
        "Then decide for it, as above. It serves alone; whoever comes later, on an empty volume, copies \
         everything from it.",
    );
}

/// The image's own discovery ends in a crash loop: nobody may bootstrap (`safe_to_bootstrap: 0`).
/// Source: codership/documentation restarting-cluster.rst; percona/pxc-docs docs/crash-recovery.md.
fn by_hand(page: &mut Page, facts: &Facts<'_>) {
    let kubectl = facts.kubectl();
    page.say(
        "The replicas of this design are found by the image itself, which does not recover from a crash \
         of all of them: percona-0 refuses to start (\"It may not be safe to bootstrap\"), and the others \
         wait for it. A person has to find the newest and say so.",
    );
    page.say("How far each replica's files go; the highest number behind the colon is the newest:");
    let mut commands = vec![format!("{kubectl} scale statefulset/percona --replicas=0")];
    for ordinal in 0..facts.replicas() {
        commands.push(look(facts, ordinal, &format!("look-{ordinal}"), "mysqld --no-defaults --datadir=/var/lib/mysql --wsrep-provider=/usr/lib64/galera4/libgalera_smm.so --wsrep-recover --log-error-verbosity=3 2>&1 | grep -i 'recovered position'"));
    }
    page.run(commands.join("\n"));
    page.say(
        "If percona-0 is the newest, let it begin. If another is, copy that one's files into percona-0's \
         volume first, for it is the one that starts first.",
    );
    page.run(format!(
        "{}\n{kubectl} scale statefulset/percona --replicas={}",
        look(
            facts,
            0,
            "let-begin",
            "sed -i 's/^safe_to_bootstrap: .*/safe_to_bootstrap: 1/' /var/lib/mysql/grastate.dat && cat /var/lib/mysql/grastate.dat"
        ),
        facts.replicas()
    ));
}

/// A pod that runs a command on the files of one replica.
fn look(facts: &Facts<'_>, ordinal: usize, name: &str, command: &str) -> String {
    let kubectl = facts.kubectl();
    format!(
        "{kubectl} apply -f - <<'POD'\n\
         {head}\
         \x20 containers:\n\
         {container}\
         \x20     command: [bash, -c]\n\
         \x20     args: [{command}]\n\
         \x20     volumeMounts: [{{name: data, mountPath: /var/lib/mysql}}, {{name: scratch, mountPath: /tmp}}]\n\
         \x20 volumes:\n\
         \x20   - name: data\n\
         \x20     persistentVolumeClaim: {{claimName: data-percona-{ordinal}}}\n\
         \x20   - name: scratch\n\
         \x20     emptyDir: {{sizeLimit: 64Mi}}\n\
         POD\n\
         {done}\n\
         {kubectl} logs pod/{name}\n\
         {kubectl} delete pod/{name}",
        done = pod::succeeds(&kubectl, name, "10m"),
        head = pod::head(facts, name, 1001, ""),
        container = pod::container(facts, "look", &facts.design.percona.image),
        command = crate::provision::quote_yaml(command),
    )
}
