//! One machine: a QEMU with two network cards. By one the test comes in, by the other it reaches the other machine.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cluster_tests::process::Process;
use cluster_tests::wait::until;
use serde_json::json;

use crate::image::{Image, copy_with_holes};
use crate::monitor::Monitor;
use crate::{CaseError, system};

/// How much longer than on an idle machine something may take before it counts as never.
const PATIENCE: u32 = 10;

/// What the kernel says when it hands over to systemd. Before that nothing runs that a script may have changed.
const HANDS_OVER: &str = "as init process";

/// An idle machine's kernel takes a few seconds to that. QEMU without the processor's help has been seen to stand
/// still for five minutes after it was switched on, once, with nothing on the console.
const KERNEL: Duration = Duration::from_secs(100);

/// Where the bundle's scripts are copied to and run, as the runbook has it.
const HOME: &str = "/root";

/// A machine that can lose its power, its link and its memory.
#[derive(Debug)]
pub struct Machine {
    /// Its host name.
    pub name: String,
    /// Its address among the machines.
    pub address: String,
    folder: PathBuf,
    peer: PathBuf,
    image: Image,
    number: u8,
    port: u16,
    boots: u32,
    process: Option<Process>,
}

/// What a command wrote.
#[derive(Clone, Debug)]
pub struct Said {
    /// Whether it ended well.
    pub ok: bool,
    /// Standard output and, after it, standard error.
    pub text: String,
    status: String,
}

impl Machine {
    /// Makes its disk below `folder`; nothing runs yet. Of the two machines of a folder one has number 1, one 2.
    pub fn new(
        image: &Image,
        folder: &Path,
        number: u8,
        name: &str,
        address: &str,
    ) -> Result<Self, CaseError> {
        let own = folder.join(number.to_string());
        fs::create_dir_all(&own).map_err(system("make a machine's folder"))?;
        copy_with_holes(&image.disk(), &own.join("disk.ext4"))?;
        Ok(Self {
            name: name.to_owned(),
            address: address.to_owned(),
            peer: folder.join((3 - number).to_string()).join("link"),
            folder: own,
            image: image.clone(),
            number,
            port: 0,
            boots: 0,
            process: None,
        })
    }

    /// Switches it on.
    pub fn start(&mut self) -> Result<(), CaseError> {
        self.cut_power();
        // A socket whose owner was killed stays behind.
        for name in ["link", "monitor"] {
            let _ = fs::remove_file(self.folder.join(name));
        }
        self.port = free_port()?;
        self.boots += 1;
        let log = format!("qemu-{}", self.boots);
        self.process = Some(Process::start(&log, self.command(), &self.folder)?);
        Ok(())
    }

    fn command(&self) -> Command {
        let at = |name: &str| self.folder.join(name).display().to_string();
        let (number, name, address, port) = (self.number, &self.name, &self.address, self.port);
        let kernel_line = format!(
            "root=/dev/nvme0n1 rw console=ttyS0 net.ifnames=0 systemd.hostname={name} \
             ip=10.0.2.15:::255.255.255.0::eth0:off ip={address}:::255.255.255.0::eth1:off"
        );
        let (accelerator, processor) =
            if has_hardware() { ("kvm", "host") } else { ("tcg,thread=multi", "max") };
        let mut command = Command::new("qemu-system-x86_64");
        command
            .args(["-nodefaults", "-no-user-config", "-display", "none", "-machine", "q35"])
            .args(["-accel", accelerator, "-cpu", processor, "-smp", "1", "-m", "1024"])
            .arg("-name")
            .arg(name)
            .arg("-kernel")
            .arg(self.image.kernel())
            .args(["-append", &kernel_line])
            // What the guest has written outlives QEMU in the host's memory, whatever the host's disk does.
            .args([
                "-drive",
                &format!("if=none,id=disk,format=raw,cache=unsafe,file={}", at("disk.ext4")),
            ])
            .args(["-device", "nvme,drive=disk,serial=disk"])
            // `restrict` lets nothing out: the scripts need no network but the machines'.
            .args([
                "-netdev",
                &format!("user,id=test,restrict=on,hostfwd=tcp:127.0.0.1:{port}-:22"),
            ])
            .args(["-device", &card("test", 0x10 + number)])
            .args([
                "-netdev",
                &format!(
                    "dgram,id=link,local.type=unix,local.path={},remote.type=unix,remote.path={}",
                    at("link"),
                    self.peer.display()
                ),
            ])
            .args(["-device", &card("link", 0x20 + number)])
            .args(["-device", "virtio-rng-pci"])
            .args(["-serial", &format!("file:{}", at("console.log"))])
            .args(["-qmp", &format!("unix:{},server=on,wait=off", at("monitor"))]);
        command
    }

    /// Waits until it lets one in. Where the kernel does not come to the end of its own start it is switched off
    /// and on again, which the output says.
    pub fn wait_until_up(&mut self) -> Result<(), CaseError> {
        for _ in 0..2 {
            let handed_over = until("the kernel's start", KERNEL, || {
                sleep(Duration::from_millis(500));
                if self.console().contains(HANDS_OVER) { Ok(()) } else { Err(String::new()) }
            });
            if handed_over.is_ok() {
                break;
            }
            let last = self.last_of_console();
            eprintln!("{}: QEMU hangs and is started anew. Its console:\n{last}", self.name);
            self.start()?;
        }
        self.wait_for_another_boot("")
    }

