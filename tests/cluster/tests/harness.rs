//! The harness itself: that it runs what a cluster runs, and that its checks can fail.

#![allow(
    clippy::indexing_slicing,
    reason = "serde_json's index of a value that is not there is null"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use cluster_tests::control_plane::ControlPlane;
use cluster_tests::kubectl::KubectlError;
use cluster_tests::machine::Machine;
use cluster_tests::process::Folder;
use cluster_tests::provisioner::storage_class;
use cluster_tests::wait::until;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};

type Shared = Arc<LazyLock<Result<ControlPlane, String>>>;
type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    let plane: Shared =
        Arc::new(LazyLock::new(|| ControlPlane::start().map_err(|error| error.to_string())));
    let on = |name: &str, case: fn(&ControlPlane) -> Outcome| {
        let plane = Arc::clone(&plane);
        Trial::test(name, move || {
            let plane = plane.as_ref().as_ref().map_err(|error| Failed::from(error.as_str()))?;
            let outcome = case(plane);
            plane.clear().map_err(Failed::from)?;
            outcome.map_err(Failed::from)
        })
    };
    let trials = vec![
        on("local_volumes_bind_by_ordinal_and_pods_follow", local_volumes),
        on("a_privileged_pod_is_refused", refused_pod),
        on("a_template_that_breaks_restricted_is_a_warning_and_that_a_failure", warned_template),
        on("a_deprecated_kind_is_a_failure", deprecated_kind),
        on("a_second_apply_shows_what_changed_and_nothing_else", second_apply),
        on("claims_of_a_class_are_provisioned_when_a_real_one_would", provisioned_claims),
        on("the_autoscaler_and_the_budget_count_pods", autoscaler_and_budget),
        on("control_planes_are_tainted", tainted_machine),
        on("a_pod_that_fits_nowhere_stays_pending", no_room),
        Trial::test("dropping_a_control_plane_ends_it", || dropped().map_err(Failed::from)),
        Trial::test("a_panic_ends_it", || panicked().map_err(Failed::from)),
        Trial::test("an_interrupt_ends_it", || interrupted().map_err(Failed::from)),
    ];
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(plane);
    conclusion.exit_code()
}

const BOUND: Duration = Duration::from_mins(1);

fn check(truth: bool, otherwise: impl Into<String>) -> Result<(), String> {
    if truth { Ok(()) } else { Err(otherwise.into()) }
}

/// Writes objects to a file and applies it.
fn apply(plane: &ControlPlane, objects: &[Value]) -> Result<String, KubectlError> {
    let folder = Folder::new().map_err(|source| KubectlError::Start { source })?;
    let file = written(&folder, objects)?;
    plane.kubectl().apply(&file)
}

fn written(folder: &Folder, objects: &[Value]) -> Result<std::path::PathBuf, KubectlError> {
    let file = folder.path().join("objects.json");
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
    std::fs::write(&file, list.to_string()).map_err(|source| KubectlError::Start { source })?;
    Ok(file)
}

fn namespace(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
}

/// A pod that `restricted` allows.
fn pod_spec(more: Value) -> Value {
    let mut spec = json!({
        "securityContext": {
            "runAsNonRoot": true, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [{
            "name": "main",
            "image": "example.test/none:1",
            "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
            "securityContext": {
                "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
            },
        }],
    });
    if let (Value::Object(spec), Value::Object(more)) = (&mut spec, more) {
        spec.extend(more);
    }
    spec
}

fn deployment(namespace: &str, name: &str, replicas: &Value, spec: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": spec},
        },
    })
}

/// Three `local` volumes, each for the claim of one ordinal, and a stateful set that makes the claims.
fn local_volumes(plane: &ControlPlane) -> Outcome {
    let machines = ["machine-1", "machine-2", "machine-3"];
    plane.add_machines(&machines.map(|name| Machine::worker(name, "2", "4Gi")))?;
    // Crosswise, so that no order of names gives it by luck.
    let drawn =
        [("data-db-0", "machine-3"), ("data-db-1", "machine-1"), ("data-db-2", "machine-2")];
    let mut objects = vec![namespace("local")];
    for (claim, machine) in drawn {
        objects.push(json!({
            "apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": {"name": format!("on-{machine}")},
            "spec": {
                "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"},
                "persistentVolumeReclaimPolicy": "Retain", "storageClassName": "",
                "local": {"path": "/var/lib/data"},
                "claimRef": {"namespace": "local", "name": claim},
                "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
                    {"key": "kubernetes.io/hostname", "operator": "In", "values": [machine]},
                ]}]}},
            },
        }));
    }
    objects.push(json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": "db", "namespace": "local"},
        "spec": {
            "serviceName": "db", "replicas": 3, "podManagementPolicy": "Parallel",
            "selector": {"matchLabels": {"app": "db"}},
            "template": {"metadata": {"labels": {"app": "db"}}, "spec": pod_spec(json!({}))},
            "volumeClaimTemplates": [{
                "metadata": {"name": "data"},
                "spec": {
                    "accessModes": ["ReadWriteOnce"], "storageClassName": "",
                    "resources": {"requests": {"storage": "1Gi"}},
                },
            }],
        },
    }));
    objects[4]["spec"]["template"]["spec"]["containers"][0]["volumeMounts"] =
        json!([{"name": "data", "mountPath": "/data"}]);
    apply(plane, &objects)?;
    for (ordinal, (claim, machine)) in drawn.iter().enumerate() {
        until("a pod running on the machine of its volume", BOUND, || -> Outcome {
            let bound = plane
                .api()
                .get(&format!("/api/v1/namespaces/local/persistentvolumeclaims/{claim}"))?;
            check(
                bound["spec"]["volumeName"] == format!("on-{machine}"),
                format!("{claim}: {}", bound["spec"]),
            )?;
            let pod = plane.api().get(&format!("/api/v1/namespaces/local/pods/db-{ordinal}"))?;
            check(
                pod["spec"]["nodeName"] == *machine,
                format!("db-{ordinal} is on {}", pod["spec"]["nodeName"]),
            )?;
            check(pod["status"]["phase"] == "Running", format!("db-{ordinal}: {}", pod["status"]))?;
            Ok(())
        })?;
    }
    Ok(())
}

