//! kustomization.yaml: `kubectl apply -k .` is the one way in.

use crate::file::File;

/// Lists the manifests, in their order, and lets kustomize change nothing: no labels, no prefix, no
/// order of its own (`fifo`; kustomize's default would sort by kind).
pub(super) fn kustomization(manifests: &[File]) -> File {
    let mut text = "---\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\
                    sortOptions:\n  order: fifo\nresources:\n"
        .to_owned();
    for file in manifests {
        text.push_str("  - ");
        text.push_str(&file.path);
        text.push('\n');
    }
    File::text("kustomization.yaml", text)
}
