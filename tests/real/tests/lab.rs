//! The exported `lab` on a real cluster: brought there by its own scripts, used, broken, brought back, taken down.
//!
//! The cases follow each other on one cluster, so this has a main of its own: the first that fails is the last.

#![allow(
    clippy::indexing_slicing,
    reason = "serde_json's index of a value that is not there is null"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use presswright::design::preset;
use real_cluster::Places;
use real_cluster::account::Account;
use real_cluster::bundle::with_images_on_machines;
use real_cluster::cases::{Outcome, case, end, ensure};
use real_cluster::cluster::Cluster;
use real_cluster::observed::Observed;
use real_cluster::used::{Used, acknowledged};

/// The preset's namespace and where its site is: on the first worker, which is not the one that fails.
const NAMESPACE: &str = "blog";
const SITE: &str = "http://192.168.56.11:30080";
const DOOR: &str = "node-1";
/// Of WordPress.
const REPLICAS: usize = 3;
/// When the pods of a silent machine leave the Services: 40 s without a word and a look every 5 s
/// (`presswright simulate failure` says 50 s), a time-out of one connection after it, and a look of ours.
const SILENCE: Duration = Duration::from_secs(50 + 10 + 5);

const SCRIPT: Duration = Duration::from_mins(8);

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().any(|argument| argument == "--list") {
        println!("lab: test");
        return Ok(());
    }
    let text = preset("lab").ok_or("there is no preset lab")?.text;
    let begin = Instant::now();
    let cluster = Cluster::up(&Places::usual()?, &with_images_on_machines(text)?)?;
    println!("the machines are up ({} s)", begin.elapsed().as_secs());
    let outcome = cases(&cluster);
    end(cluster, outcome)
}

fn cases(cluster: &Cluster) -> Result<(), Box<dyn Error>> {
    let lab = Observed { cluster, namespace: NAMESPACE };
    case("comes_up_by_its_own_deploy_script", || comes_up(lab))?;
    case("verify_finds_nothing_wrong", || verified(lab))?;
    let picture = case("a_post_is_read_and_an_upload_is_seen_by_every_replica", || is_used(lab))?;
    case("a_second_deployment_changes_nothing", || deploys_twice(lab))?;
    case("containers_run_as_the_manifests_say", || is_confined(lab))?;
    case("policies_refuse_and_allow", || is_kept_apart(lab))?;
    let victim = victim(lab)?;
    case("a_machine_without_power_loses_no_post", || survives(lab, &victim))?;
    case("what_was_lost_comes_back_by_itself", || comes_back(lab, &victim, &picture))?;
    case("the_teardown_takes_it_off_and_keeps_the_data", || is_taken_down(lab))?;
    Ok(())
}

fn comes_up(lab: Observed<'_>) -> Outcome {
    lab.script("deploy.sh", SCRIPT)?;
    Ok(String::new())
}

fn verified(lab: Observed<'_>) -> Outcome {
    // The autoscaler has its first figure a minute after the pods.
    let said = lab.until_verified(Duration::from_mins(3))?;
    Ok(said.lines().last().unwrap_or_default().to_owned())
}

fn is_used(lab: Observed<'_>) -> Outcome {
    let used = Used { on: lab, site: SITE };
    used.posts("A first post")?;
    let picture = used.uploads()?;
    used.is_seen_everywhere(&picture, REPLICAS)?;
    Ok(picture)
}

fn deploys_twice(lab: Observed<'_>) -> Outcome {
    let before = lab.versions()?;
    lab.script("deploy.sh", SCRIPT)?;
    let after = lab.versions()?;
    let changed: Vec<&String> = after.iter().filter(|one| !before.contains(one)).collect();
    ensure(changed.is_empty() && before.len() == after.len(), || format!("changed: {changed:?}"))?;
    Ok(format!("{} objects as they were", after.len()))
}

/// For each container: its user, what of its root it can write, and what it may become.
fn is_confined(lab: Observed<'_>) -> Outcome {
    for component in ["percona", "haproxy", "wordpress"] {
        let pods = lab.pods_of(component)?;
        let pod = pods.first().ok_or_else(|| format!("there is no pod of {component}"))?;
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let user = pod["spec"]["securityContext"]["runAsUser"].to_string();
        let status = lab.inside(name, component, &["cat", "/proc/1/status"])?;
        let field = |field: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(field));
            line.unwrap_or_default().split_whitespace().next().unwrap_or_default().to_owned()
        };
        ensure(field("Uid:") == user, || {
            format!("{name} runs as {}, not as {user}", field("Uid:"))
        })?;
        ensure(field("CapBnd:") == "0000000000000000", || {
            format!("{name} may have {}", field("CapBnd:"))
        })?;
        ensure(field("NoNewPrivs:") == "1", || format!("{name} may get more privileges"))?;
        ensure(field("Seccomp:") == "2", || format!("{name} has no seccomp filter"))?;
        let mounts = lab.inside(name, component, &["cat", "/proc/mounts"])?;
        let root =
            mounts.lines().find(|line| line.split(' ').nth(1) == Some("/")).unwrap_or_default();
        let read_only =
            root.split(' ').nth(3).is_some_and(|options| options.split(',').any(|one| one == "ro"));
        ensure(read_only, || format!("{name} can write its root: {root}"))?;
    }
    Ok(String::new())
}

