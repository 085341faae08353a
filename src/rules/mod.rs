//! What is wrong with a design, why it matters, and how to mend it.
//!
//! One rule a file, all of them in one table. [`check`] returns every finding. Who wants to make
//! manifests, scripts or a bundle needs an [`Approved`], and only a design without errors becomes one.

mod addresses;
mod approved;
mod etcd_pins;
mod finding;
mod fix_all;
#[cfg(any(test, feature = "designer", feature = "worker"))]
mod handover;
mod node_ports;
mod order;
mod page;
mod room;
mod rule;
mod support;
mod table;
mod tier_spread;
mod view;

// The rules; what they are called and their order stand in the table.
mod address_of_the_host;
mod autoscaler_acts_late;
mod autoscaler_bounds_crossed;
mod autoscaler_most_without_room;
mod autoscaler_most_without_spare;
mod autoscaler_without_metrics;
mod autoscaler_without_range;
mod backups_beside_data;
mod backups_too_small;
mod binding_by_chance;
mod block_class_shared;
mod box_not_maintained;
mod box_without_provider;
mod buffer_pool_over_memory;
mod class_not_in_lab;
mod clients_left_out;
mod code_may_differ;
mod connections_exceeded;
mod control_plane_too_small;
mod database_account_root;
mod database_not_made;
mod database_on_nfs;
mod direct_io_on_nfs;
mod disk_too_small;
mod etcd_bare_pods;
mod etcd_even_members;
mod etcd_legacy_ports;
mod etcd_local_without_machine;
mod etcd_members_together;
mod etcd_missing;
mod etcd_more_members_than_machines;
mod etcd_on_machine_without_pods;
mod etcd_on_unknown_machine;
mod etcd_open_outside;
mod etcd_out_of_support;
mod etcd_quota_over_memory;
mod etcd_quota_over_volume;
mod etcd_too_many_members;
mod etcd_without_probes;
mod etcd_without_storage;
mod etcd_without_tolerance;
mod export_async;
mod export_missing;
mod export_on_unknown_machine;
mod export_on_worker;
mod export_open_to_all;
mod export_unused;
mod export_without_address;
mod files_on_host_path;
mod files_on_nfs;
mod grace_period_short;
mod host_cpu;
mod host_memory;
mod host_path_refused;
mod idle_file_server;
mod image_discovery;
mod image_discovery_without_v2;
mod image_not_fixed;
mod images_not_in_lab;
mod kubernetes_not_offered;
mod kubernetes_out_of_support;
mod local_replicas_bound;
mod local_volumes_exported;
mod machine_addresses_unique;
mod machine_memory_tight;
mod machine_names_unique;
mod machine_overfull;
mod machine_without_address;
mod many_writers;
mod memory_limit_below_request;
mod mixed_address_families;
mod namespace_reserved;
mod network_open_inside;
mod network_too_small;
mod networks_overlap;
mod no_backups;
mod no_machine_for_pods;
mod no_room_after_loss;
mod node_port_in_dynamic_band;
mod node_port_out_of_range;
mod node_port_twice;
mod one_control_plane;
mod one_machine_for_pods;
mod outside_virtualbox_network;
mod percona_even_replicas;
mod percona_line_unknown;
mod percona_local_without_machine;
mod percona_majority_on_one_machine;
mod percona_memory_tight;
mod percona_more_replicas_than_machines;
mod percona_on_unknown_machine;
mod percona_open_outside;
mod percona_out_of_support;
mod percona_volume_small;
mod percona_volumes_together;
mod percona_without_probes;
mod percona_without_tolerance;
mod php_out_of_support;
mod pod_security_low;
mod pod_without_room;
mod policies_not_enforced;
mod pull_secret_taken;
mod pull_secret_unused;
mod replica_set_stays_old;
mod replicas_beside_autoscaler;
mod replication_in_clear;
mod scale_down_wait_short;
mod scale_down_wait_too_long;
mod secrets_expected;
mod secrets_in_manifests;
mod settings_without_effect;
mod site_url_elsewhere;
mod spot_without_machine;
mod system_folder;
mod updates_unreachable;
mod visitors_in_clear;
mod volumes_recycled;
mod way_in_not_in_lab;
mod wordpress_image_variant;
mod wordpress_single;
mod wordpress_together;
mod wordpress_volume_small;

pub use approved::{Approved, Remark};
pub use finding::{Finding, Fix, Report, Severity};
pub use fix_all::fix_all_safe;
#[cfg(any(test, feature = "designer", feature = "worker"))]
pub use handover::{Handover, OtherVersion};
pub use page::{index, page};
pub use rule::{Rule, Status, Words};
pub use table::{RULES, rule, words};

use crate::design::Design;
use crate::topology::Topology;
use rule::Findings;
use view::View;

/// Checks a design with every rule. Never stops at the first finding, and never fails.
pub fn check(design: &Design, topology: &Topology) -> Report {
    let view = View::of(design, topology);
    let mut findings = Vec::new();
    for (rule, _) in RULES {
        (rule.check)(&view, &mut Findings::of(rule, &mut findings));
    }
    order::sort(&mut findings);
    Report::of(findings)
}
