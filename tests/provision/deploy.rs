//! deploy.sh, verify.sh and teardown.sh against a stand-in for kubectl: their order, and what they do when
//! something is wrong. Against a real API server they run in tests/cluster.

use crate::bundle::of_preset;
use crate::programs::{Folder, Said, finish, have, run};
use crate::secrets::Cluster;
use std::io::Write as _;
use std::process::Stdio;

/// A cluster in which all goes well.
const WELL: &str = r#"get --raw /version => {"major":"1","minor":"36+"}
get --raw /readyz => ok
config view* => https://192.168.56.10:6443
get apiservice* => apiservice/v1beta1.metrics.k8s.io
get namespace blog* => 
create namespace* => 
get persistentvolume * => 
apply -k * => 
*get statefulset/etcd* => 1 1 1 1 1
*get statefulset/percona* => 3 3 3 1 1
*get deployment/* => 2 2 2 1 1
*get job/* => Complete 
*exec -i etcd-0-0* txn => SUCCESS
*exec -i etcd-0-0* get * => "Count" : 1
"#;

/// What deploy.sh asks of a cluster where nothing is to be removed.
const NOTHING_OLD: &str = "*-l app.kubernetes.io/instance=* => \n";

fn deploy(cluster: &Cluster, bundle: &Folder) -> Said {
    finish(&mut cluster.command(bundle, "deploy.sh"))
}

fn ready() -> bool {
    have("ruby") && have("openssl")
}

/// Where the first call with that word stands.
#[track_caller]
fn place(calls: &[String], word: &str) -> usize {
    calls
        .iter()
        .position(|call| call.contains(word))
        .unwrap_or_else(|| panic!("no call with '{word}': {calls:#?}"))
}

#[test]
fn each_step_comes_after_what_it_needs() {
    if !ready() {
        return;
    }
    let (cluster, bundle) = (Cluster::new(&format!("{WELL}{NOTHING_OLD}")), of_preset("lab"));
    let said = deploy(&cluster, &bundle).fine();
    assert!(said.out.contains("http://192.168.56.11:30080"), "{}", said.out);
    let calls = cluster.calls();
    let order = [
        "create namespace blog",
        "create -f -",
        "apply -k",
        "get statefulset/etcd-2",
        "exec -i etcd-0-0",
        "get statefulset/percona",
        "get deployment/haproxy",
        "get job/wordpress-install",
        "get deployment/wordpress -o go-template",
        "get statefulsets.apps -l",
    ];
    let places: Vec<usize> = order.iter().map(|word| place(&calls, word)).collect();
    assert!(places.is_sorted(), "{calls:#?}");
    let transaction = cluster.state.read("input");
    let token = cluster.state.read("configmap-presswright-founding");
    assert!(token.contains(r#""state":"written""#), "{token}");
    assert!(
        transaction.contains("put /presswright/blog/roster '{\"ordinals\":[0,1,2],\"version\":1}'"),
        "{transaction}"
    );
    assert!(
        transaction.starts_with("create(\"/presswright/blog/roster\") = \"0\"\n"),
        "{transaction}"
    );
}

#[test]
fn a_second_deployment_founds_nothing() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let cluster = Cluster::with_secrets(&format!("{WELL}{NOTHING_OLD}"), &bundle);
    deploy(&cluster, &bundle).fine();
    assert!(cluster.calls().iter().any(|call| call.contains(" txn")));
    cluster.forget_calls();
    deploy(&cluster, &bundle).fine();
    let calls = cluster.calls();
    assert!(
        calls.iter().all(|call| !call.contains(" txn") && !call.contains("create configmap")),
        "{calls:#?}"
    );
}

#[test]
fn a_founding_that_was_cut_short_goes_on_with_the_same_token() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let cluster = Cluster::with_secrets(
        &format!("*txn =! etcdserver: no leader\n{WELL}{NOTHING_OLD}"),
        &bundle,
    );
    deploy(&cluster, &bundle).refused("etcd did not take the founding token");
    let before = cluster.state.read("configmap-presswright-founding");
    cluster.state.write("answers", format!("{WELL}{NOTHING_OLD}"));
    deploy(&cluster, &bundle).fine();
    let token = before.split('"').nth(7).unwrap();
    assert_eq!(token.len(), 32);
    assert!(cluster.state.read("input").ends_with(&format!(
        "put /presswright/blog/founding '{{\"token\":\"{token}\"}}'\nput /presswright/blog/roster '{{\"ordinals\":[0,1,2],\"version\":1}}'\n\nget /presswright/blog/roster\n\n"
    )));
}

#[test]
fn an_etcd_that_lost_its_data_gets_no_second_founding() {
    if !ready() {
        return;
    }
    let answers = format!("*exec -i etcd-0-0* get * => \"Count\" : 0\n{WELL}{NOTHING_OLD}");
    let bundle = of_preset("lab");
    let cluster = Cluster::with_secrets(&answers, &bundle);
    cluster.state.write("configmap-presswright-founding", r#"{"state":"written","token":"x"}"#);
    deploy(&cluster, &bundle).refused("etcd has lost its data");
    assert!(cluster.calls().iter().all(|call| !call.contains(" txn")));
}

#[test]
fn data_without_its_passwords_stops_everything() {
    if !ready() {
        return;
    }
    let answers = format!(
        "get persistentvolume blog-percona-0*claimRef* => blog/data-percona-0\nget persistentvolume blog-percona-0*phase* => Released\n{WELL}"
    );
    let bundle = of_preset("lab");
    let cluster = Cluster::new(&answers);
    deploy(&cluster, &bundle).refused("its Secret percona is gone");
    assert!(
        cluster.calls().iter().all(|call| !call.contains("create -f") && !call.contains("apply"))
    );
}

#[test]
fn a_released_volume_is_freed_for_its_claim_and_no_others() {
    if !ready() {
        return;
    }
    let released = |owner: &str| {
        format!(
            "get persistentvolume blog-percona-1*claimRef* => {owner}\nget persistentvolume blog-percona-1*phase* => Released\n\
             patch persistentvolume * => \n{WELL}{NOTHING_OLD}"
        )
    };
    let bundle = of_preset("lab");
    let cluster = Cluster::with_secrets(&released("blog/data-percona-1"), &bundle);
    deploy(&cluster, &bundle).fine();
    let patch = place(&cluster.calls(), "patch persistentvolume blog-percona-1");
    assert!(
        cluster.calls()[patch].contains(r#""uid":null"#)
            && patch < place(&cluster.calls(), "apply -k")
    );
    for (owner, why) in [
        ("other/data-percona-1", "not to this design"),
        ("blog/data-percona-0", "not to data-percona-1"),
    ] {
        deploy(&Cluster::with_secrets(&released(owner), &bundle), &bundle).refused(why);
    }
}

#[test]
fn what_is_missing_is_said_before_anything_is_done() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let cluster = Cluster::new("get --raw /version =! connection refused\n");
    deploy(&cluster, &bundle).refused("no cluster answers");
    assert_eq!(cluster.calls().len(), 1);
    // Bash's own folder has neither kubectl nor openssl in it.
    let empty = Folder::new();
    for program in ["bash", "dirname"] {
        let path = run("sh", ["-c", &format!("command -v {program}")]).fine().out;
        std::os::unix::fs::symlink(path.trim(), empty.join(program)).unwrap();
    }
    finish(cluster.command(&bundle, "deploy.sh").env("PATH", empty.path()))
        .refused("kubectl openssl");
}

#[test]
fn a_tier_that_does_not_come_is_named_with_where_to_look() {
    if !ready() {
        return;
    }
    let answers =
        format!("*get statefulset/percona* => 3 1 3 1 1\n*get pods* => \n*get events* => \n{WELL}");
    let bundle = of_preset("lab");
    let cluster = Cluster::with_secrets(&answers, &bundle);
    let tiers = bundle.read("data/tiers.list").replace("percona 1800", "percona 0");
    bundle.write("data/tiers.list", tiers);
    let said = deploy(&cluster, &bundle).refused("stopped at percona");
    assert!(
        said.error.contains("1 of 3 ready") && said.error.contains("logs percona-0"),
        "{}",
        said.error
    );
    assert!(
        cluster
            .calls()
            .iter()
            .all(|call| !call.contains("get deployment/wordpress -o go-template"))
    );
}

/// Beside a database without tables WordPress offers its installation to whoever comes first: while a backup
/// comes back it stays stopped, also where the manifests bring it back.
#[test]
fn wordpress_that_was_stopped_stays_so() {
    if !ready() {
        return;
    }
    let answers = format!(
        "*get deployment/wordpress *jsonpath* => 0\n*get deployment/wordpress *go-template* => 0 0 0 1 1\n\
         *scale deployment/wordpress --replicas=0* => \n*get pods* => \n*get events* => \n{WELL}"
    );
    let bundle = of_preset("lab");
    let cluster = Cluster::with_secrets(&answers, &bundle);
    let said = deploy(&cluster, &bundle).refused("stopped at wordpress");
    let start = "kubectl -n blog scale deployment/wordpress --replicas=1";
    assert!(
        said.error.contains(" s: stopped by hand (0 replicas)") && said.error.contains(start),
        "{}",
        said.error
    );
    let calls = cluster.calls();
    assert!(place(&calls, "scale deployment/wordpress") > place(&calls, "apply -k"), "{calls:#?}");
    assert!(place(&calls, "get deployment/haproxy") > place(&calls, "apply -k"), "{calls:#?}");
}

#[test]
fn a_refused_change_names_the_steps() {
    if !ready() {
        return;
    }
    let answers = format!("apply -k * =! field is immutable\n{WELL}");
    let bundle = of_preset("lab");
    deploy(&Cluster::with_secrets(&answers, &bundle), &bundle).refused("presswright diff");
}

#[test]
fn what_falls_away_is_removed_but_data() {
    if !ready() {
        return;
    }
    let answers = format!(
        "*get statefulsets.apps -l * => percona\\netcd-3\\n\n*get services -l * => mysql\\nold\\netcd-3\\n\n\
         *get statefulsets.apps etcd-3* => etcd-3\n*get httproutes* =! error: the server doesn't have a resource type \"httproutes\"\n\
         *delete * => \n{WELL}{NOTHING_OLD}"
    );
    let bundle = of_preset("lab");
    let cluster = Cluster::with_secrets(&answers, &bundle);
    let said = deploy(&cluster, &bundle).fine();
    let deleted: Vec<String> =
        cluster.calls().into_iter().filter(|call| call.contains(" delete ")).collect();
    assert_eq!(deleted, ["-n blog delete services/old"]);
    assert!(said.out.contains("Kept: statefulsets.apps/etcd-3"), "{}", said.out);
}

#[test]
fn verify_says_which_check_failed() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let tiers = bundle.read("data/tiers.list");
    let job = tiers.split([' ', '/']).find(|word| word.starts_with("wordpress-install")).unwrap();
    let answers = "get --raw /readyz => ok\n* get nodes *=> node-1 True\\nnode-2 False\\n\n\
        * get persistentvolumeclaims *=> data-percona-0 Bound blog-percona-0\\ndata-percona-1 Bound blog-percona-2\\n\n\
        * get statefulsets,*=> StatefulSet/percona 2 of 3 ready \\nStatefulSet/etcd-0 1 of 1 ready \\nStatefulSet/etcd-1  of 1 ready \\nJob/wordpress-install  of  ready \\n\n\
        * get pods *=> etcd-0-0 True Running on node-1\\netcd-1-0  Pending on \\n\n\
        * get endpointslices *=> mysql\\nmysql\\n\n\
        * get poddisruptionbudgets *=> etcd 1 2\\npercona 3 2\\n\n* =! not allowed\n"
        .replace("wordpress-install", job);
    let cluster = Cluster::new(&answers);
    let said = finish(cluster.command(&bundle, "verify.sh").arg("--api-only"));
    assert!(!said.ok);
    for line in [
        "ok      machine node-1 is ready\n",
        "failed  machine node-2 is ready: Ready is False; look at: kubectl describe node node-2\n",
        "failed  machine node-3 is ready: no such node\n",
        "ok      claim data-percona-0 is bound\n",
        "failed  claim data-percona-1 is bound: expected Bound to blog-percona-1, found: Bound blog-percona-2\n",
        "failed  claim data-percona-2 is bound: no such persistentvolumeclaim\n",
        "ok      statefulset/etcd-0 is ready: 1 of 1 ready\n",
        "failed  statefulset/etcd-1 is ready: 0 of 1 ready\n",
        "failed  statefulset/percona is ready: 2 of 3 ready\n",
        "failed  deployment/wordpress is ready: no such deployment\n",
        &format!("failed  job/{job} is ready: not complete; look at"),
        "ok      pod etcd-0-0 runs on node-1\n",
        "failed  pod etcd-1-0 runs on node-2: expected Running on node-2, found: Pending on \n",
        "failed  pod etcd-2-0 runs on node-3: no such pod\n",
        "ok      service mysql has a ready pod\n",
        "failed  service wordpress has a ready pod: no ready pod behind it\n",
        "failed  budget etcd is kept: 1 healthy, 2 wanted\n",
        "ok      budget percona is kept: 3 healthy, 2 wanted\n",
        "failed  autoscaler wordpress is there: not allowed\n",
    ] {
        assert!(said.out.contains(line), "no '{line}' in\n{}", said.out);
    }
    assert!(cluster.calls().iter().all(|call| !call.contains("exec")), "a pod was entered");
    let all = finish(&mut cluster.command(&bundle, "verify.sh"));
    assert!(
        all.out.contains("failed  etcd keeps a value")
            && all.out.contains("failed  database percona-2"),
        "{}",
        all.out
    );
}

#[test]
fn verify_says_for_each_check_that_the_api_server_refuses_to_answer() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let cluster = Cluster::new("get --raw /readyz => ok\n* =! Forbidden\n");
    let said = finish(cluster.command(&bundle, "verify.sh").arg("--api-only"));
    let lines: Vec<&str> = said.out.lines().filter(|line| line.starts_with("failed ")).collect();
    for line in lines.iter().filter(|line| !line.contains("Secret")) {
        assert!(line.ends_with(": Forbidden"), "{line}");
    }
    assert!(!said.ok && said.out.ends_with("\n36 checks, 36 failed.\n"), "{}", said.out);
    // A question for each kind, however many objects there are.
    let calls = cluster.calls();
    assert_eq!(calls.len(), 9, "{calls:#?}");
}

#[test]
fn teardown_keeps_data_and_goes_from_visitors_to_etcd() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let cluster = Cluster::new("get --raw /readyz => ok\n*delete * => \n");
    finish(&mut cluster.command(&bundle, "teardown.sh")).fine();
    let calls = cluster.calls();
    let order = [
        "horizontalpodautoscalers",
        "delete deployment/wordpress",
        "delete statefulset/percona",
        "delete statefulset/etcd-0",
    ];
    let places: Vec<usize> = order.iter().map(|word| place(&calls, word)).collect();
    assert!(places.is_sorted(), "{calls:#?}");
    for word in [
        "delete persistentvolume",
        "delete secret",
        "delete namespace",
        "delete configmap presswright",
    ] {
        assert!(calls.iter().all(|call| !call.contains(word)), "{word}: {calls:#?}");
    }
}

#[test]
fn data_go_only_by_name() {
    if !ready() {
        return;
    }
    let bundle = of_preset("lab");
    let answer = |name: &str| {
        let cluster = Cluster::new(
            "get --raw /readyz => ok\nconfig view* => https://x\n*delete * => \nget namespaces * => namespace/blog\n",
        );
        let mut command = cluster.command(&bundle, "teardown.sh");
        let mut child = command
            .arg("--delete-data")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(format!("{name}\n").as_bytes()).unwrap();
        (Said::of(&child.wait_with_output().unwrap()), cluster.calls())
    };
    for wrong in ["", "Blog", "blog2"] {
        let (said, calls) = answer(wrong);
        said.refused("Nothing was deleted");
        assert!(calls.iter().all(|call| !call.contains("delete")), "{calls:#?}");
    }
    let (said, calls) = answer("blog");
    let said = said.fine();
    for word in [
        "delete persistentvolumeclaim data-percona-2",
        "delete persistentvolume blog-percona-2",
        "delete secret percona ",
        "delete namespace blog",
    ] {
        place(&calls, word);
    }
    assert!(
        said.out.contains("/srv/presswright/percona-2")
            && said.out.contains("node-3: /var/lib/presswright/blog-etcd-2"),
        "{}",
        said.out
    );
}