/// WordPress reaches the balancer; neither it nor etcd's clients reach what is not theirs.
fn is_kept_apart(lab: Observed<'_>) -> Outcome {
    let pods = lab.pods_of("wordpress")?;
    let name =
        pods.first().and_then(|pod| pod["metadata"]["name"].as_str()).ok_or("no WordPress")?;
    let ask = |host: &str, port: u16| {
        let php = format!("echo @fsockopen('{host}', {port}, $e, $s, 3) ? 'open' : 'shut';");
        lab.inside(name, "wordpress", &["php", "-r", &php])
    };
    let domain = format!("{NAMESPACE}.svc.cluster.local");
    for (host, port, expected) in [
        (format!("mysql.{domain}"), 3306, "open"),
        (format!("percona-0.percona.{domain}"), 3306, "shut"),
        (format!("percona-0.percona.{domain}"), 4567, "shut"),
        (format!("etcd-0.{domain}"), 2379, "shut"),
    ] {
        let found = ask(&host, port)?;
        ensure(found == expected, || {
            format!("from WordPress {host}:{port} is {found}, not {expected}")
        })?;
    }
    Ok(String::new())
}

/// The machine of the database's writer; where the site is asked on that one, another.
fn victim(lab: Observed<'_>) -> Outcome {
    for name in ["percona-0", "percona-1"] {
        let machine = lab.kubectl(&["get", "pod", name, "-o", "jsonpath={.spec.nodeName}"])?;
        if machine != DOOR {
            return Ok(machine);
        }
    }
    Err("two replicas of the database are on one machine".into())
}

/// One machine dies under a reader and a writer; what they met is told, and what was acknowledged is there.
fn survives(lab: Observed<'_>, victim: &str) -> Outcome {
    let on_it: Vec<String> = lab
        .list("pods")?
        .iter()
        .filter(|pod| pod["spec"]["nodeName"] == victim && pod["status"]["phase"] == "Running")
        .filter_map(|pod| pod["metadata"]["name"].as_str().map(str::to_owned))
        .collect();
    let used = Used { on: lab, site: SITE };
    let crowd = used.crowd()?;
    let begin = Instant::now();
    std::thread::sleep(Duration::from_secs(10));
    let killed = begin.elapsed();
    lab.cluster.kill(victim)?;
    std::thread::sleep(SILENCE + Duration::from_secs(25));
    let visits = crowd.leave()?;
    let mut told = Vec::new();
    for account in Account::of_both(&visits, killed) {
        ensure(account.failed_before == 0, || {
            format!("before anything had failed: {account}: {}", account.said)
        })?;
        ensure(account.last_failure <= SILENCE, || format!("{account}: {}", account.said))?;
        ensure(account.fine_after > 10, || {
            format!("only {} succeeded after the power was lost: {account}", account.fine_after)
        })?;
        told.push(account.to_string());
    }
    let posts = acknowledged(&visits);
    let missing = used.missing(&posts)?;
    ensure(missing.is_empty(), || format!("acknowledged and lost: {missing:?}"))?;
    told.push(format!("{} posts acknowledged, none lost", posts.len()));
    Ok(format!("{victim} died with {}: {}", on_it.join(", "), told.join("; ")))
}

fn comes_back(lab: Observed<'_>, victim: &str, picture: &str) -> Outcome {
    lab.cluster.boot(victim)?;
    let begin = Instant::now();
    lab.until_verified(Duration::from_mins(5))?;
    let seconds = begin.elapsed().as_secs();
    Used { on: lab, site: SITE }.is_seen_everywhere(picture, REPLICAS)?;
    Ok(format!("verify.sh passes {seconds} s after the machine was switched on"))
}

fn is_taken_down(lab: Observed<'_>) -> Outcome {
    lab.script("teardown.sh", SCRIPT)?;
    let pods = lab.list("pods")?;
    ensure(pods.is_empty(), || format!("{} pods are left", pods.len()))?;
    let claims = lab.list("persistentvolumeclaims")?;
    ensure(claims.len() == 8, || format!("{} claims are kept, not 8", claims.len()))?;
    Ok(String::new())
}
