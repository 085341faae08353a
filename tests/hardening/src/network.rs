//! What the NetworkPolicies of a bundle allow, as cyclonus reads them, and what the drawing shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::{Command, Stdio};

use presswright::rules::Approved;
use presswright::topology::{End, Tier, Topology};
use serde_json::{Value, json};

use crate::Failure;
use crate::pod::pods;
use crate::tool::path;

const TIERS: [Tier; 7] = [
    Tier::Etcd,
    Tier::Percona,
    Tier::Haproxy,
    Tier::Wordpress,
    Tier::Install,
    Tier::Cron,
    Tier::Backup,
];

/// Ports that nobody's link has, among them those that programs of the design listen on or once did: the X
/// protocol and the administrator's port of MySQL, HAProxy's health, ssh, kubelet, etcd before 2.0.
const OTHERS: [u16; 14] =
    [1, 22, 53, 111, 1023, 2049, 4001, 6443, 7001, 8404, 10250, 33060, 33062, 65535];

/// A connection that somebody may open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    /// Who opens it.
    pub from: String,
    /// Who listens.
    pub to: String,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
    /// Where.
    pub port: u16,
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {} {}/{}", self.from, self.to, self.port, self.protocol)
    }
}

/// Who can talk: by the name in a [`Connection`].
struct Peer {
    name: String,
    sort: Sort,
    json: Value,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    /// A pod of the design.
    Own(Tier),
    /// The cluster's DNS.
    Dns,
    /// A pod of somebody else's namespace.
    Foreign,
    /// Somebody else's pod in the design's namespace.
    Neighbour,
    /// A machine of the internet.
    Internet,
}

/// The peers of a design: each of its pods, and one of everybody else.
fn peers(approved: &Approved) -> Vec<Peer> {
    let (pods, manifests) = pods(approved);
    let namespace = approved.design().namespace();
    let namespace_labels = manifests
        .objects
        .iter()
        .find(|object| object.kind() == "Namespace")
        .map(|object| object.json["metadata"]["labels"].clone())
        .unwrap_or_default();
    // Pods have addresses of the cluster's network for pods, which the internet's exclude.
    let network = approved.design().cluster.pod_network.to_string();
    let first = network.split('/').next().and_then(|first| first.parse::<IpAddr>().ok());
    let address = |number: u8| match first {
        Some(IpAddr::V4(first)) => {
            Ipv4Addr::from_bits(first.to_bits() + u32::from(number)).to_string()
        }
        Some(IpAddr::V6(first)) => {
            Ipv6Addr::from_bits(first.to_bits() + u128::from(number)).to_string()
        }
        None => String::new(),
    };
    let labelled = |name: &str, mut labels: Value| {
        // The API server gives it to every namespace.
        labels["kubernetes.io/metadata.name"] = json!(name);
        labels
    };
    let pod = |name: &str, sort, ip: &str, namespace: &str, spaced: Value, labels: Value| Peer {
        name: name.to_owned(),
        sort,
        json: json!({
            "name": name, "ip": ip, "namespace": namespace,
            "namespaceLabels": labelled(namespace, spaced), "labels": labels,
        }),
    };
    let mut peers: Vec<Peer> = (1_u8..)
        .zip(&pods)
        .filter_map(|(number, one)| {
            let tier = TIERS.into_iter().find(|tier| tier.component() == one.component())?;
            let (ip, spaced) = (address(number), namespace_labels.clone());
            let labels = one.labels.clone();
            Some(pod(&one.owner, Sort::Own(tier), &ip, namespace, spaced, labels))
        })
        .collect();
    let none = || json!({});
    let dns = json!({"k8s-app": "kube-dns"});
    let own = |tier: Tier| json!({"app.kubernetes.io/component": tier.component()});
    peers.extend([
        pod("DNS", Sort::Dns, &address(41), "kube-system", none(), dns.clone()),
        pod("a pod elsewhere", Sort::Foreign, &address(42), "elsewhere", none(), none()),
        pod("a kube-dns elsewhere", Sort::Foreign, &address(43), "elsewhere", none(), dns),
        pod(
            "a percona elsewhere",
            Sort::Foreign,
            &address(44),
            "elsewhere",
            none(),
            own(Tier::Percona),
        ),
        pod(
            "a neighbour",
            Sort::Neighbour,
            &address(45),
            namespace,
            namespace_labels.clone(),
            none(),
        ),
        pod(
            "a neighbour's etcd",
            Sort::Neighbour,
            &address(46),
            namespace,
            namespace_labels.clone(),
            json!({"app.kubernetes.io/component": "etcd", "app.kubernetes.io/instance": "another"}),
        ),
    ]);
    for (name, ip) in [("the internet", "203.0.113.7"), ("the internet by IPv6", "2001:db8::7")] {
        let json = json!({"name": name, "ip": ip});
        peers.push(Peer { name: name.to_owned(), sort: Sort::Internet, json });
    }
    peers
}

/// Every port that a link, a Service or a policy names, its neighbours, and others. That is as good as all
/// of them: a policy tells ports apart by the numbers that it names, alone or as the ends of a range.
fn ports(topology: &Topology, policies: &[Value]) -> Result<BTreeSet<u16>, Failure> {
    let mut said: BTreeSet<u16> =
        topology.links.iter().flat_map(|link| link.ports.iter().copied()).collect();
    let served = topology.services.iter().flat_map(|service| service.ports.iter());
    said.extend(served.map(|port| port.port));
    policies.iter().try_for_each(|policy| named(policy, &mut said))?;
    let near = |port: u16| [port.saturating_sub(1), port, port.saturating_add(1)];
    Ok(said.into_iter().flat_map(near).chain(OTHERS).filter(|port| *port > 0).collect())
}

