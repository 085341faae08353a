//! The NFS and folder scripts with stand-ins for what would change this machine.

use crate::bundle::of_preset;
use crate::programs::{Folder, Said, finish, path_with, run};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

/// A machine whose packages, units and firewall are files in a folder.
pub struct Machine {
    pub state: Folder,
    stand_ins: Folder,
}

/// Every program writes down how it was called; these also remember what was done.
const STAND_INS: [(&str, &str); 16] = [
    ("id", "echo 0"),
    ("chown", "exit 0"),
    (
        "dpkg-query",
        r#"for last; do :; done; [ ! -e "$STATE/package-$last" ] || case "$*" in *Status*) printf installed ;; *) cat "$STATE/package-$last" ;; esac"#,
    ),
    (
        "apt-get",
        r#"for word; do case $word in install|-*|update) ;; *) printf '%s' "${word#*=}" | sed 's/\*/1/' >"$STATE/package-${word%%=*}" ;; esac; done"#,
    ),
    ("apt-mark", "exit 0"),
    (
        "rpm",
        r#"for last; do :; done; [ -e "$STATE/package-$last" ] || exit 1; case "$*" in *qf*) cat "$STATE/package-$last" ;; esac"#,
    ),
    (
        "dnf",
        r#"for word; do case $word in install|-*) ;; *-[0-9]*) printf '%s' "${word#*-}" | sed 's/[-.]\*//' >"$STATE/package-${word%%-[0-9]*}" ;; *) printf 1 >"$STATE/package-$word" ;; esac; done"#,
    ),
    (
        "systemctl",
        r#"for last; do :; done
case $1 in
  enable) : >"$STATE/unit-$last" ;;
  is-enabled|is-active) [ -e "$STATE/unit-$last" ] || exit 1; case "$*" in *quiet*) ;; *) echo enabled ;; esac ;;
esac"#,
    ),
    (
        "exportfs",
        r#"case $1 in -s) sed -e 's/^"\([^"]*\)".*/\1/' -e 's/ /\\040/g' "$EXPORTS_FOLDER"/*.exports ;; esac"#,
    ),
    (
        "firewall-cmd",
        r#"case "$*" in
  *get-active-zones*) printf 'public (default)\n  interfaces: eth0\n' ;;
  *query*) grep -qxF -e "${*: -1}" <(sed 's/^--add/--query/' "$STATE/firewall" 2>/dev/null) ;;
  *add*) echo "${*: -1}" >>"$STATE/firewall" ;;
esac"#,
    ),
    (
        "ufw",
        r#"case $1 in
  status) echo "Status: active" ;;
  *) if grep -qxF -e "$*" "$STATE/ufw" 2>/dev/null; then echo "Skipping adding existing rule"; else echo "$*" >>"$STATE/ufw"; echo "Rule added"; fi ;;
esac"#,
    ),
    (
        "mount",
        r#"[ ! -e "$STATE/no-mount" ] || { echo "mount.nfs: Connection refused" >&2; exit 32; }"#,
    ),
    ("umount", "exit 0"),
    ("getenforce", "echo Enforcing"),
    (
        "getsebool",
        r#"[ -e "$STATE/sebool" ] && echo "virt_use_nfs --> on" || echo "virt_use_nfs --> off""#,
    ),
    ("setsebool", r#": >"$STATE/sebool""#),
];

impl Machine {
    pub fn new(os_release: &str) -> Self {
        let (state, stand_ins) = (Folder::new(), Folder::new());
        for (name, does) in STAND_INS {
            let text =
                format!("#!/usr/bin/env bash\necho \"{name} $*\" >>\"$STATE/calls\"\n{does}\n");
            stand_ins.script(name, &text);
        }
        state.write("os-release", os_release);
        fs::create_dir_all(state.join("exports")).unwrap();
        Self { state, stand_ins }
    }

    pub fn stand_in(&self, name: &str, does: &str) {
        self.stand_ins.script(
            name,
            &format!("#!/usr/bin/env bash\necho \"{name} $*\" >>\"$STATE/calls\"\n{does}\n"),
        );
    }

