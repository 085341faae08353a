//! A changed design over a living cluster.

use super::Page;
use super::facts::Facts;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Change the design");
    page.say(
        "Keep the folder that is deployed, generate the changed design into another, and ask what the \
         change takes before you deploy it:",
    );
    page.run(
        "cp design.yaml ../changed.yaml\n\
         # edit ../changed.yaml\n\
         presswright check ../changed.yaml\n\
         presswright generate ../changed.yaml -o ../changed\n\
         presswright diff . ../changed",
    );
    page.list([
        "**in place**: run `./deploy.sh` in the new folder.",
        "**with steps**: some fields of Kubernetes cannot change. `presswright diff` prints the commands, \
         with their names, in the order in which they are needed; `./deploy.sh` is the last of them.",
        "**new cluster**: the pods' or Services' network, the DNS domain or the machines' provider. Bring \
         up the new cluster beside the old one, and restore a backup into it.",
    ]);
    page.say(
        "What a design no longer has is deleted at the end of `deploy.sh` if it holds no data. \
         StatefulSets, claims, volumes and Secrets stay until you delete them. It never overwrites a \
         Secret: files of a database keep their passwords.",
    );
    page.section("Take out what was kept");
    page.say(
        "`deploy.sh` says `Kept: statefulsets.apps/NAME` for one that is no longer in the design. When a \
         backup is made and nothing needs it any more, it goes by that name; its claims and volumes are \
         listed by the second command and go by theirs:",
    );
    page.run(format!(
        "{0} get statefulsets -l app.kubernetes.io/instance={1}\n{0} get pvc -l app.kubernetes.io/instance={1}",
        facts.kubectl(),
        facts.design.name
    ));
    if facts.is_vagrant() {
        page.say(
            "Vagrant keeps its state beside the Vagrantfile. With a new folder, take the machines along: \
             `cp -a vagrant/.vagrant vagrant/.state ../changed/vagrant/`, then go on there.",
        );
    }
}