/// The numbers below `port` and `endPort`, wherever they stand.
fn named(value: &Value, said: &mut BTreeSet<u16>) -> Result<(), Failure> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| named(item, said)),
        Value::Object(entries) => entries.iter().try_for_each(|(key, item)| match key.as_str() {
            "port" | "endPort" => {
                let number =
                    item.as_u64().ok_or("a port by its name: cyclonus is asked by numbers")?;
                said.insert(u16::try_from(number)?);
                Ok(())
            }
            _ => named(item, said),
        }),
        _ => Ok(()),
    }
}

/// What the drawing shows: its links, and names looked up at the cluster's DNS.
fn drawn(topology: &Topology, peers: &[Peer]) -> BTreeSet<Connection> {
    let mut connections = BTreeSet::new();
    for from in peers {
        for to in peers {
            let mut add = |protocol: &str, port: u16| {
                connections.insert(Connection {
                    from: from.name.clone(),
                    to: to.name.clone(),
                    protocol: protocol.to_owned(),
                    port,
                });
            };
            for link in &topology.links {
                if is_end(link.from, from.sort) && is_end(link.to, to.sort) {
                    link.ports.iter().for_each(|port| add("TCP", *port));
                }
            }
            if matches!((from.sort, to.sort), (Sort::Own(_), Sort::Dns)) {
                add("TCP", 53);
                add("UDP", 53);
            }
        }
    }
    connections
}

fn is_end(end: End, sort: Sort) -> bool {
    match (end, sort) {
        (End::Tier(tier), Sort::Own(own)) => tier == own,
        // Whoever is no pod of the design: by a port of a machine visitors come with any address. A
        // neighbour's own packets are stopped where they leave, by the namespace's default.
        (End::Outside, sort) => matches!(sort, Sort::Internet | Sort::Foreign | Sort::Dns),
        // Which namespace the controller is in is the cluster's affair.
        (End::IngressController, sort) => matches!(sort, Sort::Foreign | Sort::Dns),
        (End::Internet, sort) => sort == Sort::Internet,
        (End::Tier(_), _) => false,
    }
}

/// What cyclonus says of policies, for each question on a line.
fn ask(questions: &[Value]) -> Result<Vec<Value>, Failure> {
    let mut text = String::new();
    for question in questions {
        text.push_str(&question.to_string());
        text.push('\n');
    }
    let mut child = Command::new(path("PRESSWRIGHT_NETWORK_POLICIES")?)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    writer.join().map_err(|_| "the writer panicked")??;
    if !output.status.success() {
        return Err(format!("network-policies ended with {}", output.status).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Each difference between what is allowed and what is drawn, in words.
pub struct Comparison {
    /// How many connections were asked about.
    pub asked: usize,
    /// What is allowed.
    pub allowed: BTreeSet<Connection>,
    /// What is wrong.
    pub differences: Vec<String>,
}

/// Compares both, for several designs whose policies `change` may alter before they are asked.
pub fn compare(
    designs: &[&Approved],
    change: &dyn Fn(&mut Vec<Value>),
) -> Result<Vec<Comparison>, Failure> {
    let mut questions = Vec::new();
    let mut drawings = Vec::new();
    for approved in designs {
        let peers = peers(approved);
        let topology = approved.topology();
        let (_, manifests) = pods(approved);
        let mut policies: Vec<Value> = manifests
            .objects
            .into_iter()
            .filter(|object| object.kind() == "NetworkPolicy")
            .map(|object| object.json)
            .collect();
        change(&mut policies);
        let ports = ports(topology, &policies)?;
        let asked: Vec<&Value> = peers.iter().map(|peer| &peer.json).collect();
        questions.push(json!({"policies": policies, "peers": asked, "ports": ports}));
        let sorts: BTreeMap<String, Sort> =
            peers.iter().map(|peer| (peer.name.clone(), peer.sort)).collect();
        drawings.push((drawn(topology, &peers), sorts, peers.len().pow(2) * ports.len() * 3));
    }
    let answers = ask(&questions)?;
    if answers.len() != drawings.len() {
        return Err(format!("{} answers to {} questions", answers.len(), drawings.len()).into());
    }
    answers
        .iter()
        .zip(drawings)
        .map(|(answer, (drawn, sorts, asked))| {
            let own = |name: &str| matches!(sorts.get(name), Some(Sort::Own(_)));
            let mut allowed = connections(answer)?;
            // What others do among themselves is none of our business.
            allowed.retain(|one| own(&one.from) || own(&one.to));
            let more = allowed.difference(&drawn).map(|one| format!("allowed, not drawn: {one}"));
            let less = drawn.difference(&allowed).map(|one| format!("drawn, not allowed: {one}"));
            let differences = more.chain(less).collect();
            Ok(Comparison { asked, allowed, differences })
        })
        .collect()
}

fn connections(answer: &Value) -> Result<BTreeSet<Connection>, Failure> {
    let mut connections = BTreeSet::new();
    for pair in answer.as_array().ok_or("no answer")? {
        let word = |key: &str| pair[key].as_str().unwrap_or_default().to_owned();
        for port in pair["ports"].as_array().into_iter().flatten() {
            let port = u16::try_from(port.as_u64().unwrap_or_default())?;
            let (from, to, protocol) = (word("from"), word("to"), word("protocol"));
            connections.insert(Connection { from, to, protocol, port });
        }
    }
    Ok(connections)
}
