//! One curve on the control plane: its objects, its pods, and what the controller makes of them at each of its looks.
//!
//! A look begins with a question for metrics, and the controller reads the pods from what it has been told of them after
//! it has the answer (`GetResourceReplicas` of kubernetes `pkg/controller/podautoscaler/replica_calculator.go`). So pods
//! are changed between two looks, and no answer is given before the controllers are known to have seen the change.

use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::thread::sleep;
use std::time::Duration;

use presswright::simulate::load::autoscaler::Replica;
use serde_json::{Value, json};

use super::clock::{self, SECOND, SPEED};
use super::log::TARGET;
use super::metrics_api::Question;
use super::plan::Plan;
use super::pods::{Pods, REQUEST, ready_condition};
use crate::api::Api;
use crate::control_plane::BOUND;
use crate::rehearsal::Failure;
use crate::wait::until;

/// How long the controller is left alone with an answer: it acts on it, and a change of the Deployment meanwhile would
/// be in its way.
const REST: Duration = Duration::from_millis(300);

/// A ReplicaSet beside the target, of one pod.
const SENTINEL: &str = "sentinel";

/// A look of the controller's.
#[derive(Debug)]
pub struct Look {
    /// When it asked for metrics, in microseconds.
    pub asked: u64,
    /// When it got them.
    pub answered: u64,
    /// How many replicas the target had.
    pub current: i32,
    /// They, as the API had them, on the library's clock.
    pub replicas: Vec<Replica>,
    /// What came of it, as it stood when the controller asked the next time; nothing of the last.
    pub outcome: Option<Outcome>,
}

/// What came of a look.
#[derive(Debug)]
pub struct Outcome {
    /// How many replicas the target is to have.
    pub replicas: i32,
    /// The autoscaler's own word for that.
    pub desired: i32,
    /// The average CPU that it tells.
    pub utilization: Option<i32>,
    /// Status and reason of each of its conditions.
    pub conditions: BTreeMap<String, (String, String)>,
}

/// A curve that is being played.
pub struct Course<'a> {
    api: Api,
    plan: &'a Plan,
    pods: Pods,
    begin: u64,
    /// How many replicas there were to be when the controllers had last seen all.
    settled: i64,
    sentinel: (String, bool),
    looks: Vec<Look>,
}

impl<'a> Course<'a> {
    /// Makes its objects; the autoscaler last, once its pods stand.
    pub fn begin(api: Api, plan: &'a Plan) -> Result<Self, Failure> {
        let name = &plan.name;
        let namespace =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        api.create("/api/v1/namespaces", &namespace)?;
        api.create(
            &format!("/apis/apps/v1/namespaces/{name}/replicasets"),
            &workload("ReplicaSet", SENTINEL, 1),
        )?;
        api.create(
            &format!("/apis/apps/v1/namespaces/{name}/deployments"),
            &workload("Deployment", TARGET, plan.begins_with),
        )?;
        let sentinel = until("the sentinel's pod", BOUND, || {
            let pods = pods(&api, name, SENTINEL).map_err(|error| error.to_string())?;
            pods.into_iter().next().ok_or_else(|| "not there yet".to_owned())
        })?;
        let mut course = Self {
            api,
            plan,
            pods: Pods::new(plan.trouble, plan.seed),
            begin: clock::now(),
            settled: -1,
            sentinel: (name_of(&sentinel), false),
            looks: Vec::new(),
        };
        let names = until("the first pods", BOUND, || {
            let names = course.names().map_err(|error| error.to_string())?;
            let there = i32::try_from(names.len()).unwrap_or(i32::MAX);
            if there == plan.begins_with { Ok(names) } else { Err(format!("{there} are there")) }
        })?;
        course.pods.begin(&names, course.begin);
        course.tell(&names)?;
        course.settle()?;
        let path = format!("/apis/autoscaling/v2/namespaces/{name}/horizontalpodautoscalers");
        course.api.create(&path, &plan.object())?;
        course.begin = clock::now();
        Ok(course)
    }

    /// Plays it for so many seconds.
    pub fn play(
        mut self,
        questions: &Receiver<Question>,
        seconds: u64,
    ) -> Result<Vec<Look>, Failure> {
        while clock::now() < self.begin + seconds * SECOND {
            self.pass()?;
            let question = questions.recv_timeout(BOUND)?;
            self.answer(&question)?;
            sleep(REST);
        }
        Ok(self.looks)
    }

    fn answer(&mut self, question: &Question) -> Result<(), Failure> {
        // Where the controller acted late on what it heard before, pods are still on their way.
        while !self.is_settled()? {
            self.settle()?;
        }
        let current = whole(&self.deployment()?["spec"]["replicas"])?;
        let outcome = self.outcome(current)?;
        if let Some(last) = self.looks.last_mut() {
            last.outcome = Some(outcome);
        }
        let now = clock::now();
        let second = u32::try_from((now - self.begin) * SPEED / SECOND)?;
        let requests = self.plan.curve.at(second);
        let (list, replicas) = self.pods.measured(requests, &self.plan.name, now)?;
        let asked = question.asked;
        self.looks.push(Look { asked, answered: clock::now(), current, replicas, outcome: None });
        // Who has asked is there: it waits.
        question.answer.send(list)?;
        Ok(())
    }

    fn outcome(&self, replicas: i32) -> Result<Outcome, Failure> {
        let status = self.target("autoscaling/v2", "horizontalpodautoscalers")?["status"].take();
        let figure = &status["currentMetrics"][0]["resource"]["current"]["averageUtilization"];
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let conditions = status["conditions"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| (word(&one["type"]), (word(&one["status"]), word(&one["reason"]))));
        Ok(Outcome {
            replicas,
            desired: whole(&status["desiredReplicas"]).unwrap_or(0),
            utilization: if figure.is_null() { None } else { Some(whole(figure)?) },
            conditions: conditions.collect(),
        })
    }

