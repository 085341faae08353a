//! The bundle's NFS export on two real machines, which the cases share one after the other.
//!
//! Without the programs of the suite every case fails and says which are missing: whether the suite runs at
//! all is for who calls it to decide.

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};
use machine_tests::export::{Export, Folder};
use machine_tests::fingerprint::{difference, fingerprint};
use machine_tests::image::Image;
use machine_tests::stage::Stage;
use machine_tests::writer::Writer;
use machine_tests::{CaseError, same};

type Case = fn(&mut Stage) -> Result<(), CaseError>;

/// The user of the database's pods, which owns the first volume.
const MYSQL: u32 = 1001;

/// The default run. Each case prepares what it needs, so that one can run by itself.
const CASES: [(&str, Case); 8] = [
    ("a_second_run_changes_nothing", a_second_run_changes_nothing),
    ("folders_and_export_are_as_drawn", folders_and_export_are_as_drawn),
    ("volumes_mount_with_the_options_of_their_manifests", volumes_mount_with_their_options),
    ("files_go_both_ways_with_the_pods_users", files_go_both_ways),
    ("a_writer_outlives_a_reboot_of_the_server", server_reboots),
    ("a_writer_outlives_a_power_cut_of_the_server", server_loses_its_power),
    ("a_writer_outlives_a_cut_cable", cable_is_cut),
    ("a_client_boots_anew", client_reboots),
];