    pub fn has_unit(&self, unit: &str) -> &Self {
        self.state.write(&format!("unit-{unit}"), "");
        self
    }

    pub fn command(&self, folder: &Folder, script: &str) -> Command {
        let mut command = Command::new("bash");
        command
            .arg(folder.join(script))
            .env("PATH", path_with(self.stand_ins.path()))
            .env("STATE", self.state.path())
            .env("OS_RELEASE", self.state.join("os-release"))
            .env("EXPORTS_FOLDER", self.state.join("exports"))
            .env("PAUSE_SECONDS", "0");
        command
    }

    pub fn run(&self, folder: &Folder, script: &str) -> Said {
        finish(&mut self.command(folder, script))
    }

    pub fn calls(&self) -> String {
        self.state.read("calls")
    }
}

const DEBIAN: &str = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";
const FEDORA: &str = "ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\n";

/// The lab's bundle with folders below a place that tests may write, owned by who runs them.
fn bundle() -> Folder {
    let bundle = of_preset("lab");
    let owner =
        |flag| run("sh", ["-c", &format!("command -p id {flag}")]).fine().out.trim().to_owned();
    let ids = format!("{} {} ", owner("-u"), owner("-g"));
    let place = bundle.join("place").display().to_string();
    for name in ["nfs.env", "nfs-folders.list", "local-folders.list"] {
        let text = bundle.read(&format!("machines/{name}"));
        let text = text
            .replace("/srv/presswright", &format!("{place}/my export"))
            .replace("/var/lib", &place);
        let text =
            text.replace("1001 1001 ", &ids).replace("33 33 ", &ids).replace("10001 10001 ", &ids);
        bundle.write(&format!("machines/{name}"), text);
    }
    bundle
}

fn mode(folder: &Folder, path: &str) -> u32 {
    fs::metadata(folder.join(path)).unwrap().permissions().mode() & 0o7777
}

#[test]
fn the_server_is_made_once_on_both_families() {
    for (os_release, package, firewall) in
        [(DEBIAN, "nfs-kernel-server", "ufw"), (FEDORA, "nfs-utils", "firewalld")]
    {
        let (bundle, machine) = (bundle(), Machine::new(os_release));
        if firewall == "firewalld" {
            machine.has_unit("firewalld");
        }
        machine.run(&bundle, "machines/nfs-server.sh").fine();
        assert!(machine.state.join(format!("package-{package}")).exists(), "{}", machine.calls());
        assert_eq!(mode(&bundle, "place/my export"), 0o755);
        assert_eq!(mode(&bundle, "place/my export/percona-2"), 0o770);
        let export = machine.state.read("exports/blog.exports");
        let place = bundle.join("place").display().to_string();
        let options = "rw,sync,no_subtree_check,root_squash";
        assert!(
            export.starts_with(&format!("\"{place}/my export\" 192.168.56.10({options}) ")),
            "{export}"
        );
        assert!(export.ends_with(&format!(" 192.168.56.13({options})\n")), "{export}");
        assert!(machine.calls().contains("exportfs -ra"));
        let rules = machine.state.read(if firewall == "ufw" { "ufw" } else { "firewall" });
        assert_eq!(rules.lines().count(), 4, "one rule a node: {rules}");

        // What lies in the folders is a database's: it keeps its owner and its mode.
        let file = bundle.write("place/my export/percona-2/ibdata1", "data");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let again = machine.run(&bundle, "machines/nfs-server.sh").fine();
        assert!(again.out.contains("; 0 changes."), "{}", again.out);
        assert_eq!(mode(&bundle, "place/my export/percona-2/ibdata1"), 0o600);

        // A wrong mode is mended, for the folder alone.
        let folder = bundle.join("place/my export/percona-2");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let mended = machine.run(&bundle, "machines/nfs-server.sh").fine();
        assert!(mended.out.contains("; 1 changes."), "{}", mended.out);
        assert_eq!(mode(&bundle, "place/my export/percona-2"), 0o770);
    }
}

