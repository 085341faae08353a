//! The commands of the runbook that the steps of a change are made of.

pub(in crate::bundle) use super::etcd::{
    grow as grow_etcd, replace as replace_member, shrink as shrink_etcd,
    update_one_by_one as update_members,
};
pub(in crate::bundle) use super::restore::backup_now;
pub(in crate::bundle) use super::scale::{
    grow as grow_database, machine_scripts, shrink as shrink_database,
};
pub(in crate::bundle) use super::storage::{move_replica, replace_shared, replace_template};