fn refused_pod(plane: &ControlPlane) -> Outcome {
    let mut spec = pod_spec(json!({}));
    spec["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = json!(true);
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "escalates", "namespace": "refused"}, "spec": spec,
    });
    match apply(plane, &[namespace("refused"), pod]) {
        Err(KubectlError::Failed { message, .. }) if message.contains("violates PodSecurity") => {
            Ok(())
        }
        other => Err(format!("expected a refusal by Pod Security, got {other:?}").into()),
    }
}

fn warned_template(plane: &ControlPlane) -> Outcome {
    let mut spec = pod_spec(json!({}));
    spec["securityContext"] = json!({});
    let deployment = deployment("warned", "as-root", &json!(1), &spec);
    match apply(plane, &[namespace("warned"), deployment]) {
        Err(KubectlError::Warned { warnings, .. })
            if warnings.iter().any(|line| line.contains("would violate PodSecurity")) =>
        {
            Ok(())
        }
        other => Err(format!("expected a warning of Pod Security, got {other:?}").into()),
    }
}

fn deprecated_kind(plane: &ControlPlane) -> Outcome {
    let endpoints = json!({
        "apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "old", "namespace": "deprecated"},
    });
    match apply(plane, &[namespace("deprecated"), endpoints]) {
        Err(KubectlError::Warned { warnings, .. })
            if warnings.iter().any(|line| line.contains("deprecated")) =>
        {
            Ok(())
        }
        other => Err(format!("expected a warning of a deprecated kind, got {other:?}").into()),
    }
}

fn second_apply(plane: &ControlPlane) -> Outcome {
    let folder = Folder::new()?;
    let mut objects =
        vec![namespace("second"), deployment("second", "web", &json!(1), &pod_spec(json!({})))];
    let file = written(&folder, &objects)?;
    plane.kubectl().apply(&file)?;
    let changed = plane.kubectl().diff(&file)?;
    check(changed.is_empty(), format!("the same objects differ:\n{changed}"))?;
    objects[1]["spec"]["template"]["spec"]["containers"][0]["image"] = json!("example.test/none:2");
    let file = written(&folder, &objects)?;
    let changed = plane.kubectl().diff(&file)?;
    check(changed.contains("example.test/none:2"), "a new image is not in the difference")?;
    Ok(())
}

fn provisioned_claims(plane: &ControlPlane) -> Outcome {
    plane.add_machines(&[Machine::worker("only", "2", "4Gi")])?;
    let claim = |name: &str, class: &str| {
        json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": name, "namespace": "claims"},
            "spec": {
                "accessModes": ["ReadWriteOnce"], "storageClassName": class,
                "resources": {"requests": {"storage": "1Gi"}},
            },
        })
    };
    apply(
        plane,
        &[
            namespace("claims"),
            storage_class("at-once", false),
            storage_class("waits", true),
            claim("first", "at-once"),
            claim("second", "waits"),
            claim("third", "nobody-has-this-class"),
        ],
    )?;
    let phase = |name: &str| -> Result<String, Box<dyn std::error::Error>> {
        let path = format!("/api/v1/namespaces/claims/persistentvolumeclaims/{name}");
        Ok(plane.api().get(&path)?["status"]["phase"].as_str().unwrap_or_default().to_owned())
    };
    let bound = |name: &str| {
        until("a claim Bound", BOUND, || -> Outcome {
            let phase = phase(name)?;
            Ok(check(phase == "Bound", format!("{name} is {phase}"))?)
        })
    };
    bound("first")?;
    check(phase("second")? == "Pending", "a claim whose class waits was bound without a pod")?;
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "consumer", "namespace": "claims"},
        "spec": pod_spec(json!({"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "second"}}]})),
    });
    apply(plane, &[pod])?;
    bound("second")?;
    let path = "/api/v1/namespaces/claims/persistentvolumeclaims/second";
    let volume =
        plane.api().get(path)?["spec"]["volumeName"].as_str().unwrap_or_default().to_owned();
    let volume = plane.api().get(&format!("/api/v1/persistentvolumes/{volume}"))?;
    check(
        volume["spec"]["nodeAffinity"].to_string().contains("only"),
        "the volume is on no machine",
    )?;
    check(phase("third")? == "Pending", "a claim of an unknown class was bound")?;
    Ok(())
}

