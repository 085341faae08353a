//! What is in support, as of November 2026. A release of Presswright brings this up to date.

use std::ops::RangeInclusive;

/// Minors of Kubernetes 1 in support. Source: Kubernetes releases page.
pub(super) const KUBERNETES_MINORS: RangeInclusive<u16> = 35..=37;

/// Lines of etcd in support. Source: etcd-io/etcd, tags and changelogs; 3.4 ended 2026-06-01.
pub(super) const ETCD_LINES: [(u32, u32); 3] = [(3, 5), (3, 6), (3, 7)];

/// The first version of etcd that answers `/livez` and `/readyz`. Source: etcd monitoring guide.
pub(super) const ETCD_WITH_PROBES: (u32, u32, u32) = (3, 5, 12);

/// The last etcd with the v2 API, by which the image's own discovery speaks to it.
pub(super) const ETCD_WITH_V2: &str = "gcr.io/etcd-development/etcd:v3.5.33";

/// Lines of Percona XtraDB Cluster that the start script knows.
/// Source: percona/percona-docker, folders percona-xtradb-cluster-*.
pub(super) const PERCONA_MAJORS: RangeInclusive<u32> = 8..=9;

/// The line of Percona with long-term support. 8.0 ended with MySQL 8.0 in April 2026.
pub(super) const PERCONA_LONG_TERM: (u32, u32) = (8, 4);

/// Lines of PHP that the WordPress image is made for. Source: docker-library/wordpress versions.json.
pub(super) const PHP_LINES: [&str; 4] = ["8.2", "8.3", "8.4", "8.5"];
