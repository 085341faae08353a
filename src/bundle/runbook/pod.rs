//! Pods that a person starts once, from the runbook: with what the namespace and the machines ask of any pod.

use super::facts::Facts;
use crate::design::Image;
use crate::manifest::pulled;

/// What a namespace of the `restricted` standard asks of each container.
pub(super) const LOCKED: &str = "securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}";

/// The manifest's beginning. What follows is the rest of `spec`, indented by two; `more` is further of its security
/// context, after a comma.
pub(super) fn head(facts: &Facts<'_>, name: &str, user: u32, more: &str) -> String {
    let secret = facts
        .design
        .cluster
        .asked_with()
        .map(|secret| format!("\x20 imagePullSecrets: [{{name: {secret}}}]\n"))
        .unwrap_or_default();
    format!(
        "apiVersion: v1\n\
         kind: Pod\n\
         metadata: {{name: {name}}}\n\
         spec:\n\
         \x20 restartPolicy: Never\n\
         \x20 automountServiceAccountToken: false\n\
         \x20 enableServiceLinks: false\n\
         {secret}\
         \x20 securityContext: {{runAsNonRoot: true, runAsUser: {user}, runAsGroup: {user}, fsGroup: {user}{more}, seccompProfile: {{type: RuntimeDefault}}}}\n"
    )
}

/// A container's beginning: its name, its image as the machines get it, what it may.
pub(super) fn container(facts: &Facts<'_>, name: &str, image: &Image) -> String {
    let (image, policy) = pulled(&facts.design.cluster, image);
    format!(
        "\x20   - name: {name}\n\
         \x20     image: {image}\n\
         \x20     imagePullPolicy: {policy}\n\
         \x20     {LOCKED}\n"
    )
}

/// Waits until it has done what it is for.
pub(super) fn succeeds(kubectl: &str, name: &str, timeout: &str) -> String {
    format!(
        "{kubectl} wait --for=jsonpath='{{.status.phase}}'=Succeeded pod/{name} --timeout={timeout}"
    )
}
