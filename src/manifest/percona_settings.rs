//! `presswright.cnf`: what the design decides about mysqld.
//!
//! It stands in the last folder that the image reads, so it has the last word over `node.cnf`.

use super::percona::CERTIFICATES_PATH;
use crate::design::{Design, Discovery, FlushMethod};
use std::fmt::Write;

/// Where a member's volume is mounted, whole.
pub(super) const VOLUME: &str = "/var/lib/percona";
/// The datadir: a folder of the volume, because a state transfer empties it.
pub(super) const DATADIR: &str = "/var/lib/percona/data";
/// What the start script and the sidecar keep.
pub(super) const STATE: &str = "/var/lib/percona/state";

/// The file, fitted to the memory that the design gives a replica.
pub(super) fn settings(design: &Design) -> String {
    let percona = &design.percona;
    let flush = match percona.flush_method {
        FlushMethod::Direct => "O_DIRECT",
        FlushMethod::Fsync => "fsync",
    };
    let mut text = String::from("[mysqld]\n");
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name} = {value}");
    };
    if percona.discovery == Discovery::Etcd {
        line("datadir", DATADIR);
    }
    // The image sets 2: a power cut would lose what clients saw acknowledged.
    line("innodb_flush_log_at_trx_commit", "1");
    line("innodb_flush_method", flush);
    line("innodb_buffer_pool_size", &percona.buffer_pool_bytes().to_string());
    line("max_connections", &percona.connections().to_string());
    // Galera needs no binary log; one that nobody reads must not fill the volume.
    line("binlog_expire_logs_seconds", "86400");
    line("max_binlog_size", "104857600");
    // Accounts are for localhost by socket or for any host: no look-ups of names at each login.
    line("skip_name_resolve", "ON");
    line("mysqlx", "OFF");
    let certificates = [
        ("ssl_ca", format!("{CERTIFICATES_PATH}/ca.crt")),
        ("ssl_cert", format!("{CERTIFICATES_PATH}/tls.crt")),
        ("ssl_key", format!("{CERTIFICATES_PATH}/tls.key")),
    ];
    if percona.encryption {
        line("pxc_encrypt_cluster_traffic", "ON");
        for (name, path) in &certificates {
            line(name, path);
        }
    } else {
        line("pxc_encrypt_cluster_traffic", "OFF");
    }
    text.push_str("\n[sst]\n");
    if percona.discovery == Discovery::Etcd {
        let _ = writeln!(text, "progress = {DATADIR}/sst_in_progress");
    }
    if percona.encryption {
        // percona/pxc-docs docs/encrypt-traffic.md: 4 takes the three files that follow.
        text.push_str("encrypt = 4\n");
        for (name, path) in &certificates {
            let _ = writeln!(text, "{} = {path}", name.replace('_', "-"));
        }
    }
    text
}
