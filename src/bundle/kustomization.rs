//! kustomization.yaml: `kubectl apply -k .` is the one way in.

use crate::file::File;

/// Lists the manifests, in their order, and lets kustomize change nothing: no labels, no prefix.
/// `sortOptions` is left out: kubectl asks for its own order (namespace first, webhooks last), and
/// warns of every other at each `kubectl apply -k`.
pub(super) fn kustomization(manifests: &[String]) -> File {
    let mut text = "---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\
                    resources:\n"
        .to_owned();
    for path in manifests {
        text.push_str("  - ");
        text.push_str(path);
        text.push('\n');
    }
    File::text("kustomization.yaml", text)
}
