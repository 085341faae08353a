//! Images as containerd keeps them: imported once, and given to each machine as further names of the same files.
//!
//! What lies below a container is never written to, so machines may share it; only containerd's own
//! databases are copied.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::command::run;
use crate::images::IMAGES;
use crate::programs::digits_of;
use crate::settings::containerd;
use crate::{ClusterError, Places};

/// The folder that holds these images (those of `wanted` that one of ours stands for, and the cluster's own).
pub fn store_of(places: &Places, wanted: &[String]) -> Result<PathBuf, ClusterError> {
    let mut parts = String::new();
    for image in &IMAGES {
        parts += &image.names(wanted).join(" ");
        parts += &image.fingerprint(places)?;
    }
    let stores = places.stores();
    let store = stores.join(digits_of(&parts));
    if store.is_dir() {
        return Ok(store);
    }
    for older in fs::read_dir(&stores).into_iter().flatten().flatten() {
        fs::remove_dir_all(older.path()).map_err(ClusterError::file(older.path()))?;
    }
    let unfinished = store.with_extension("unfinished");
    fs::create_dir_all(&unfinished).map_err(ClusterError::file(&unfinished))?;
    fill(places, wanted, &unfinished)?;
    fs::rename(&unfinished, &store).map_err(ClusterError::file(&store))?;
    Ok(store)
}

fn fill(places: &Places, wanted: &[String], store: &Path) -> Result<(), ClusterError> {
    let folder = places.stores().join("import");
    fs::create_dir_all(&folder).map_err(ClusterError::file(&folder))?;
    let settings = folder.join("containerd.toml");
    let socket = folder.join("socket");
    fs::write(&settings, containerd(store, &folder.join("run"), &socket))
        .map_err(ClusterError::file(&settings))?;
    let log = folder.join("log");
    let written = fs::File::create(&log).map_err(ClusterError::file(&log))?;
    // In mounts of its own: an image is unpacked on a mount.
    let mut server = Command::new("unshare")
        .args([
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "containerd",
            "--config",
        ])
        .arg(&settings)
        .stdin(Stdio::null())
        .stdout(written.try_clone().map_err(ClusterError::file(&log))?)
        .stderr(written)
        .spawn()
        .map_err(|source| ClusterError::Start { command: "containerd".to_owned(), source })?;
    let imported = import(places, wanted, &folder, &socket);
    let _ = server.kill();
    let _ = server.wait();
    // The end of what it started is a moment after its own.
    sleep(Duration::from_millis(500));
    fs::remove_dir_all(&folder).map_err(ClusterError::file(&folder))?;
    imported
}

fn import(
    places: &Places,
    wanted: &[String],
    folder: &Path,
    socket: &Path,
) -> Result<(), ClusterError> {
    let ctr = || {
        let mut ctr = Command::new("ctr");
        ctr.arg("--address").arg(socket).args(["--namespace", "k8s.io"]);
        ctr
    };
    cluster_tests::wait::until("containerd answers", Duration::from_mins(1), || {
        run(ctr().arg("version")).map_err(|error| error.to_string())
    })?;
    for image in &IMAGES {
        let names = image.names(wanted);
        if names.is_empty() {
            continue;
        }
        println!("image {}: {}", names.join(", "), image.what);
        let archive = folder.join("image.tar");
        image.write(places, &names, &archive)?;
        run(ctr().args(["images", "import"]).arg(&archive))?;
        fs::remove_file(&archive).map_err(ClusterError::file(&archive))?;
    }
    Ok(())
}

/// Gives a machine the images: the same files under further names, and databases of its own.
pub fn give(store: &Path, to: &Path) -> Result<(), ClusterError> {
    run(Command::new("cp")
        .args(["--archive", "--link", "--no-target-directory"])
        .arg(store)
        .arg(to))?;
    let databases = run(Command::new("find").arg(to).args(["-name", "*.db", "-maxdepth", "2"]))?;
    for database in databases.lines() {
        let own = format!("{database}.own");
        fs::copy(database, &own).map_err(ClusterError::file(&own))?;
        fs::rename(&own, database).map_err(ClusterError::file(database))?;
    }
    Ok(())
}