/// With `PRESSWRIGHT_ALL` set, as in the nightly run.
const LONG_CASES: [(&str, Case); 3] = [
    ("a_writer_outlives_three_minutes_without_the_server", server_is_long_away),
    ("both_machines_lose_their_power", both_lose_their_power),
    ("a_stranger_mounts_nothing", a_stranger_mounts_nothing),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let all = std::env::var_os("PRESSWRIGHT_ALL").is_some();
    let cases: Vec<(&str, Case)> =
        CASES.iter().chain(LONG_CASES.iter().filter(|_| all)).copied().collect();
    if arguments.list {
        let trials = cases.iter().map(|(name, _)| Trial::test(*name, || Ok(()))).collect();
        return libtest_mimic::run(&arguments, trials).exit_code();
    }
    let stage = Image::ready().and_then(|image| Stage::new(&image, Export::of_lab(&[])?));
    let stage = match stage {
        Ok(stage) => Arc::new(Mutex::new(stage)),
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let trials = cases
        .into_iter()
        .map(|(name, case)| {
            let stage = Arc::clone(&stage);
            Trial::test(name, move || {
                let start = Instant::now();
                let mut stage = stage.lock().unwrap_or_else(PoisonError::into_inner);
                let result = stage.prepared().and_then(|_| case(&mut stage));
                if result.is_err() {
                    stage.suspect();
                }
                eprintln!("{name}: {} s", start.elapsed().as_secs());
                result.map_err(|error| Failed::from(error.to_string()))
            })
        })
        .collect();
    // Not `exit()`: the machines are ended when the stage goes.
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn wrong(what: impl Into<String>) -> CaseError {
    CaseError::Wrong(what.into())
}

/// Each script says what it did, and the second time that there was nothing to do; the machine agrees.
fn a_second_run_changes_nothing(stage: &mut Stage) -> Result<(), CaseError> {
    let first = stage.prepared()?;
    for (said, package) in
        [(&first.server.text, "nfs-kernel-server"), (&first.client.text, "nfs-common")]
    {
        if !said.contains(&format!("changed: installed {package}\n")) {
            return Err(wrong(format!("{package} was not installed by the script:\n{said}")));
        }
    }
    let again = [stage.run_server_script()?.text, stage.run_client_script()?.text];
    for said in &again {
        if !said.trim_end().ends_with("; 0 changes.") || said.contains("changed:") {
            return Err(wrong(format!("the second run says:\n{said}")));
        }
    }
    let path = &stage.export.path;
    for (machine, before) in [(&stage.server, &first.server_is), (&stage.client, &first.client_is)]
    {
        let changed = difference(before, &fingerprint(machine, path)?);
        same(&format!("what the second run changed on {}", machine.name), &changed, &Vec::new())?;
    }
    Ok(())
}

/// The design's folders with their owners and modes, and no others; its clients with its options, and no others.
fn folders_and_export_are_as_drawn(stage: &mut Stage) -> Result<(), CaseError> {
    let export = &stage.export;
    let listed = stage.server.run(&format!(
        "stat -c '%F %a %u:%g' {0}\nfind {0} -mindepth 1 -maxdepth 1 -printf '%p %U %G %m %y\\n'",
        export.path
    ))?;
    let mut lines = listed.text.lines();
    same("the exported folder", &lines.next(), &Some("directory 755 0:0"))?;
    let mut found: Vec<String> = lines.map(str::to_owned).collect();
    found.sort();
    let drawn: Vec<String> = export
        .folders
        .iter()
        .map(|Folder { path, owner, mode }| format!("{path} {owner} {owner} {mode} d"))
        .collect();
    same("the folders of the export", &found, &drawn)?;

    // exportfs -s: PATH CLIENT(OPTION,OPTION), one line a client, with the options that are defaults too.
    let exported = stage.server.run("exportfs -s; systemctl is-enabled nfs-server")?.text;
    let mut clients = Vec::new();
    for line in exported.lines().filter(|line| line.starts_with('/')) {
        let (client, options) = line
            .strip_prefix(export.path.as_str())
            .and_then(|rest| rest.trim().strip_suffix(')')?.split_once('('))
            .ok_or_else(|| wrong(format!("exported beside the design: {line}")))?;
        let options: Vec<&str> = options.split(',').collect();
        let sync = if export.sync { "sync" } else { "async" };
        for wanted in ["rw", sync, "no_subtree_check", "root_squash"] {
            if !options.contains(&wanted) {
                return Err(wrong(format!("{client} is served without {wanted}: {options:?}")));
            }
        }
        clients.push(client.to_owned());
    }
    clients.sort();
    same("who may mount", &clients, &export.clients)?;
    same("nfs-server at boot", &exported.lines().last(), &Some("enabled"))
}

/// Every volume that lies on NFS mounts, and the kernel has taken each option of its manifest.
fn volumes_mount_with_their_options(stage: &mut Stage) -> Result<(), CaseError> {
    same("volumes on NFS", &stage.export.volumes.len(), &stage.export.folders.len())?;
    stage.mount_all()?;
    for volume in &stage.export.volumes {
        let seen = stage.client.run(&format!("grep ' {} ' /proc/mounts", volume.folder()))?.text;
        let options: Vec<&str> = seen.split(' ').nth(3).unwrap_or_default().split(',').collect();
        if !seen.starts_with(&format!("{} ", volume.source)) || volume.options.is_empty() {
            return Err(wrong(format!("{} is mounted otherwise: {seen}", volume.name)));
        }
        for option in &volume.options {
            // The kernel calls it so.
            let shown = option.replace("nfsvers=", "vers=");
            if !options.contains(&shown.as_str()) {
                return Err(wrong(format!("{}: no {shown} in {seen}", volume.name)));
            }
        }
    }
    Ok(())
}

/// What a pod's user writes on a node the server has as that user's, and the other way round; nobody else reads it,
/// root of a node neither.
fn files_go_both_ways(stage: &mut Stage) -> Result<(), CaseError> {
    stage.mount_all()?;
    for volume in &stage.export.volumes {
        let folder = stage.export.folder_of(volume)?;
        let (here, there, user) = (volume.folder(), &folder.path, folder.owner);
        let run_as = |user: u32| format!("setpriv --reuid {user} --regid {user} --clear-groups");
        let to = stage.client.run(&format!(
            "{0} sh -c 'umask 077; echo to >{here}/to; mkdir {here}/below; mv {here}/to {here}/below/to'\n\
             for one in '{1}' ''; do\n\
               for deed in 'cat {here}/below/to' 'touch {here}/stranger' 'ls {here}'; do\n\
                 ! $one $deed >/dev/null 2>&1 || echo \"${{one:-root}} may $deed\"\n\
               done\n\
             done",
            run_as(user),
            run_as(12345)
        ))?;
        let may: Vec<&str> = to.text.lines().collect();
        same(&format!("what others may in {}", volume.name), &may, &Vec::new())?;
        let kept = stage.server.run(&format!(
            "stat -c '%u:%g %a' {there}/below/to; cat {there}/below/to\n\
             {} sh -c 'echo fro >>{there}/below/to; echo fro >{there}/fro'",
            run_as(user)
        ))?;
        same(
            &format!("what the server has in {}", volume.name),
            &kept.text,
            &format!("{user}:{user} 600\nto\n"),
        )?;
        let back = stage.client.run(&format!(
            "{} sh -c 'cat {here}/below/to {here}/fro; rm -r {here}/below {here}/fro; ls -A {here}'",
            run_as(user)
        ))?;
        same(
            &format!("what comes back by {}", volume.name),
            &back.text.as_str(),
            &"to\nfro\nfro\n",
        )?;
    }
    Ok(())
}

/// A writer in the first replica's volume, while `cut` happens to the server.
fn under_a_writer(
    stage: &mut Stage,
    name: &str,
    cut: impl FnOnce(&mut Stage) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
    stage.mount_all()?;
    let volume = stage.volume("percona-0")?;
    let (mounted, kept) = (volume.folder(), format!("{}/{name}", volume.path));
    let writer = Writer::new(&mounted, name, MYSQL);
    writer.begin(&stage.client)?;
    cut(stage)?;
    let (before, start) = (writer.told(&stage.client)?, Instant::now());
    writer.goes_on(&stage.client, before, 150)?;
    eprintln!("{name}: writes again after {} s", start.elapsed().as_secs());
    let told = writer.all_is_there(&stage.client, &stage.server, &kept)?;
    eprintln!("{name}: {told} lines were acknowledged, all are there");
    Ok(())
}

fn server_reboots(stage: &mut Stage) -> Result<(), CaseError> {
    under_a_writer(stage, "reboot", |stage| {
        let time = stage.server.reboot()?;
        eprintln!("reboot: the server was up again after {} s", time.as_secs());
        Ok(())
    })?;
    // The export and the unit came back by themselves.
    folders_and_export_are_as_drawn(stage)
}

fn server_loses_its_power(stage: &mut Stage) -> Result<(), CaseError> {
    under_a_writer(stage, "power", |stage| {
        stage.server.cut_power();
        stage.server.start()?;
        stage.server.wait_until_up()
    })
}

fn cable_is_cut(stage: &mut Stage) -> Result<(), CaseError> {
    without_cable(stage, "cable", Duration::from_secs(20))
}

fn server_is_long_away(stage: &mut Stage) -> Result<(), CaseError> {
    without_cable(stage, "long", Duration::from_mins(3))
}

/// Nothing is acknowledged while the cable is out, and nobody is told of an error.
fn without_cable(stage: &mut Stage, name: &str, time: Duration) -> Result<(), CaseError> {
    under_a_writer(stage, name, |stage| {
        stage.server.plug(false)?;
        // What was on its way arrives.
        sleep(Duration::from_secs(2));
        let count = format!("wc -l </run/writer-{name}/told");
        let before = stage.client.run(&count)?.text;
        sleep(time);
        let after = stage.client.run(&count)?.text;
        stage.server.plug(true)?;
        same("lines acknowledged without a cable", &after, &before)
    })
}

/// kubelet mounts the volumes again; the files are there, and the machine is as the scripts left it.
fn client_reboots(stage: &mut Stage) -> Result<(), CaseError> {
    stage.mount_all()?;
    let volume = stage.volume("content")?;
    let user = stage.export.folder_of(volume)?.owner;
    let run_as = format!("setpriv --reuid {user} --regid {user} --clear-groups");
    let file = format!("{}/before", volume.folder());
    stage.client.run(&format!("{run_as} sh -c 'echo before >{file}'"))?;
    let time = stage.client.reboot()?;
    eprintln!("the client was up again after {} s", time.as_secs());
    same(
        "mounts right after",
        &stage.client.run("grep -c ' nfs' /proc/mounts || true")?.text.trim(),
        &"0",
    )?;
    stage.mount_all()?;
    let again = stage
        .client
        .run(&format!("{run_as} sh -c 'echo after >>{file}; cat {file}; rm {file}'"))?;
    same("the file after the reboot", &again.text.as_str(), &"before\nafter\n")?;
    let first = stage.prepared()?;
    let said = stage.run_client_script()?.text;
    if !said.trim_end().ends_with("; 0 changes.") {
        return Err(wrong(format!("after the reboot the script says:\n{said}")));
    }
    let changed = difference(&first.client_is, &fingerprint(&stage.client, &stage.export.path)?);
    same("what the reboot changed", &changed, &Vec::new())
}

/// The writer is gone with its machine; what it was told is not.
fn both_lose_their_power(stage: &mut Stage) -> Result<(), CaseError> {
    stage.mount_all()?;
    let volume = stage.volume("percona-1")?;
    let (mounted, kept) = (volume.folder(), format!("{}/both", volume.path));
    let writer = Writer::new(&mounted, "both", MYSQL);
    writer.begin(&stage.client)?;
    let told = writer.told(&stage.client)?;
    stage.client.cut_power();
    stage.server.cut_power();
    stage.server.start()?;
    stage.client.start()?;
    stage.server.wait_until_up()?;
    stage.client.wait_until_up()?;
    let lines = stage.server.run(&format!("wc -l <{kept}"))?.text;
    if lines.trim().parse::<u64>().unwrap_or_default() < told {
        return Err(wrong(format!("{told} lines were acknowledged, and {lines} are there")));
    }
    stage.mount_all()?;
    let next = Writer::new(&mounted, "next", MYSQL);
    next.begin(&stage.client)?;
    next.all_is_there(
        &stage.client,
        &stage.server,
        &format!("{}/next", stage.volume("percona-1")?.path),
    )?;
    Ok(())
}

/// A machine in the same network whose address the design does not name.
fn a_stranger_mounts_nothing(stage: &mut Stage) -> Result<(), CaseError> {
    let volume = stage.volume("content")?.clone();
    let own = &stage.client.address;
    let stranger = format!("{}.99", own.rsplit_once('.').map_or("", |(network, _)| network));
    let said = stage.client.run_for(
        200,
        &format!(
            "umount -a -t nfs4\nip address del {own}/24 dev eth1\nip address add {stranger}/24 dev eth1\n\
             mkdir -p /stranger\n\
             ! timeout 60 mount -t nfs -o {} {} /stranger 2>&1 || echo mounted\n\
             ip address del {stranger}/24 dev eth1\nip address add {own}/24 dev eth1\n",
            volume.options.join(","),
            volume.source
        ),
    )?;
    if said.text.contains("mounted") || !said.text.contains("mount.nfs") {
        return Err(wrong(format!("a stranger was not refused: {}", said.text)));
    }
    stage.mount_all()
}
