//! Members that stop, crash and stand still.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use discovery_tests::{CaseError, Cluster, Parts, lease, within};

use crate::tools::{comes_back, done, enough, logged};

/// Stopped for longer than the lease and the group's patience, then let go on: first the server, which is back in its
/// group before the sidecar looks. Nobody is sent to it before it counts again.
pub fn held_longer_than_its_lease(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    let key: serde_json::Value = serde_json::from_str(&cluster.etcd.value("members/2")?)
        .map_err(|error| CaseError::Wrong(error.to_string()))?;
    let volume = key["volume"].as_str().unwrap_or("it tells of no volume").to_owned();
    let named = |cluster: &Cluster| cluster.etcd.value("view").map(|view| view.contains(&volume));
    if !named(&cluster)? || !cluster.members[2].probe("readiness")? {
        return Err(cluster.with_story(&CaseError::Wrong("it does not serve".to_owned())));
    }
    cluster.members[2].hold(true);
    sleep(Duration::from_secs(lease() * 2));
    within(60, "the others count without it", || match named(&cluster) {
        Ok(false) => Ok(()),
        other => Err(format!("{other:?}")),
    })?;
    enough(&writer, writer.count() + 20)?;
    cluster.members[2].release_server();
    // Until it has noticed that it was away, it says what was before.
    within(60, "its server is back in its group", || {
        let of = |ordinal: usize, name| cluster.members[ordinal].status(name);
        let size = of(0, "wsrep_cluster_size");
        let state = of(2, "wsrep_local_state_comment");
        let [one, other] = [0, 2].map(|ordinal| of(ordinal, "wsrep_cluster_conf_id"));
        if size == "3" && state == "Synced" && one == other {
            Ok(())
        } else {
            Err(format!("size {size}, {state}, configurations {one} and {other}"))
        }
    })?;
    cluster.members[2].release_sidecar();
    let released = Instant::now();
    while !cluster.members[2].probe("readiness")? {
        if released.elapsed() > Duration::from_mins(4) {
            return Err(cluster.with_story(&CaseError::Wrong("it is never ready".to_owned())));
        }
    }
    if !named(&cluster)? {
        let wrong = CaseError::Wrong("it is ready and does not count".to_owned());
        return Err(cluster.with_story(&wrong));
    }
    for _ in 0..8 {
        cluster.one_component_serves()?;
    }
    cluster.all_serve(120)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// The survivor stops serving, and counts again when the two are back.
pub fn two_of_three_crash(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[0].cut();
    cluster.members[1].cut();
    let survivor = &cluster.members[2];
    within(60, "the survivor stops serving", || {
        if survivor.serves() { Err("it serves".to_owned()) } else { Ok(()) }
    })?;
    cluster.members[0].start()?;
    cluster.says(0, 40, "wait", "all of the roster must be recovering")?;
    cluster.members[1].start()?;
    cluster.all_serve(150)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// Whoever comes first, it becomes one cluster, made once.
pub fn first_start_in_every_order(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut last = None;
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut cluster = Cluster::new(parts, 3)?;
        for ordinal in order {
            cluster.members[ordinal].start()?;
            logged(&cluster, ordinal, "register", 30)?;
            if ordinal == order[1] {
                cluster.found()?;
            }
        }
        cluster.all_serve(90)?;
        cluster.make_table()?;
        let writer = cluster.writer(1);
        enough(&writer, 10)?;
        let acknowledged = writer.finish();
        cluster.agrees(&acknowledged)?;
        cluster.initialised(1)?;
        cluster.replays()?;
        last = Some(cluster);
    }
    last.ok_or_else(|| CaseError::Wrong("no order was tried".to_owned()))
}

/// One after the other, as an update does it, the highest ordinal first; writes go on.
pub fn rolling_restart(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    for ordinal in [2, 1, 0] {
        cluster.members[ordinal].stop()?;
        enough(&writer, writer.count() + 10)?;
        cluster.members[ordinal].start()?;
        cluster.all_serve(90)?;
    }
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// The elected stands still in the middle of its bootstrap until its lease is over. It comes up with it
/// or without it, once.
pub fn held_in_the_middle_of_a_bootstrap(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.cut_all();
    let acknowledged = writer.finish();
    let before: Vec<usize> =
        cluster.members.iter().map(|member| member.count("bootstrap")).collect();
    cluster.start_all()?;
    let mut elected = None;
    for _ in 0..2400 {
        elected =
            (0..3).find(|ordinal| cluster.members[*ordinal].count("bootstrap") > before[*ordinal]);
        if elected.is_some() {
            break;
        }
        sleep(Duration::from_millis(50));
    }
    let Some(elected) = elected else {
        return Err(cluster.with_story(&CaseError::Wrong("nobody bootstraps".to_owned())));
    };
    cluster.members[elected].hold(true);
    sleep(Duration::from_secs(lease() * 5 / 2));
    cluster.members[elected].hold(false);
    cluster.all_serve(150)?;
    cluster.one_component_serves()?;
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// Whoever gives a copy is killed while it does.
pub fn a_donor_is_killed(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    // Enough for a copy to take a moment.
    let large = "CREATE TABLE wordpress.large (id INT AUTO_INCREMENT PRIMARY KEY, text LONGTEXT) ENGINE=InnoDB";
    cluster.members[0].query(large).map_err(CaseError::Wrong)?;
    for _ in 0..12 {
        let row = "INSERT INTO wordpress.large (text) VALUES (REPEAT('presswright ', 500000))";
        cluster.members[0].query(row).map_err(CaseError::Wrong)?;
    }
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[2].cut();
    cluster.members[2].make_volume()?;
    cluster.members[2].start()?;
    let mut donor = None;
    for _ in 0..2400 {
        let gives = |ordinal: &usize| {
            cluster.members[*ordinal].status("wsrep_local_state_comment").starts_with("Donor")
        };
        donor = [0, 1].into_iter().find(gives);
        if donor.is_some() {
            break;
        }
    }
    let Some(donor) = donor else {
        return Err(cluster.with_story(&CaseError::Wrong("nobody gave a copy".to_owned())));
    };
    cluster.members[donor].cut();
    cluster.one_component_serves()?;
    sleep(Duration::from_secs(8));
    cluster.members[donor].start()?;
    cluster.all_serve(180)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// Two more members, and two fewer again, by the runbook's own order of things.
pub fn three_five_three(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.grow(5)?;
    done(&cluster, 0, "percona-roster.sh", &["set", "5"])?;
    cluster.members[3].start()?;
    cluster.members[4].start()?;
    cluster.all_serve(120)?;
    enough(&writer, writer.count() + 20)?;
    // A cluster of five bears the loss of two.
    cluster.members[0].cut();
    cluster.members[3].cut();
    enough(&writer, writer.count() + 10)?;
    cluster.members[0].start()?;
    cluster.members[3].start()?;
    cluster.all_serve(150)?;
    cluster.members[4].stop()?;
    cluster.members[3].stop()?;
    within(60, "the roster forgets the two", || {
        match done(&cluster, 0, "percona-roster.sh", &["set", "3"]) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    })?;
    let acknowledged = writer.finish();
    cluster.members.truncate(3);
    cluster.all_serve(60)?;
    cluster.agrees(&acknowledged)?;
    // What is left is a whole: it comes back after a power cut.
    cluster.cut_all();
    comes_back(&mut cluster, &acknowledged)?;
    Ok(cluster)
}

/// A cluster whose members found each other by the image's own means goes over to etcd.
pub fn moved_over_from_the_image(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::new(parts, 3)?;
    for ordinal in 0..3 {
        cluster.members[ordinal].start_by_image()?;
        within(60, "a member of the image serves", || {
            if cluster.members[ordinal].serves() { Ok(()) } else { Err("not yet".to_owned()) }
        })?;
    }
    cluster.make_table()?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    let acknowledged = writer.finish();
    for member in &mut cluster.members {
        member.stop_by_image()?;
    }
    cluster.start_all()?;
    cluster.found()?;
    cluster.all_serve(120)?;
    cluster.agrees(&acknowledged)?;
    cluster.initialised(0)?;
    Ok(cluster)
}

/// Nobody is left out who may hold something: the set of those that were killed does not matter.
pub fn one_two_and_all_are_killed(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let mut acknowledged = BTreeSet::new();
    for (round, killed) in [vec![0], vec![1, 2], vec![0, 1, 2]].into_iter().enumerate() {
        let writer = cluster.writer(1_000_000 * (1 + round as u64));
        enough(&writer, 20)?;
        for ordinal in &killed {
            cluster.members[*ordinal].cut_container();
        }
        acknowledged.extend(writer.finish());
        cluster.one_component_serves()?;
        for ordinal in killed {
            cluster.members[ordinal].start_container(&[])?;
        }
        cluster.all_serve(150)?;
        cluster.agrees(&acknowledged)?;
    }
    cluster.initialised(1)?;
    Ok(cluster)
}
