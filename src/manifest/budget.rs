//! PodDisruptionBudgets: how many pods of a tier a drain may take at once.

use super::object::{Object, Scope};
use crate::topology::{MAX_UNAVAILABLE, Tier};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// One at a time. For members of a quorum that is the most that is safe at any size from three on: of
/// five, two might go, but then the next machine that fails takes the majority. Below three there is no
/// majority to keep, and a budget of none would only forbid every drain.
///
/// A budget holds back evictions alone. The controllers that roll out a change do not ask it: they have
/// bounds of their own, a StatefulSet one pod at a time.
///
/// How many that is: [`MAX_UNAVAILABLE`].
pub(super) fn one_at_a_time(scope: &Scope<'_>, tier: Tier) -> Object {
    let budget = PodDisruptionBudget {
        metadata: scope.metadata(tier.component(), tier),
        spec: Some(PodDisruptionBudgetSpec {
            max_unavailable: Some(IntOrString::Int(i32::from(MAX_UNAVAILABLE))),
            selector: Some(scope.selector(tier)),
            // A pod that is not ready holds up no drain once the budget is met without it.
            unhealthy_pod_eviction_policy: Some("IfHealthyBudget".to_owned()),
            ..PodDisruptionBudgetSpec::default()
        }),
        status: None,
    };
    Object::new(&budget, Scope::place(tier))
}
