# shellcheck shell=bash
# The settings of cluster.env: the one list of its keys, for every script of the bundle. Sourced after settings.sh.

# read_cluster_settings FILE: sets each of them as a shell variable. What they mean:
#   CLUSTER              the design's name
#   NAMESPACE            where everything runs
#   SELECTOR             the label selector of everything that the bundle makes
#   KUBERNETES           the minor version that the manifests are for, as 1.36
#   ETCD_POD             a member of etcd that commands may run in; empty without etcd
#   ETCD_CONTAINER       its container
#   ETCD_ENDPOINTS       the client addresses of all members, with commas between
#   ETCD_MEMBERS         how many there are
#   FOUNDING_PREFIX      where Percona's members meet in etcd, with a slash at the end; empty if they do not
#   ROSTER               what the key 'roster' there must hold at first
#   PERCONA_PODS         the replicas, with spaces between
#   PERCONA_CONTAINER    their container
#   PERCONA_PASSWORD_FILE  the file in it that holds root's password
#   DATABASE_SECRET      the Secret with the passwords of the database's accounts
#   WORDPRESS_WORKLOAD   kind/name of what runs WordPress
#   WORDPRESS_CONTAINER  its container
#   AUTOSCALER           name of the HorizontalPodAutoscaler; empty if there is none
#   METRICS              yes when metrics-server is part of the design
#   SITE_URL             where visitors find the site; empty when only the cluster can tell
#   ADMIN_SECRET         the Secret with WordPress' administrator
#   ADMIN_PASSWORD_KEY   its key with the password
#   CERTIFICATE_NAMES    DNS names in the certificates, with spaces between
#   CERTIFICATE_DAYS     how long they are good
read_cluster_settings() {
  read_settings "$1" CLUSTER NAMESPACE SELECTOR KUBERNETES \
    ETCD_POD ETCD_CONTAINER ETCD_ENDPOINTS ETCD_MEMBERS FOUNDING_PREFIX ROSTER \
    PERCONA_PODS PERCONA_CONTAINER PERCONA_PASSWORD_FILE DATABASE_SECRET \
    WORDPRESS_WORKLOAD WORDPRESS_CONTAINER AUTOSCALER METRICS SITE_URL \
    ADMIN_SECRET ADMIN_PASSWORD_KEY CERTIFICATE_NAMES CERTIFICATE_DAYS
}

# use_cluster FOLDER: the cluster that Vagrant made from this bundle, unless KUBECONFIG names one.
use_cluster() {
  if [ -z "${KUBECONFIG:-}" ] && [ -f "$1/vagrant/.state/kubeconfig" ]; then
    export KUBECONFIG=$1/vagrant/.state/kubeconfig
  fi
}

# in_namespace ARGUMENT...: kubectl in the design's namespace.
in_namespace() {
  kubectl -n "$NAMESPACE" "$@"
}