#[test]
fn the_server_refuses_what_it_cannot_serve() {
    for (file, from, to, why) in [
        ("nfs.env", "192.168.56.10 192.168.56.11 192.168.56.12 192.168.56.13", "", "names nobody"),
        ("nfs.env", "192.168.56.11 ", "192.168.56.11(rw) ", "takes addresses"),
        ("nfs.env", "rw,sync", "rw,sync)(", "no export options"),
        ("nfs.env", "NFS_NAME='blog'", "NFS_NAME='../blog'", "NFS_NAME may hold"),
        ("nfs.env", "my export'", "my \"export'", "cannot hold this NFS_PATH"),
        ("nfs-folders.list", "/percona-0'", "/../../percona-0'", "without '..'"),
        (
            "nfs-folders.list",
            "/my export/percona-0'",
            "/elsewhere'",
            "is not below the exported folder",
        ),
        ("nfs-folders.list", " 0770 ", " 770 ", "four octal digits"),
    ] {
        let (bundle, machine) = (bundle(), Machine::new(DEBIAN));
        let text = bundle.read(&format!("machines/{file}"));
        assert!(text.contains(from), "{from} in {text}");
        bundle.write(&format!("machines/{file}"), text.replacen(from, to, 1));
        machine.run(&bundle, "machines/nfs-server.sh").refused(why);
        assert!(!machine.state.join("exports/blog.exports").exists(), "{to}");
    }
    let (bundle, machine) = (bundle(), Machine::new("ID=alpine\n"));
    machine
        .run(&bundle, "machines/nfs-server.sh")
        .refused("neither of the Debian nor of the Fedora family");
    machine.stand_in("id", "echo 1000");
    machine.run(&bundle, "machines/nfs-server.sh").refused("run this as root");
}

#[test]
fn a_link_is_not_taken_for_a_folder() {
    let (bundle, machine) = (bundle(), Machine::new(DEBIAN));
    fs::create_dir_all(bundle.join("place/my export")).unwrap();
    std::os::unix::fs::symlink("/etc", bundle.join("place/my export/percona-0")).unwrap();
    machine.run(&bundle, "machines/nfs-server.sh").refused("is not a folder");
}

#[test]
fn a_client_mounts_once_to_see() {
    for (os_release, package) in [(DEBIAN, "nfs-common"), (FEDORA, "nfs-utils")] {
        let (bundle, machine) = (bundle(), Machine::new(os_release));
        let said = machine.run(&bundle, "machines/nfs-client.sh").fine();
        assert!(machine.state.join(format!("package-{package}")).exists());
        assert!(
            said.out.contains(':') && machine.calls().contains("mount -t nfs -o nfsvers=4.1,soft"),
            "{}",
            said.out
        );
        assert_eq!(machine.calls().contains("setsebool -P virt_use_nfs 1"), os_release == FEDORA);
        let again = machine.run(&bundle, "machines/nfs-client.sh").fine();
        assert!(again.out.contains("; 0 changes."), "{}", again.out);
    }
}

#[test]
fn a_client_says_when_the_server_does_not_answer() {
    let (bundle, machine) = (bundle(), Machine::new(DEBIAN));
    machine.state.write("no-mount", "");
    machine.run(&bundle, "machines/nfs-client.sh").refused("is port 2049 open");
    assert_eq!(machine.calls().matches("mount -t nfs").count(), 10);
    let untried =
        finish(machine.command(&bundle, "machines/nfs-client.sh").arg("--no-test")).fine();
    assert!(untried.out.contains("the mount not tried"));
}

#[test]
fn a_machine_makes_its_own_local_folders() {
    let (bundle, machine) = (bundle(), Machine::new(DEBIAN));
    let make = |name: &str| finish(machine.command(&bundle, "machines/local-folders.sh").arg(name));
    make("node-2").fine();
    assert_eq!(mode(&bundle, "place/presswright/blog-etcd-1"), 0o770);
    assert!(!bundle.join("place/presswright/blog-etcd-0").exists());
    let uid = fs::metadata(bundle.join("place/presswright/blog-etcd-1")).unwrap().uid();
    assert_eq!(uid, fs::metadata(bundle.path()).unwrap().uid());
    assert!(make("node-2").fine().out.contains("1 folders in place, 0 changes"));
    let none = make("master").fine();
    assert!(none.out.contains("No local volume of the design lies on master"), "{}", none.out);
}
