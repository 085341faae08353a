//! The API of metrics (`metrics.k8s.io`) for one control plane, served by the test: a question about the pods of a
//! namespace goes to whoever plays them, and waits for their answer.
//!
//! kube-apiserver asks an aggregated API by TLS, at the address of a Service. Here that is one of type `ExternalName`
//! (`ResolveCluster` of kubernetes `staging/src/k8s.io/apiserver/pkg/util/proxy/proxy.go`), which needs no network of
//! Services, and TLS is spoken by a small program of Go's own library (`programs/tls`).

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::{Value, json};

use super::clock;
use crate::control_plane::{BOUND, ControlPlane};
use crate::go;
use crate::process::Process;
use crate::rehearsal::Failure;
use crate::wait::until;

/// The group and version, as it stands in paths and objects.
pub const GROUP_VERSION: &str = "metrics.k8s.io/v1beta1";

/// The module of the program that speaks TLS.
const MODULE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/programs/tls");

/// A question about the pods of a namespace.
#[derive(Debug)]
pub struct Question {
    /// When it came, in microseconds.
    pub asked: u64,
    /// Where the answer goes, a list of `PodMetrics`.
    pub answer: Sender<Value>,
}

type Players = Arc<Mutex<BTreeMap<String, Sender<Question>>>>;

/// The API, as long as it is not dropped.
#[derive(Debug)]
pub struct MetricsApi {
    players: Players,
    _front: Process,
}

impl MetricsApi {
    /// Serves it, and waits until the API server has found it.
    pub fn start(plane: &ControlPlane) -> Result<Self, Failure> {
        let players = Players::default();
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let behind = format!("http://{}", listener.local_addr()?);
        let serving = Arc::clone(&players);
        // It ends with the test's own process.
        thread::spawn(move || serve(&listener, &serving));
        let front = front(plane, &behind)?;
        let port = until("the address of the front", BOUND, || port(plane))?;
        register(plane, port)?;
        Ok(Self { players, _front: front })
    }

    /// Where the questions about the pods of a namespace come out.
    pub fn questions(&self, namespace: &str) -> Receiver<Question> {
        let (sender, receiver) = channel();
        let mut players = self.players.lock().unwrap_or_else(PoisonError::into_inner);
        players.insert(namespace.to_owned(), sender);
        receiver
    }
}

const FRONT: &str = "metrics-front";

fn front(plane: &ControlPlane, behind: &str) -> Result<Process, Failure> {
    let program = plane.folder().join(FRONT);
    go::run(
        Path::new(MODULE),
        [
            "build".into(),
            "-trimpath".into(),
            "-o".into(),
            program.clone().into_os_string(),
            ".".into(),
        ],
    )?;
    let mut command = Command::new(&program);
    command.arg(behind);
    Ok(Process::start(FRONT, command, plane.folder())?)
}

fn port(plane: &ControlPlane) -> Result<u16, String> {
    let written = plane.log(FRONT).map_err(|error| error.to_string())?;
    let port = written.lines().find_map(|line| line.rsplit_once(':')?.1.parse().ok());
    port.ok_or(written)
}

fn register(plane: &ControlPlane, port: u16) -> Result<(), Failure> {
    let api = plane.api();
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": FRONT},
        "spec": {"type": "ExternalName", "externalName": "127.0.0.1"},
    });
    api.create("/api/v1/namespaces/default/services", &service)?;
    let (group, version) = GROUP_VERSION.split_once('/').ok_or("no version")?;
    let registration = json!({
        "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
        "metadata": {"name": format!("{version}.{group}")},
        "spec": {
            "group": group, "version": version,
            "groupPriorityMinimum": 100, "versionPriority": 100,
            "insecureSkipTLSVerify": true,
            "service": {"namespace": "default", "name": FRONT, "port": port},
        },
    });
    api.create("/apis/apiregistration.k8s.io/v1/apiservices", &registration)?;
    until("the API of metrics", BOUND, || {
        let groups = api.get("/apis").map_err(|error| error.to_string())?;
        let groups = groups["groups"].as_array().cloned().unwrap_or_default();
        if groups.iter().any(|one| one["name"] == group) {
            api.get(&format!("/apis/{GROUP_VERSION}")).map_err(|error| error.to_string())
        } else {
            Err("its group is not there".to_owned())
        }
    })?;
    Ok(())
}

fn serve(listener: &TcpListener, players: &Players) {
    for stream in listener.incoming().filter_map(Result::ok) {
        let players = Arc::clone(players);
        // Who went away before the answer asks again.
        thread::spawn(move || answer(&stream, &players));
    }
}

fn answer(mut stream: &TcpStream, players: &Players) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split([' ', '?']).nth(1).unwrap_or_default();
    let (code, body) = match said(path, players) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", json!({"kind": "Status", "apiVersion": "v1", "code": 404})),
    };
    let body = body.to_string();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {code}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// What lies at a path; nothing where nothing does, or where nobody plays the namespace's pods any more.
fn said(path: &str, players: &Players) -> Option<Value> {
    let asked = clock::now();
    let rest = path.strip_prefix("/apis/")?.strip_prefix(GROUP_VERSION)?;
    if rest.is_empty() {
        return Some(json!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": GROUP_VERSION,
            "resources": [{
                "name": "pods", "singularName": "", "namespaced": true, "kind": "PodMetrics",
                "verbs": ["get", "list"],
            }],
        }));
    }
    let namespace = rest.strip_prefix("/namespaces/")?.strip_suffix("/pods")?;
    let (answer, answered) = channel();
    let player = players.lock().unwrap_or_else(PoisonError::into_inner).get(namespace)?.clone();
    player.send(Question { asked, answer }).ok()?;
    answered.recv().ok()
}
