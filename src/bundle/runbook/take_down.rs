//! The end of it.

use super::Page;
use super::facts::Facts;

pub(super) fn write(page: &mut Page, facts: &Facts<'_>) {
    page.chapter("Take it all down");
    page.say("Stop everything and keep all data; `./deploy.sh` brings the same site back:");
    page.run("./teardown.sh");
    page.say(format!(
        "With the data: it asks for the name, `{}`, and there is no way back. Copy a backup and the Secrets \
         first.",
        facts.design.name
    ));
    page.run("./teardown.sh --delete-data");
    page.say("Files in the export and in local folders stay until you delete them; it says where they lie.");
    if facts.is_vagrant() {
        page.say("And the machines, with their disks and everything on them:");
        page.run("(cd vagrant && vagrant destroy && rm -r .state)");
    }
}
