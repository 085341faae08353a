//! Values to draw from, for options whose shape allows endlessly many.

use presswright::design::Design;

/// What an option of this name may be drawn as. Empty: whatever its shape gives as an example.
pub fn values(option: &str, design: &Design) -> Vec<String> {
    let machines = || design.machines.iter().map(|machine| machine.name.to_string()).collect();
    let fixed: &[&str] = match option {
        "nfs.machine" | "etcd.members[].machine" | "percona.machines[]" | "canvas[].machine" => {
            return machines();
        }
        "namespace" => &["web", "team-a", "on", "null", "123"],
        "cluster.kubernetes" => &["1.35", "1.36", "1.37"],
        "cluster.box" => &["bento/debian-13", "bento/fedora-43", "cloud-image/ubuntu-24.04"],
        "cluster.pod-network" => &["172.20.0.0/16", "10.200.0.0/14"],
        "cluster.service-network" => &["10.112.0.0/16", "172.30.0.0/16"],
        "cluster.domain" => &["k8s.example.org", "internal"],
        "cluster.images.mirror" => &["registry.example.org:5000/mirror", "mirror:5000"],
        "cluster.pull-secret" => &["registry", "blog-pull"],
        "cluster.host-memory" => &["32Gi", "64Gi", "128Gi"],
        "machines[].address" => &["192.168.56.77", "192.168.57.20", "192.168.60.9"],
        "machines[].cpu" => &["2", "4", "8", "16"],
        "machines[].memory" => &["4Gi", "6Gi", "8Gi", "16Gi", "12000Mi"],
        "machines[].disk" => &["40Gi", "100Gi", "500Gi"],
        "nfs.path" => &["/export", "/srv/nfs/blog_1", "/data/a.b-c"],
        "nfs.clients" => &["192.168.56.0/21", "192.168.56.0/24"],
        "etcd.image" => &[
            "gcr.io/etcd-development/etcd:v3.6.13",
            "gcr.io/etcd-development/etcd:v3.7.3",
            "quay.io/coreos/etcd:v3.5.30",
            "registry.example.org:5000/mirror/etcd:v3.6.14",
        ],
        "percona.image" => &[
            "percona/percona-xtradb-cluster:8.4.7",
            "percona/percona-xtradb-cluster:8.0",
            "registry.example.org:5000/percona:8.4",
        ],
        "percona.haproxy-image" => &[
            "haproxy:3.2.4-bookworm",
            "haproxy:3.2@sha256:5b6c7d8e5b6c7d8e5b6c7d8e5b6c7d8e5b6c7d8e5b6c7d8e5b6c7d8e5b6c7d8e",
        ],
        "wordpress.image" => &[
            "wordpress:7.0-php8.4-apache",
            "registry.example.org/wordpress:7.1-apache",
            "wordpress:7.1-php8.3-apache@sha256:0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d",
        ],
        "wordpress.cli-image" => {
            &["wordpress:cli-2.12-php8.4", "registry.example.org/wordpress:cli-2.12"]
        }
        "etcd.storage.class" | "percona.storage.class" => &["fast", "on", "local-path"],
        "wordpress.files.class" | "backups.storage.class" => &["shared", "nfs-csi"],
        "etcd.volume" => &["1Gi", "4Gi", "8G"],
        "etcd.quota" => &["256Mi", "1Gi", "2Gi"],
        "etcd.cpu" => &["50m", "200m", "0.5"],
        "etcd.memory" => &["192Mi", "512Mi", "1Gi"],
        "etcd.local-path" | "percona.local-path" => &["/mnt/disks", "/data/presswright"],
        "percona.volume" | "wordpress.volume" => &["5Gi", "20Gi", "100G"],
        "percona.cpu" => &["250m", "750m", "1", "1.5"],
        "percona.memory" => &["1200Mi", "2Gi", "3Gi"],
        "percona.buffer-pool" => &["256Mi", "512Mi", "1Gi"],
        "percona.max-connections" => &["50", "100", "300"],
        "percona.replicas" => &["1", "3", "5", "7"],
        "percona.grace-period" => &["120", "300", "900"],
        "wordpress.replicas" => &["1", "2", "3", "6"],
        "wordpress.cpu" => &["100m", "200m", "0.5"],
        "wordpress.memory" => &["128Mi", "300Mi"],
        "wordpress.memory-limit" => &["256Mi", "640Mi", "1Gi"],
        "wordpress.autoscaling.min" => &["1", "2", "4"],
        "wordpress.autoscaling.max" => &["3", "6", "9"],
        "wordpress.autoscaling.cpu" => &["30%", "75%", "150%"],
        "wordpress.autoscaling.scale-down-after" => &["0", "60", "900"],
        "wordpress.way-in.node-port" => &["30081", "30000", "31999"],
        "etcd.node-port" => &["30090", "30379"],
        "percona.node-port" => &["30091", "30306"],
        "wordpress.way-in.ingress.class" => &["nginx", "traefik"],
        "wordpress.way-in.ingress.host" => &["blog.example.org", "example.net"],
        "wordpress.way-in.ingress.certificate" => &["blog-tls"],
        "wordpress.database.name" | "wordpress.database.user" => &["blog", "Blog_2", "yes"],
        // As hostile as free text may be: YAML, shell, Ruby, HTML and JSON must all take it for text.
        "wordpress.site.title" => &[
            "It's \"$(id)\" & <b>`x`</b>",
            "no",
            "0o17",
            "line one\nline two",
            "#{1+1} %w[a] {{.Values.x}} ${HOME} \\n",
            "Käse 🧀 日本",
            "- a: b #c",
            "--- ",
        ],
        "wordpress.site.url" => &["https://blog.example.org", "http://192.168.56.11:30080/wp"],
        "wordpress.site.admin-user" => &["editor", "a.b@c-d", "null"],
        "wordpress.site.admin-mail" => &["me+blog@example.net"],
        "backups.schedule" => &["0 */6 * * *", "5 4 1,15 * 1-5"],
        "backups.keep" => &["1", "30"],
        "backups.volume" => &["20Gi", "200Gi"],
        _ => &[],
    };
    fixed.iter().map(|&value| value.to_owned()).collect()
}

/// What a value of an option cannot do without: another option, and its value as YAML.
pub fn needed_with(option: &str, value: &str) -> Option<(&'static str, &'static str)> {
    match (option, value) {
        // The image speaks etcd's v2 API, which 3.6 no longer has.
        ("percona.discovery", "image") => Some(("etcd.image", "quay.io/coreos/etcd:v3.5.30")),
        _ => None,
    }
}
