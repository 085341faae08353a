//! The beginning: what this is, and what stands where.

use super::Page;
use super::facts::{Facts, plural};
use super::page::escape;
use crate::topology::{Exposure, Placement, site_url};

pub(super) fn text(facts: &Facts<'_>, contents: &str) -> String {
    let design = facts.design;
    let mut page = Page::default();
    page.say(format!("# {}", design.name));
    page.say(format!(
        "WordPress on Kubernetes: \"{}\". {} of etcd, {} of Percona XtraDB Cluster, {} of WordPress, \
         all in the namespace `{}`.",
        escape(design.wordpress.site.title.as_str()),
        plural(facts.members(), "member", "members"),
        plural(facts.replicas(), "replica", "replicas"),
        wordpress_replicas(facts),
        design.namespace(),
    ));
    page.say("![Topology: machines with their pods, Services and folders](topology.svg)");
    page.say(
        "This page is the runbook. Every command in it can be copied as it stands and is run in this \
         folder. The folder was made from `design.yaml`: change that file and generate the folder anew \
         rather than editing what lies here.",
    );
    if let Some(url) = site_url(design) {
        page.say(format!("The site: <{url}>"));
    }
    page.say(contents);
    page.say("**Where everything runs.**");
    page.table(&["pod", "machine", "why there", "keeps its data in"], &pods(facts));
    page.say("**Services.**");
    page.table(&["Service", "ports", "reached by", "what for"], &services(facts));
    page.text().to_owned()
}

fn wordpress_replicas(facts: &Facts<'_>) -> String {
    let (least, most) = facts.design.wordpress.replica_bounds();
    if least == most {
        plural(least as usize, "replica", "replicas")
    } else {
        format!("{least} to {most} replicas")
    }
}

fn pods(facts: &Facts<'_>) -> Vec<Vec<String>> {
    let host = |place: &usize| {
        facts.topology.hosts.get(*place).map_or_else(String::new, |host| format!("`{}`", host.name))
    };
    facts
        .topology
        .pods
        .iter()
        .map(|pod| {
            let (machine, why) = match &pod.placement {
                Placement::Pinned(place) => (host(place), "pinned".to_owned()),
                Placement::Predicted { host: Some(place), candidates } => {
                    let any = plural(candidates.len(), "machine", "machines");
                    (host(place), format!("expected; the scheduler may choose among {any}"))
                }
                Placement::Predicted { host: None, .. } => {
                    ("none".to_owned(), "stays Pending: no machine has room".to_owned())
                }
            };
            let claims: Vec<String> = pod.claims.iter().map(|claim| kept(facts, claim)).collect();
            let kept = if claims.is_empty() { "nothing".to_owned() } else { claims.join(", ") };
            vec![format!("`{}`", pod.name), machine, why, kept]
        })
        .collect()
}

fn kept(facts: &Facts<'_>, claim: &str) -> String {
    match facts.topology.volume(claim).and_then(|volume| volume.volume.as_ref()) {
        Some(volume) => format!("`{claim}` on `{volume}`"),
        None => format!("`{claim}`"),
    }
}

fn services(facts: &Facts<'_>) -> Vec<Vec<String>> {
    facts
        .topology
        .services
        .iter()
        .map(|service| {
            let ports: Vec<String> =
                service.ports.iter().map(|port| port.port.to_string()).collect();
            let reached = match service.exposure {
                Exposure::Inside => "pods".to_owned(),
                Exposure::Headless => "pods, by name of each pod".to_owned(),
                Exposure::NodePort(port) => format!("port {port} of every machine"),
                Exposure::LoadBalancer => "the cloud's load balancer".to_owned(),
            };
            vec![
                format!("`{}`", service.name),
                ports.join(", "),
                reached,
                service.purpose.to_owned(),
            ]
        })
        .collect()
}
