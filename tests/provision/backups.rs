//! What the backups' scripts leave behind.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// etcdctl writes its file for its owner alone, and another user restores it: `tests/real` could not.
#[test]
fn a_snapshot_can_be_read_by_the_group_that_restores_it() {
    let folder = tempfile::tempdir().unwrap();
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    let snapshot = folder.path().join("snapshot.db");
    fs::write(&snapshot, "a snapshot").unwrap();
    fs::set_permissions(&snapshot, Permissions::from_mode(0o600)).unwrap();
    let script = include_str!("../../src/manifest/files/backup-etcd.sh")
        .replace("/tmp/snapshot.db", snapshot.to_str().unwrap())
        .replace("/backups", backups.to_str().unwrap());
    for _ in 0..2 {
        let output = Command::new("bash").args(["-c", &script]).env("KEEP", "1").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let mut kept = fs::read_dir(&backups).unwrap();
    let file = kept.next().unwrap().unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o660);
    assert_eq!(fs::read_to_string(file.path()).unwrap(), "a snapshot");
    assert!(kept.next().is_none(), "one is kept");
}
