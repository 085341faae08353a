//! Where the images come from, if not from where their names say.

use super::Page;
use super::facts::Facts;
use crate::design::{Access, Image, Images};

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    let cluster = &facts.design.cluster;
    if cluster.images == Images::AsNamed && cluster.pull_secret.is_none() {
        return;
    }
    page.section("The images");
    match &cluster.images {
        Images::AsNamed => {}
        Images::Mirror(registry) => {
            page.say(format!(
                "The machines ask `{registry}` alone. Copy every image there before you deploy, from a \
                 computer that reaches both (`skopeo`, after `skopeo login`); a digest stays the same."
            ));
            let copies: Vec<String> = images(facts)
                .into_iter()
                .map(|image| {
                    let to = image.copied_to(registry);
                    format!(
                        "skopeo copy --all docker://{} docker://{}",
                        reference(image.as_str()),
                        reference(&to)
                    )
                })
                .collect();
            page.run(copies.join("\n"));
            page.say(
                "A machine that holds an image does not ask for it again (`imagePullPolicy: \
                 IfNotPresent`): after a tag was given to other bytes, set a tag of its own in the design.",
            );
        }
        Images::OnMachines => {
            page.say(
                "No registry is asked (`imagePullPolicy: Never`). Each of these has to be on every machine \
                 that runs pods, under this name (`sudo ctr --namespace k8s.io images import FILE`; \
                 `sudo crictl images` lists them). A pod whose image is missing says `ErrImageNeverPull`:",
            );
            page.list(images(facts).into_iter().map(|image| format!("`{image}`")));
        }
    }
    if let Some(secret) = cluster.asked_with() {
        page.say(format!(
            "The registry's key is the Secret `{secret}`, from the file in which `docker login`, or \
             `skopeo login --authfile`, keeps it:"
        ));
        page.run(format!(
            "kubectl apply -f manifests/00-namespace.yaml\n\
             {} create secret docker-registry {secret} --from-file=.dockerconfigjson=$HOME/.docker/config.json",
            facts.kubectl()
        ));
    }
}

/// Every image of the design, once.
fn images<'a>(facts: &Facts<'a>) -> Vec<&'a Image> {
    let design = facts.design;
    let mut images = vec![&design.etcd.image, &design.percona.image];
    if design.percona.access == Access::Haproxy {
        images.push(&design.percona.haproxy_image);
    }
    images.extend([&design.wordpress.image, &design.wordpress.cli_image]);
    if facts.members() == 0 {
        images.remove(0);
    }
    images.dedup();
    images
}

/// As skopeo takes it: with a digest there must be no tag.
fn reference(image: &str) -> String {
    let Some((name, digest)) = image.split_once('@') else { return image.to_owned() };
    let last = name.rfind('/').map_or(0, |slash| slash + 1);
    let tag = name.get(last..).and_then(|part| part.find(':'));
    format!("{}@{digest}", name.get(..tag.map_or(name.len(), |tag| last + tag)).unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_digest_stands_for_itself() {
        let digest = format!("sha256:{}", "0".repeat(64));
        assert_eq!(reference("a:5000/b/c:1"), "a:5000/b/c:1");
        assert_eq!(reference(&format!("a:5000/b/c:1@{digest}")), format!("a:5000/b/c@{digest}"));
        assert_eq!(reference(&format!("c@{digest}")), format!("c@{digest}"));
    }
}