    fn wait_for_another_boot(&mut self, before: &str) -> Result<(), CaseError> {
        let what = format!("{} is up", self.name);
        until(&what, Duration::from_secs(30) * PATIENCE, || {
            sleep(Duration::from_secs(1));
            if let Some(process) = self.process.as_mut() {
                process.check_running().map_err(|error| error.to_string())?;
            }
            let now = self.boot().map_err(|error| error.to_string())?;
            if now == before { Err("it has not gone down yet".to_owned()) } else { Ok(()) }
        })
        .map_err(|mut late| {
            late.seen =
                format!("{}\nThe end of its console:\n{}", late.seen, self.last_of_console());
            late.into()
        })
    }

    /// Another at every boot.
    fn boot(&self) -> Result<String, CaseError> {
        let mut command = self.ssh(3, 20);
        command.arg("cat /proc/sys/kernel/random/boot_id");
        let said = Self::feed(command, b"")?;
        if said.ok { Ok(said.text) } else { Err(self.failed("ssh", said)) }
    }

    /// Asks it to boot anew, and waits until it lets one in again.
    pub fn reboot(&mut self) -> Result<Duration, CaseError> {
        let (before, start) = (self.boot()?, Instant::now());
        // The connection may go before the command ends.
        let _ = self.run_for(10, "systemctl reboot");
        self.wait_for_another_boot(&before)?;
        Ok(start.elapsed())
    }

    /// Takes its power away at once: its memory is gone, its disk is as it was.
    pub fn cut_power(&mut self) {
        self.process = None;
    }

    /// Plugs the cable between the machines in or out.
    pub fn plug(&self, is_in: bool) -> Result<(), CaseError> {
        Monitor::connect(&self.folder.join("monitor"))?
            .run("set_link", &json!({"name": "link", "up": is_in}))
    }

    /// Runs shell commands as root; an error when they fail.
    pub fn run(&self, script: &str) -> Result<Said, CaseError> {
        self.run_for(60, script)
    }

    /// The same with the seconds that they may take on an idle machine.
    pub fn run_for(&self, seconds: u32, script: &str) -> Result<Said, CaseError> {
        let said = self.try_for(seconds, script)?;
        if said.ok {
            return Ok(said);
        }
        Err(self.failed(script, said))
    }

    fn failed(&self, what: &str, said: Said) -> CaseError {
        CaseError::Failed {
            machine: self.name.clone(),
            what: what.to_owned(),
            status: said.status,
            output: said.text,
        }
    }

    /// The same; failing is an answer too.
    pub fn try_for(&self, seconds: u32, script: &str) -> Result<Said, CaseError> {
        let mut command = self.ssh(seconds, 50);
        command.arg("bash -seu");
        Self::feed(command, script.as_bytes())
    }

    /// Copies a folder into root's home.
    pub fn copy_in(&self, above: &Path, name: &str) -> Result<(), CaseError> {
        let packed = Command::new("tar")
            .args(["--create", "--owner=0", "--group=0", "--directory"])
            .arg(above)
            .arg(name)
            .output()
            .map_err(system("run tar"))?;
        let mut command = self.ssh(20, 50);
        command.arg(format!("tar --extract --directory {HOME}"));
        let said = Self::feed(command, &packed.stdout)?;
        if packed.status.success() && said.ok {
            return Ok(());
        }
        Err(self.failed(&format!("copy {name}"), said))
    }

    /// `seconds` are those of an idle machine, `connect` is until it lets one in at all.
    fn ssh(&self, seconds: u32, connect: u32) -> Command {
        let mut command = Command::new("timeout");
        command
            .args(["--kill-after=5", &(seconds * PATIENCE).to_string(), "ssh", "-F", "none", "-i"])
            .arg(self.image.key())
            .args(["-p", &self.port.to_string()])
            .args(["-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes"])
            .args(["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"])
            .args(["-o", &format!("ConnectTimeout={connect}"), "root@127.0.0.1"]);
        command
    }

    fn feed(mut command: Command, input: &[u8]) -> Result<Said, CaseError> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(system("run ssh"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that does not get in reads nothing; its status says so.
            let _ = stdin.write_all(input);
        }
        let output = child.wait_with_output().map_err(system("run ssh"))?;
        let text = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .concat();
        let status = output.status.to_string();
        Ok(Said { ok: output.status.success(), text, status })
    }

    fn console(&self) -> String {
        let text = fs::read(self.folder.join("console.log")).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }

    fn last_of_console(&self) -> String {
        let text = self.console();
        let skipped = text.lines().count().saturating_sub(15);
        text.lines().skip(skipped).collect::<Vec<_>>().join("\n")
    }
}

/// A network card with an address of its own; without a ROM, since nobody boots from it.
fn card(network: &str, number: u8) -> String {
    format!("virtio-net-pci,netdev={network},romfile=,mac=52:54:00:70:77:{number:02x}")
}

/// A `/dev/kvm` alone is not enough: a paravirtual one opens and boots no stock kernel.
fn has_hardware() -> bool {
    ["kvm_amd", "kvm_intel"].iter().any(|name| Path::new("/sys/module").join(name).exists())
        && fs::OpenOptions::new().read(true).write(true).open("/dev/kvm").is_ok()
}

/// Free a moment ago: QEMU says so when somebody else was quicker.
fn free_port() -> Result<u16, CaseError> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(system("find a free port"))
}
