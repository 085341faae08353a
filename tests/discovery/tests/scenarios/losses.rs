//! Not in the default run: volumes, etcd and connections that are lost.

use std::thread::sleep;
use std::time::Duration;

use discovery_tests::{CaseError, Cluster, Parts, Writer, lease, within};

use crate::tools::{comes_back, done, enough, logged, rows};

/// Members 1 and 2 alone have the newest rows; then the power goes.
fn two_are_newest(cluster: &mut Cluster) -> Result<Writer, CaseError> {
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[0].stop()?;
    within(60, "the view narrows", || {
        let narrowed = [1, 2].iter().map(|ordinal| cluster.members[*ordinal].count("narrow"));
        if narrowed.sum::<usize>() > 0 { Ok(()) } else { Err("it does not".to_owned()) }
    })?;
    enough(&writer, writer.count() + 20)?;
    cluster.cut_all();
    Ok(writer)
}

/// A full restart without a member that may be the newest: the others wait and say so; a person decides.
/// What then comes back with more is not wiped without a second word.
pub fn the_newest_is_missing(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let acknowledged = two_are_newest(&mut cluster)?.finish();
    cluster.members[0].start()?;
    cluster.members[1].start()?;
    cluster.says(0, 60, "wait", "2 is not there")?;
    cluster.says(1, 60, "wait", "2 is not there")?;
    let text = done(&cluster, 0, "percona-decide.sh", &["bootstrap", "1"])?;
    if !text.contains("members [2]") || cluster.members[1].serves() {
        return Err(CaseError::Wrong(format!("the loss is not told: {text}")));
    }
    done(&cluster, 0, "percona-decide.sh", &["bootstrap", "1", "--yes"])?;
    within(120, "the two serve", || {
        let serve = cluster.members[0].serves() && cluster.members[1].serves();
        if serve { Ok(()) } else { Err("not yet".to_owned()) }
    })
    .map_err(|error| cluster.with_story(&error))?;
    let kept = rows(&cluster, 1)?;
    cluster.members[2].start()?;
    // It joins, or it holds more and a person is asked.
    let mut asked = false;
    let members = &mut cluster.members;
    within(90, "member 2 joins or asks", || {
        let steps = members[2].steps();
        let last = steps.iter().rev().find(|line| line["part"] == "start");
        asked = last.is_some_and(|line| line["step"] == "person");
        if asked || members[2].serves() { Ok(()) } else { Err(members[2].story()) }
    })?;
    if asked {
        cluster.says(2, 10, "person", "a later epoch is not known to have")?;
        done(&cluster, 2, "percona-decide.sh", &["discard", "2", "--yes"])?;
    }
    cluster.all_serve(120)?;
    cluster.agrees(&acknowledged.intersection(&kept).copied().collect())?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// The newest member's volume is gone for good.
pub fn the_newest_loses_its_volume(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let acknowledged = two_are_newest(&mut cluster)?.finish();
    cluster.members[2].make_volume()?;
    cluster.start_all()?;
    for ordinal in 0..3 {
        cluster.says(ordinal, 60, "person", "were in use and are not here")?;
    }
    let (chosen, text) = cluster.members[2].run("percona-decide.sh", &["bootstrap", "0"])?;
    if !chosen || !text.contains("Hold more than the chosen member") {
        return Err(CaseError::Wrong(format!("what is given up is not told: {text}")));
    }
    done(&cluster, 2, "percona-decide.sh", &["bootstrap", "1", "--yes"])?;
    cluster.all_serve(120)?;
    let kept = rows(&cluster, 1)?;
    cluster.agrees(&acknowledged.intersection(&kept).copied().collect())?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// Nobody starts without etcd; with it they do.
pub fn etcd_is_down_at_the_start(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::new(parts, 3)?;
    cluster.etcd.cut();
    cluster.start_all()?;
    for ordinal in 0..3 {
        cluster.says(ordinal, 30, "wait", "etcd does not answer")?;
    }
    cluster.etcd.start()?;
    cluster.found()?;
    cluster.all_serve(90)?;
    cluster.make_table()?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    // And the power goes with etcd's.
    cluster.etcd.cut();
    cluster.cut_all();
    let acknowledged = writer.finish();
    cluster.start_all()?;
    cluster.says(1, 30, "wait", "etcd does not answer")?;
    cluster.etcd.start()?;
    cluster.all_serve(120)?;
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// Of an epoch before, by the runbook's own words, while the members serve; then all power goes.
pub fn etcd_is_restored_from_an_older_snapshot(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.etcd.save_snapshot()?;
    cluster.cut_all();
    let mut acknowledged = writer.finish();
    cluster.start_all()?;
    cluster.all_serve(120)?;
    let writer = cluster.writer(1_000_000);
    enough(&writer, 20)?;
    cluster.etcd.clean_snapshot()?;
    let stops = |cluster: &Cluster| -> usize {
        cluster.members.iter().map(|member| member.count("stop")).sum()
    };
    let before = stops(&cluster);
    cluster.etcd.cut();
    cluster.etcd.restore_snapshot()?;
    within(60, "the members write what they are", || {
        let restored = cluster.members.iter().map(|member| member.count("restore"));
        if restored.sum::<usize>() > 0 { Ok(()) } else { Err("nobody did".to_owned()) }
    })
    .map_err(|error| cluster.with_story(&error))?;
    cluster.all_serve(60)?;
    if stops(&cluster) > before {
        return Err(cluster.with_story(&CaseError::Wrong("one that served stopped".to_owned())));
    }
    enough(&writer, writer.count() + 20)?;
    cluster.cut_all();
    acknowledged.extend(writer.finish());
    comes_back(&mut cluster, &acknowledged)?;
    Ok(cluster)
}

/// It serves on with the others, is not counted out, and is told of again.
pub fn cut_from_etcd_only(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::new(parts, 3)?;
    let endpoint = cluster.etcd.endpoint();
    cluster.members[1].relay(&endpoint)?;
    cluster.comes_to_serve()?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[1].cut_from_etcd(true)?;
    // Longer than the lease, and its rows are taken all the while.
    sleep(Duration::from_secs(lease() * 5 / 2));
    if !cluster.members[1].serves() {
        return Err(cluster.with_story(&CaseError::Wrong("it stopped serving".to_owned())));
    }
    enough(&writer, writer.count() + 20)?;
    cluster.one_component_serves()?;
    cluster.members[1].cut_from_etcd(false)?;
    cluster.all_serve(90)?;
    // Once more, and its fellows are gone as well: alone and unconfirmed it may not serve.
    cluster.members[1].cut_from_etcd(true)?;
    cluster.members[0].cut();
    cluster.members[2].cut();
    within(60, "the one that is alone stops serving", || {
        if cluster.members[1].serves() { Err("it serves".to_owned()) } else { Ok(()) }
    })?;
    cluster.members[0].start()?;
    cluster.members[2].start()?;
    cluster.says(0, 60, "wait", "1 is not there")?;
    cluster.members[1].cut_from_etcd(false)?;
    cluster.all_serve(150)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// Its group goes on without it; it stops serving, and comes back with all rows.
pub fn cut_from_the_others_only(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[1].isolate(true)?;
    within(60, "the one that is cut off stops serving", || {
        if cluster.members[1].serves() { Err("it serves".to_owned()) } else { Ok(()) }
    })
    .map_err(|error| cluster.with_story(&error))?;
    enough(&writer, writer.count() + 20)?;
    for _ in 0..4 {
        cluster.one_component_serves()?;
    }
    cluster.members[1].isolate(false)?;
    cluster.all_serve(120)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// A machine is replaced: an empty volume in a running cluster, by the words of the runbook.
pub fn a_member_is_replaced(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    cluster.members[0].cut();
    cluster.members[0].make_volume()?;
    enough(&writer, writer.count() + 20)?;
    cluster.members[0].start()?;
    logged(&cluster, 0, "join", 60)?;
    cluster.all_serve(120)?;
    let acknowledged = writer.finish();
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}

/// All but one are gone for good, and the survivor has no quorum. By the words of the runbook ("All crashed at once"):
/// while it runs nobody may decide; its pod is deleted, so that it counts; a person decides for it, and it serves.
/// The others come back with empty volumes.
pub fn the_quorum_is_lost_for_good(parts: &Parts) -> Result<Cluster, CaseError> {
    let mut cluster = Cluster::serving(parts, 3)?;
    let writer = cluster.writer(1);
    enough(&writer, 20)?;
    for ordinal in [0, 1] {
        cluster.members[ordinal].cut();
        cluster.members[ordinal].make_volume()?;
    }
    within(60, "the survivor stops serving, and tells so", || {
        let survivor = &cluster.members[2];
        let told = survivor.steps().iter().rev().any(|line| {
            line["step"] == "publish"
                && line["written"][0]["value"]["state"] == "running-non-primary"
        });
        if told && !survivor.serves() { Ok(()) } else { Err("not yet".to_owned()) }
    })
    .map_err(|error| cluster.with_story(&error))?;
    let mut acknowledged = writer.finish();
    let (decided, text) =
        cluster.members[2].run("percona-decide.sh", &["bootstrap", "2", "--yes"])?;
    if decided || !text.contains("not recovering") {
        return Err(cluster.with_story(&CaseError::Wrong(format!("not refused: {text}"))));
    }
    cluster.members[2].stop()?;
    cluster.members[2].start()?;
    cluster.says(2, 60, "wait", "0 is not there, 1 is not there")?;
    let text = done(&cluster, 2, "percona-decide.sh", &["bootstrap", "2"])?;
    if !text.contains("may be on them alone") || cluster.members[2].serves() {
        return Err(CaseError::Wrong(format!("what may be lost is not told: {text}")));
    }
    done(&cluster, 2, "percona-decide.sh", &["bootstrap", "2", "--yes"])?;
    within(90, "the survivor serves", || {
        if cluster.members[2].serves() { Ok(()) } else { Err("not yet".to_owned()) }
    })
    .map_err(|error| cluster.with_story(&error))?;
    let writer = cluster.writer(1_000_000);
    enough(&writer, 20)?;
    cluster.members[0].start()?;
    cluster.members[1].start()?;
    cluster.all_serve(150)?;
    acknowledged.extend(writer.finish());
    cluster.agrees(&acknowledged)?;
    cluster.initialised(1)?;
    Ok(cluster)
}
