//! The eleven that hurt most.

use std::collections::BTreeSet;

use discovery_tests::{CaseError, Cluster, Member, Parts, Writer, lease, query, within};

use crate::tools::{comes_back, enough, logged, newest, silent_about_passwords};

/// Three empty pods at the same moment become one cluster, made once.
pub fn first_start_all_at_once(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::new(parts, 3)?;
    cluster.start_all()?;
    cluster.says(0, 30, "wait", "no roster")?;
    if !cluster.members[0].probe("startup")? || !cluster.members[0].probe("liveness")? {
        return Err(CaseError::Wrong(
            "a member that waits must pass startup and liveness".to_owned(),
        ));
    }
    if cluster.members[0].probe("readiness")? {
        return Err(CaseError::Wrong("a member that waits must not be ready".to_owned()));
    }
    cluster.found()?;
    cluster.all_serve(90)?;
    cluster.make_table()?;
    let writer = cluster.writer(1);
    enough(&writer, 30)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    silent_about_passwords(&cluster)?;
    Ok(cluster)
}

/// All power gone during writes: one cluster again by itself, and no acknowledged row is lost.
pub fn power_cut_during_writes(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 60)?;
    cluster.cut_all();
    let mut acknowledged = writer.finish();
    comes_back(&mut cluster, &acknowledged)?;
    // And once more: the second recovery starts from the first one's epoch.
    let writer = cluster.writer(1_000_000);
    enough(&writer, 30)?;
    cluster.cut_all();
    acknowledged.extend(writer.finish());
    comes_back(&mut cluster, &acknowledged)?;
    Ok(cluster)
}

/// An empty ordinal 0 alone must not found anew, nor with the others back: then a person decides.
pub fn ordinal_0_loses_its_volume(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 30)?;
    cluster.cut_all();
    let acknowledged = writer.finish();
    cluster.members[0].make_volume()?;
    cluster.members[0].start()?;
    cluster.says(0, 40, "wait", "all of the roster must be recovering")?;
    cluster.members[1].start()?;
    cluster.members[2].start()?;
    cluster.says(1, 40, "person", "were in use and are not here")?;
    cluster.says(0, 40, "person", "were in use and are not here")?;
    cluster.initialised(1)?;
    // The runbook's words: look, then decide. Whoever holds nothing cannot be chosen.
    let (done, text) = cluster.members[1].run("percona-decide.sh", &["bootstrap", "0", "--yes"])?;
    if done || !text.contains("holds no data") {
        return Err(CaseError::Wrong(format!("an empty member was chosen: {text}")));
    }
    let (_, text) = cluster.members[1].run("percona-decide.sh", &["bootstrap", "1"])?;
    if !text.contains("In use when the cluster last served and not here") {
        return Err(CaseError::Wrong(format!("the loss is not told: {text}")));
    }
    let newest = newest(&cluster);
    let chosen = newest.to_string();
    let (done, text) =
        cluster.members[1].run("percona-decide.sh", &["bootstrap", &chosen, "--yes"])?;
    if !done {
        return Err(CaseError::Wrong(format!("the decision was refused: {text}")));
    }
    cluster.all_serve(120)?;
    // Rows that only the lost volume held may be gone; those of the chosen member are not. Here all
    // members had been Synced, so nothing was on one volume alone for long: count what is missing.
    let held =
        cluster.members[newest].query("SELECT id FROM wordpress.rows").map_err(CaseError::Wrong)?;
    let held: BTreeSet<u64> = held.lines().filter_map(|row| row.parse().ok()).collect();
    cluster.agrees(&acknowledged.intersection(&held).copied().collect())?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// A founder that dies in the middle needs nobody: the next founder starts over.
