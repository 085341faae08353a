//! The HorizontalPodAutoscaler of WordPress.

use super::object::{Object, Scope};
use crate::design::Workload;
use crate::topology::Tier;
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler,
    HorizontalPodAutoscalerBehavior, HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget,
    ResourceMetricSource,
};

pub(super) fn objects(scope: &Scope<'_>) -> Option<Object> {
    let wordpress = &scope.design.wordpress;
    let auto = wordpress.autoscaling.as_ref()?;
    let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    let policy = |kind: &str, value: i32| HPAScalingPolicy {
        type_: kind.to_owned(),
        value,
        period_seconds: 15,
    };
    // Kubernetes' own defaults, spelled out, so that the file says what will happen
    // (pkg/apis/autoscaling/v2/defaults.go).
    let up = HPAScalingRules {
        stabilization_window_seconds: Some(0),
        select_policy: Some("Max".to_owned()),
        policies: Some(vec![policy("Pods", 4), policy("Percent", 100)]),
        tolerance: None,
    };
    let down = HPAScalingRules {
        stabilization_window_seconds: Some(number(auto.scale_down_after.get().min(3600))),
        select_policy: Some("Max".to_owned()),
        policies: Some(vec![policy("Percent", 100)]),
        tolerance: None,
    };
    let kind = match wordpress.workload {
        Workload::Deployment => "Deployment",
        Workload::ReplicaSet => "ReplicaSet",
    };
    let (min, max) = wordpress.replica_bounds();
    let object = HorizontalPodAutoscaler {
        metadata: scope.metadata("wordpress", Tier::Wordpress),
        spec: Some(HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: kind.to_owned(),
                name: "wordpress".to_owned(),
            },
            min_replicas: Some(number(min)),
            max_replicas: number(max),
            metrics: Some(vec![MetricSpec {
                type_: "Resource".to_owned(),
                resource: Some(ResourceMetricSource {
                    name: "cpu".to_owned(),
                    target: MetricTarget {
                        type_: "Utilization".to_owned(),
                        average_utilization: Some(i32::from(auto.cpu.percent())),
                        ..MetricTarget::default()
                    },
                }),
                ..MetricSpec::default()
            }]),
            behavior: Some(HorizontalPodAutoscalerBehavior {
                scale_up: Some(up),
                scale_down: Some(down),
            }),
        }),
        status: None,
    };
    Some(Object::new(&object, Scope::place(Tier::Wordpress).key("autoscaling")))
}