fn autoscaler_and_budget(plane: &ControlPlane) -> Outcome {
    plane.add_machines(&["one", "two"].map(|name| Machine::worker(name, "2", "4Gi")))?;
    let autoscaler = json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", "namespace": "scaled"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "minReplicas": 4, "maxReplicas": 6,
            "metrics": [{"type": "Resource", "resource": {
                "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50},
            }}],
        },
    });
    let budget = json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
        "metadata": {"name": "web", "namespace": "scaled"},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}},
    });
    let deployment = deployment("scaled", "web", &Value::Null, &pod_spec(json!({})));
    apply(plane, &[namespace("scaled"), deployment, autoscaler, budget])?;
    until("the least number of pods, all counted by the budget", BOUND, || -> Outcome {
        let path = "/apis/policy/v1/namespaces/scaled/poddisruptionbudgets/web";
        let status = plane.api().get(path)?["status"].take();
        check(
            status["expectedPods"] == 4 && status["disruptionsAllowed"] == 1,
            status.to_string(),
        )?;
        Ok(())
    })?;
    Ok(())
}

fn tainted_machine(plane: &ControlPlane) -> Outcome {
    plane.add_machines(&[
        Machine::control_plane("master", "4", "8Gi"),
        Machine::worker("worker", "2", "4Gi"),
    ])?;
    apply(
        plane,
        &[namespace("tainted"), deployment("tainted", "web", &json!(5), &pod_spec(json!({})))],
    )?;
    until("five pods on the worker", BOUND, || -> Outcome {
        let pods = plane.api().list("/api/v1/namespaces/tainted/pods")?;
        let running = pods.iter().filter(|pod| pod["status"]["phase"] == "Running").count();
        check(running == 5, format!("{running} run"))?;
        let there = pods.iter().filter(|pod| pod["spec"]["nodeName"] == "worker").count();
        check(there == 5, format!("{there} are on the worker"))?;
        Ok(())
    })?;
    Ok(())
}

fn no_room(plane: &ControlPlane) -> Outcome {
    plane.add_machines(&[Machine::worker("small", "250m", "4Gi")])?;
    apply(plane, &[namespace("full"), deployment("full", "web", &json!(3), &pod_spec(json!({})))])?;
    until("two pods running and one without room", BOUND, || -> Outcome {
        let pods = plane.api().list("/api/v1/namespaces/full/pods")?;
        let running = pods.iter().filter(|pod| pod["status"]["phase"] == "Running").count();
        check(running == 2, format!("{running} run"))?;
        let why =
            pods.iter().map(|pod| pod["status"]["conditions"].to_string()).collect::<String>();
        check(why.contains("Insufficient cpu"), why)?;
        Ok(())
    })?;
    Ok(())
}

fn is_running(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

fn all_ended(pids: &[u32], folder: &Path) -> Outcome {
    check(pids.len() >= 6, format!("only {} processes", pids.len()))?;
    until("every process ended and the folder removed", Duration::from_secs(10), || {
        let left: Vec<&u32> = pids.iter().filter(|pid| is_running(**pid)).collect();
        check(left.is_empty() && !folder.exists(), format!("left: {left:?}, {}", folder.display()))
    })?;
    Ok(())
}

fn dropped() -> Outcome {
    let plane = ControlPlane::start()?;
    let (pids, folder) = (plane.pids(), plane.folder().to_owned());
    check(pids.iter().all(|pid| is_running(*pid)), "a process is not running")?;
    drop(plane);
    all_ended(&pids, &folder)
}

fn panicked() -> Outcome {
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        if let Ok(plane) = ControlPlane::start() {
            let _ = sender.send((plane.pids(), plane.folder().to_owned()));
            // Unwinds as a panic does, without its message among the results.
            std::panic::resume_unwind(Box::new("on purpose, with a control plane running"));
        }
    });
    let (pids, folder) = receiver.recv()?;
    check(thread.join().is_err(), "no panic")?;
    all_ended(&pids, &folder)
}

fn interrupted() -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_control-plane"))
        .arg("1")
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let pids = lines.next().ok_or("control-plane ended")??;
    let kubeconfig = lines.next().ok_or("control-plane ended")??;
    let pids: Vec<u32> = pids.split(' ').filter_map(|word| word.parse().ok()).collect();
    let kubeconfig = Path::new(kubeconfig.trim_start_matches("export KUBECONFIG="));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT)?;
    let status = child.wait()?;
    check(status.code() == Some(130), format!("ended with {status}"))?;
    all_ended(&pids, kubeconfig.parent().ok_or("no folder")?)
}
