//! The table of all rules.

use super::{Rule, Status, Words};

/// Makes the table, and says where the text of each rule's page comes from.
macro_rules! rules {
    ($($status:ident $module:ident),+ $(,)?) => {
        /// Every rule with its status, in the order of the codes.
        pub static RULES: &[(&Rule, Status)] = &[$((&super::$module::RULE, Status::$status)),+];

        /// The words of the rule with that code.
        pub fn words(code: &str) -> Option<&'static Words> {
            $(if super::$module::RULE.code == code {
                return Some(&super::$module::WORDS);
            })+
            None
        }

        /// The file of the rule with that code.
        pub(super) fn source(code: &str) -> Option<&'static str> {
            $(if super::$module::RULE.code == code {
                return Some(include_str!(concat!(stringify!($module), ".rs")));
            })+
            None
        }
    };
}

/// The rule with that code, and its status.
pub fn rule(code: &str) -> Option<(&'static Rule, Status)> {
    RULES.iter().find(|(rule, _)| rule.code == code).copied()
}

rules! {
    Stable autoscaler_bounds_crossed,
    Stable autoscaler_without_metrics,
    Stable replicas_beside_autoscaler,
    Stable autoscaler_most_without_room,
    Stable autoscaler_most_without_spare,
    Stable autoscaler_acts_late,
    Stable autoscaler_without_range,
    Stable scale_down_wait_too_long,
    Stable scale_down_wait_short,
    Stable kubernetes_not_offered,
    Stable kubernetes_out_of_support,
    Stable networks_overlap,
    Stable network_too_small,
    Stable mixed_address_families,
    Stable policies_not_enforced,
    Stable settings_without_effect,
    Stable box_without_provider,
    Stable box_not_maintained,
    Stable etcd_missing,
    Stable etcd_on_unknown_machine,
    Stable etcd_on_machine_without_pods,
    Stable etcd_members_together,
    Stable etcd_even_members,
    Stable etcd_without_tolerance,
    Stable etcd_too_many_members,
    Stable etcd_more_members_than_machines,
    Stable etcd_local_without_machine,
    Stable etcd_without_storage,
    Stable etcd_bare_pods,
    Stable etcd_without_probes,
    Stable etcd_out_of_support,
    Stable etcd_quota_over_volume,
    Stable etcd_quota_over_memory,
    Stable etcd_legacy_ports,
    Stable etcd_open_outside,
    Stable image_not_fixed,
    Stable namespace_reserved,
    Stable node_port_out_of_range,
    Stable node_port_twice,
    Stable node_port_in_dynamic_band,
    Stable pod_without_room,
    Stable machine_overfull,
    Stable no_room_after_loss,
    Stable pull_secret_unused,
    Stable images_not_in_lab,
    Stable machine_names_unique,
    Stable machine_memory_tight,
    Stable control_plane_too_small,
    Stable machine_addresses_unique,
    Stable machine_without_address,
    Stable outside_virtualbox_network,
    Stable address_of_the_host,
    Stable no_machine_for_pods,
    Stable one_control_plane,
    Stable host_memory,
    Stable host_cpu,
    Stable disk_too_small,
    Stable spot_without_machine,
    Stable idle_file_server,
    Stable one_machine_for_pods,
    Stable export_on_unknown_machine,
    Stable export_missing,
    Stable export_without_address,
    Stable clients_left_out,
    Stable export_open_to_all,
    Stable export_async,
    Stable export_on_worker,
    Stable export_unused,
    Stable system_folder,
    Stable local_volumes_exported,
    Stable volumes_recycled,
    Stable binding_by_chance,
    Stable percona_without_tolerance,
    Stable percona_even_replicas,
    Stable percona_more_replicas_than_machines,
    Stable percona_majority_on_one_machine,
    Stable percona_on_unknown_machine,
    Stable percona_volumes_together,
    Stable image_discovery,
    Stable image_discovery_without_v2,
    Stable percona_line_unknown,
    Stable percona_out_of_support,
    Stable many_writers,
    Stable grace_period_short,
    Stable percona_without_probes,
    Stable percona_open_outside,
    Stable replication_in_clear,
    Stable buffer_pool_over_memory,
    Stable percona_memory_tight,
    Stable percona_volume_small,
    Stable connections_exceeded,
    Stable percona_local_without_machine,
    Stable local_replicas_bound,
    Stable files_on_host_path,
    Stable block_class_shared,
    Stable database_on_nfs,
    Stable files_on_nfs,
    Stable backups_beside_data,
    Stable no_backups,
    Stable direct_io_on_nfs,
    Stable backups_too_small,
    Stable class_not_in_lab,
    Stable database_account_root,
    Stable database_not_made,
    Stable wordpress_single,
    Stable wordpress_together,
    Stable replica_set_stays_old,
    Stable visitors_in_clear,
    Stable site_url_elsewhere,
    Stable wordpress_image_variant,
    Stable php_out_of_support,
    Stable memory_limit_below_request,
    Stable code_may_differ,
    Stable updates_unreachable,
    Stable wordpress_volume_small,
    Stable way_in_not_in_lab,
    Stable secrets_in_manifests,
    Stable secrets_expected,
    Stable pod_security_low,
    Stable host_path_refused,
    Stable network_open_inside,
    Stable pull_secret_taken,
}
