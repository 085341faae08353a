//! Presswright: a highly available WordPress on Kubernetes, laid out, checked and exported.
