//! WordPress: its replicas, files, way in, database account and site.

use super::grammar::{choice, section};
use super::measures::{Count, Cpu, Percentage, Port, Quantity, Seconds};
use super::names::{
    DnsName, FreeText, Image, Label, LoginName, MailAddress, MountPath, SiteUrl, SqlName,
};

section! {
    /// WordPress, its replicas and its autoscaler.
    pub struct Wordpress: Default {
        /// Container image, the Apache variant.
        image "image": Image = Image::known("wordpress:7.1-php8.3-apache"),
        /// Image of wp-cli, which installs the site and runs its timed tasks.
        cli_image "cli-image": Image = Image::known("wordpress:cli-2.12-php8.3"),
        /// What keeps the replicas running.
        workload "workload": Workload = Workload::Deployment,
        /// Number of replicas without an autoscaler; left out, 2.
        replicas "replicas": Option<Count<1, 100>> = None,
        /// The autoscaler; left out, there is none.
        autoscaling "autoscaling": Option<Autoscaling> = None,
        /// Where the files that all replicas share are kept.
        files "files": Files = Files::Nfs,
        /// What the replicas share.
        share "share": Share = Share::Site,
        /// Size of the volume for shared files.
        volume "volume": Quantity = Quantity::gibibytes(10),
        /// Processors asked for by a replica. The autoscaler's percentage is of this.
        cpu "cpu": Cpu = Cpu::millis(250),
        /// Memory asked for by a replica.
        memory "memory": Quantity = Quantity::mebibytes(256),
        /// The most memory that a replica may use.
        memory_limit "memory-limit": Quantity = Quantity::mebibytes(512),
        /// How visitors reach the site.
        way_in "way-in": WayIn = WayIn::NodePort(Port::new(30080)),
        /// The database and its account.
        database "database": Database = Database::default(),
        /// What the site is called and who runs it.
        site "site": Site = Site::default(),
        /// Whether WordPress may reach the internet by 443, for updates and plugins.
        internet "internet": bool = true,
    }
}

section! {
    /// The HorizontalPodAutoscaler.
    pub struct Autoscaling: Default {
        /// The fewest replicas.
        min "min": Count<1, 100> = Count::new(3),
        /// The most replicas. They should fit the machines with one of them down.
        max "max": Count<1, 100> = Count::new(5),
        /// Average CPU that it keeps to, as a share of the CPU asked for.
        cpu "cpu": Percentage = Percentage::new(50),
        /// Seconds that load must have been low before replicas are taken away.
        scale_down_after "scale-down-after": Seconds = Seconds::new(300),
    }
}

choice! {
    /// What keeps the replicas running.
    pub enum Workload {
        /// Replaces them one by one when something changes.
        Deployment "deployment",
        /// As in the article: a change reaches only pods that are made anew.
        ReplicaSet "replica-set",
    }
}

choice! {
    /// Where shared files are kept.
    pub enum Files {
        /// A folder of the NFS export.
        Nfs "nfs",
        /// A volume of a StorageClass that many machines can write to (ReadWriteMany).
        Class "class"(Label),
        /// A folder of whichever machine a replica runs on, as in the article.
        HostPath "host-path"(MountPath),
    }
}

choice! {
    /// What the replicas share.
    pub enum Share {
        /// All of /var/www/html, as in the article: plugins and updates from the dashboard.
        Site "site",
        /// Uploads only; each replica has its own copy of the code, from the image.
        Uploads "uploads",
    }
}

choice! {
    /// How visitors reach the site.
    pub enum WayIn {
        /// A port on every machine.
        NodePort "node-port"(Port),
        /// A load balancer of the cluster's cloud.
        LoadBalancer "load-balancer",
        /// An Ingress of a class that the cluster has.
        Ingress "ingress"(Ingress),
    }
}

section! {
    /// An Ingress.
    pub struct Ingress {
        /// Class of the Ingress.
        class "class": Label,
        /// Host name of the site.
        host "host": DnsName,
        /// Secret with the certificate, made by you or cert-manager; left out, http only.
        certificate "certificate": Option<Label> = None,
    }
}

section! {
    /// The database of WordPress and its account.
    pub struct Database: Default {
        /// Name of the database.
        name "name": SqlName = SqlName::known("wordpress"),
        /// Account that WordPress uses.
        user "user": SqlName = SqlName::known("wordpress"),
        /// Whether Percona's first start makes database and account. WordPress' image does not.
        create "create": bool = true,
    }
}

section! {
    /// What the site is called and who runs it.
    pub struct Site: Default {
        /// Title of the site.
        title "title": FreeText = FreeText::known("A highly available blog"),
        /// Address under which visitors see it; left out, derived from the way in.
        url "url": Option<SiteUrl> = None,
        /// Login name of its administrator. The password is made by make-secrets.sh.
        admin_user "admin-user": LoginName = LoginName::known("admin"),
        /// Mail address of its administrator.
        admin_mail "admin-mail": MailAddress = MailAddress::known("admin@example.org"),
    }
}

impl Wordpress {
    /// The fewest and the most replicas that there will be.
    pub fn replica_bounds(&self) -> (u32, u32) {
        match &self.autoscaling {
            Some(auto) => (auto.min.get(), auto.max.get().max(auto.min.get())),
            None => {
                let replicas = self.replicas.map_or(2, Count::get);
                (replicas, replicas)
            }
        }
    }
}