pub fn founder_killed_while_it_initialises(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::new(parts, 3)?;
    cluster.members[0].start_with(&[("STANDIN_PAUSE", "temporary")])?;
    cluster.members[1].start()?;
    cluster.members[2].start()?;
    cluster.found()?;
    let members = &cluster.members;
    within(60, "the founder has its temporary server", || {
        if members[0].is_paused() { Ok(()) } else { Err("not yet".to_owned()) }
    })?;
    // That server is Primary and Synced; nobody may be told so, and nobody may join it.
    for _ in 0..10 {
        Member::pause();
        if cluster.members[0].count("publish") + cluster.members[0].count("establish") > 0 {
            return Err(cluster
                .with_story(&CaseError::Wrong("the temporary server was told of".to_owned())));
        }
    }
    if cluster.members[1].count("join") + cluster.members[2].count("join") > 0 {
        return Err(
            cluster.with_story(&CaseError::Wrong("the temporary server was joined".to_owned()))
        );
    }
    cluster.members[0].cut_container();
    cluster.members[0].start_container(&[])?;
    cluster.all_serve(120)?;
    cluster.make_table()?;
    cluster.agrees(&BTreeSet::new())?;
    cluster.initialised(2)?;
    Ok(cluster)
}

/// Empty members without a founding token wait for a person, whatever else etcd says.
pub fn no_token_no_cluster(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 1)?;
    cluster.members[0].stop()?;
    cluster.members[0].make_volume()?;
    cluster.etcd.cut();
    cluster.etcd.start()?;
    cluster.members[0].start()?;
    cluster.says(0, 40, "person", "no member holds data of the established cluster")?;
    cluster.initialised(1)?;
    let (done, text) = cluster.members[0].run("percona-roster.sh", &["found", "1"])?;
    if !done || !text.contains("nothing to do") {
        return Err(CaseError::Wrong(format!("a second token was written: {text}")));
    }
    Ok(cluster)
}