    /// Time goes on for the pods, and the controllers see it.
    fn pass(&mut self) -> Result<(), Failure> {
        let now = clock::now();
        self.pods.meet(&self.names()?, now);
        let changed = self.pods.pass(now);
        self.tell(&changed)?;
        self.settle()
    }

    fn tell(&self, names: &[String]) -> Result<(), Failure> {
        for name in names {
            let status = json!({"status": self.pods.status(name)?});
            match self.api.patch(&self.pod(name), &status) {
                // It was taken away just now.
                Err(error) if !error.is_not_found() => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Waits until there are as many pods as are asked for, and every controller has seen them as they are.
    fn settle(&mut self) -> Result<(), Failure> {
        self.settled = until("pods that stand still", BOUND, || {
            self.try_to_settle().map_err(|error| error.to_string())
        })?;
        Ok(())
    }

    fn try_to_settle(&mut self) -> Result<i64, Failure> {
        let deployment = self.deployment()?;
        let living = pods(&self.api, &self.plan.name, TARGET)?;
        let failed = living.iter().filter(|pod| pod["status"]["phase"] == "Failed").count();
        // One that failed is replaced.
        self.pods.meet(&living.iter().map(name_of).collect::<Vec<_>>(), clock::now());
        let (there, ready) = (living.len() - failed, self.pods.ready());
        let (spec, status) = (&deployment["spec"], &deployment["status"]);
        let replicas = spec["replicas"].as_i64().ok_or("it asks for no number")?;
        let count = |key: &str| status[key].as_u64().unwrap_or(0);
        if replicas != i64::try_from(there)?
            || count("replicas") != there as u64
            || count("readyReplicas") != ready as u64
            || status["observedGeneration"] != deployment["metadata"]["generation"]
        {
            return Err(format!(
                "{replicas} are asked for, {there} there, {ready} ready, {status} is told"
            )
            .into());
        }
        self.see()?;
        Ok(replicas)
    }

    /// All controllers read pods from one list, which is told of changes in their order. So once the ReplicaSet's
    /// controller has seen the sentinel's readiness change, that of autoscalers sees all that was changed before.
    fn see(&mut self) -> Result<(), Failure> {
        let ready = !self.sentinel.1;
        let condition = ready_condition(ready, clock::now() / SECOND)?;
        let status = json!({"status": {"phase": "Running", "conditions": [condition]}});
        self.api.patch(&self.pod(&self.sentinel.0), &status)?;
        self.sentinel.1 = ready;
        let path = format!("/apis/apps/v1/namespaces/{}/replicasets/{SENTINEL}", self.plan.name);
        until("the sentinel's readiness", BOUND, || {
            let told = self.api.get(&path).map_err(|error| error.to_string())?;
            let count = told["status"]["readyReplicas"].as_u64().unwrap_or(0);
            if count == u64::from(ready) { Ok(()) } else { Err(format!("{count} of 1 is ready")) }
        })?;
        Ok(())
    }

    /// Whether the pods are those that the controllers have seen, and as they were.
    fn is_settled(&self) -> Result<bool, Failure> {
        if self.deployment()?["spec"]["replicas"] != self.settled {
            return Ok(false);
        }
        let living = pods(&self.api, &self.plan.name, TARGET)?;
        let mut names: Vec<String> = living.iter().map(name_of).collect();
        names.sort();
        if names != self.pods.names() {
            return Ok(false);
        }
        for pod in &living {
            let told = self.pods.status(&name_of(pod))?;
            let differs = told
                .as_object()
                .into_iter()
                .flatten()
                .any(|(key, value)| pod["status"][key] != *value);
            if differs || !pod["metadata"]["deletionTimestamp"].is_null() {
                return Err(
                    format!("somebody else changed a pod: {told}, {}", pod["status"]).into()
                );
            }
        }
        Ok(true)
    }

    fn names(&self) -> Result<Vec<String>, Failure> {
        Ok(pods(&self.api, &self.plan.name, TARGET)?.iter().map(name_of).collect())
    }

    fn deployment(&self) -> Result<Value, Failure> {
        self.target("apps/v1", "deployments")
    }

    /// The object of that kind that has the target's name.
    fn target(&self, group: &str, kind: &str) -> Result<Value, Failure> {
        let namespace = &self.plan.name;
        Ok(self.api.get(&format!("/apis/{group}/namespaces/{namespace}/{kind}/{TARGET}"))?)
    }

    fn pod(&self, name: &str) -> String {
        format!("/api/v1/namespaces/{}/pods/{name}/status", self.plan.name)
    }
}

fn pods(api: &Api, namespace: &str, of: &str) -> Result<Vec<Value>, Failure> {
    Ok(api.list(&format!("/api/v1/namespaces/{namespace}/pods?labelSelector=app%3D{of}"))?)
}

fn name_of(object: &Value) -> String {
    object["metadata"]["name"].as_str().unwrap_or_default().to_owned()
}

fn whole(value: &Value) -> Result<i32, Failure> {
    let whole = value.as_i64().ok_or_else(|| format!("{value} is no whole number"))?;
    Ok(i32::try_from(whole)?)
}

/// A workload whose pods no scheduler places and no kubelet runs.
fn workload(kind: &str, name: &str, replicas: i32) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "schedulerName": "nobody",
                    "securityContext": {
                        "runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"},
                    },
                    "containers": [{
                        "name": "main",
                        "image": "example.test/none:1",
                        "resources": {"requests": {"cpu": format!("{REQUEST}m"), "memory": "64Mi"}},
                        "securityContext": {
                            "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
                        },
                    }],
                },
            },
        },
    })
}
