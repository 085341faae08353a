//! A ServiceAccount for each tier, without a token.

use super::object::{Object, Scope};
use crate::design::{Access, BackupStorage};
use crate::topology::Tier;
use k8s_openapi::api::core::v1::ServiceAccount;

/// The tiers that a design has pods of.
pub(super) fn tiers(scope: &Scope<'_>) -> Vec<Tier> {
    let design = scope.design;
    let mut tiers = Vec::new();
    if !design.etcd.members.is_empty() {
        tiers.push(Tier::Etcd);
    }
    tiers.push(Tier::Percona);
    if design.percona.access == Access::Haproxy {
        tiers.push(Tier::Haproxy);
    }
    tiers.extend([Tier::Wordpress, Tier::Install, Tier::Cron]);
    if design.backups.storage != BackupStorage::Nowhere {
        tiers.push(Tier::Backup);
    }
    tiers
}

pub(super) fn objects(scope: &Scope<'_>) -> Vec<Object> {
    tiers(scope)
        .into_iter()
        .map(|tier| {
            let account = ServiceAccount {
                metadata: scope.metadata(tier.component(), tier),
                automount_service_account_token: Some(false),
                ..ServiceAccount::default()
            };
            Object::new(&account, Scope::place(tier))
        })
        .collect()
}