/// A member goes in peace and comes back; one is killed and comes back; writes go on meanwhile.
pub fn one_member_restarts(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[2].stop()?;
    if cluster.members[2].count("deregister") == 0 {
        return Err(cluster.with_story(&CaseError::Wrong("a clean stop left its key".to_owned())));
    }
    enough(&writer, writer.count() + 20)?;
    cluster.members[2].start()?;
    cluster.all_serve(90)?;
    cluster.members[0].cut();
    enough(&writer, writer.count() + 20)?;
    cluster.one_component_serves()?;
    cluster.members[0].start()?;
    cluster.all_serve(90)?;
    // The server's container alone: the pod, its sidecar and its lease stay.
    cluster.members[1].cut_container();
    cluster.members[1].start_container(&[])?;
    cluster.all_serve(90)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// A row that only one member has: it cannot apply what the others do, leaves the group, and its server
/// stays up. It has to come back with a copy of theirs.
pub fn a_member_whose_data_differs_starts_over(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    let mut acknowledged = writer.finish();
    let row =
        |number: u64, text: &str| format!("INSERT INTO wordpress.rows VALUES ({number}, '{text}')");
    cluster.members[1].as_root(&format!("SET SESSION wsrep_on=OFF; {}", row(9_000_000, "mine")))?;
    if !cluster.members[1].probe_by_image("liveness")? {
        return Err(CaseError::Wrong(
            "without the sidecar a member that serves must be alive".to_owned(),
        ));
    }
    cluster.members[0].query(&row(9_000_000, "ours")).map_err(CaseError::Wrong)?;
    cluster.members[1].note("differs");
    acknowledged.insert(9_000_000);
    // Where there is no sidecar kubelet restarts it.
    within(2, "without the sidecar the liveness probe fails", || {
        match cluster.members[1].probe_by_image("liveness") {
            Ok(false) => Ok(()),
            answer => Err(format!("{answer:?}")),
        }
    })?;
    within(30, "the member that differs stops its server", || {
        let told = |step: &serde_json::Value| {
            step["step"] == "stop"
                && step["why"].as_str().unwrap_or_default().contains("left its group")
        };
        if cluster.members[1].steps().iter().any(told) {
            Ok(())
        } else {
            Err("it runs on".to_owned())
        }
    })
    .map_err(|error| cluster.with_story(&error))?;
    cluster.all_serve(120)?;
    let text = "SELECT text FROM wordpress.rows WHERE id = 9000000";
    if cluster.members[1].query(text).map_err(CaseError::Wrong)? != "ours" {
        return Err(CaseError::Wrong("the member kept its own row".to_owned()));
    }
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// Without etcd the members serve on; when it comes back with nothing they write it again.
pub fn etcd_goes_and_comes_back_empty(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.etcd.cut();
    // Longer than the lease.
    std::thread::sleep(std::time::Duration::from_secs(lease() * 3 / 2));
    enough(&writer, writer.count() + 20)?;
    cluster.etcd.lose_data()?;
    cluster.etcd.start()?;
    let members = &cluster.members;
    within(60, "the members write what was established again", || {
        if members.iter().map(|member| member.count("restore")).sum::<usize>() > 0 {
            Ok(())
        } else {
            Err("nobody did".to_owned())
        }
    })
    .map_err(|error| cluster.with_story(&error))?;
    cluster.all_serve(60)?;
    enough(&writer, writer.count() + 20)?;
    // What was written again is enough to recover from.
    cluster.cut_all();
    let acknowledged = writer.finish();
    comes_back(&mut cluster, &acknowledged)?;
    Ok(cluster)
}

/// A doubled pod (force-deleted, its node cut off): the second one waits for the volume's lock.
pub fn a_second_pod_on_the_same_volume_waits(parts: &Parts) -> Result<Cluster, CaseError> {
    let cluster = Cluster::serving(parts, 1)?;
    let before = cluster.members[0].count("lock");
    let (done, text) = cluster.members[0].run_for(6, "percona-start.sh", &["mysqld"])?;
    if done || !text.contains("another process holds this member's volume") {
        return Err(CaseError::Wrong(format!("the second pod did not wait: {text}")));
    }
    if cluster.members[0].count("lock") != before || !cluster.members[0].serves() {
        return Err(cluster.with_story(&CaseError::Wrong("the first pod was disturbed".to_owned())));
    }
    // Nor does a stop disturb it that was meant for who held the volume before.
    cluster.members[0].ask_to_stop("i-earlier")?;
    std::thread::sleep(std::time::Duration::from_secs(5));
    if cluster.members[0].count("server_end") > 0 || !cluster.members[0].serves() {
        return Err(
            cluster.with_story(&CaseError::Wrong("it took another's stop for its own".to_owned()))
        );
    }
    Ok(cluster)
}

/// HAProxy has one writer; when it dies another is written to, and nothing acknowledged is lost.
pub fn the_writer_moves(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let address = cluster.start_haproxy()?;
    let writer_is = || query(&address, "SELECT @@hostname, @@bind_address");
    let first = writer_is().map_err(CaseError::Wrong)?;
    if !first.ends_with(&cluster.members[0].address) {
        return Err(CaseError::Wrong(format!("the writer is not the first member: {first}")));
    }
    let writer = Writer::start(vec![address.clone()], 1);
    enough(&writer, 20)?;
    cluster.members[0].cut();
    let start = std::time::Instant::now();
    enough(&writer, writer.count() + 5)?;
    eprintln!("the_writer_moves: writes failed for about {} ms", start.elapsed().as_millis());
    let second = writer_is().map_err(CaseError::Wrong)?;
    if !second.ends_with(&cluster.members[1].address) {
        return Err(CaseError::Wrong(format!("the writer is not the second member: {second}")));
    }
    cluster.members[0].start()?;
    cluster.all_serve(90)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    Ok(cluster)
}

/// A server ends, and deletes its key, while its sidecar looks at it: the look does not write the key again, for
/// an incarnation that is gone.
pub fn a_look_outlives_its_server(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::new(parts, 3)?;
    cluster.members[2].can_be_held_up()?;
    cluster.comes_to_serve()?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[2].hold_up(true)?;
    within(30, "a look stands still", || {
        if cluster.members[2].stands_still() { Ok(()) } else { Err("not yet".to_owned()) }
    })?;
    cluster.members[2].end_container()?;
    logged(&cluster, 2, "deregister", 10)?;
    cluster.members[2].hold_up(false)?;
    for _ in 0..40 {
        let key = cluster.etcd.value("members/2")?;
        if !key.is_empty() {
            let found = format!("a server that has ended is told of: {key}");
            return Err(cluster.with_story(&CaseError::Wrong(found)));
        }
        Member::pause();
    }
    cluster.members[2].start_container(&[])?;
    cluster.all_serve(90)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}
