//! A client that writes without a pause, and remembers what was acknowledged.

use std::time::Duration;

use cluster_tests::wait::until;

use crate::CaseError;
use crate::machine::Machine;

/// A number a line, each forced to the server before it counts. Perl is on every Debian.
const PROGRAM: &str = r#"use strict; use IO::Handle;
my ($file, $seen) = @ARGV;
open my $out, ">>", $file or die "open $file: $!\n";
open my $told, ">>", $seen or die "open $seen: $!\n";
$_->autoflush for $out, $told;
for (my $number = 1; ; $number++) {
  print $out "$number\n" or die "write $number: $!\n";
  $out->sync or die "sync $number: $!\n";
  print $told "$number\n" or die "tell $number: $!\n";
  select undef, undef, undef, 0.05;
}"#;

/// A writer in a file of a mounted volume. It outlives what happens to the server, so it holds no machine.
#[derive(Debug)]
pub struct Writer {
    name: String,
    file: String,
    notes: String,
    user: u32,
}

impl Writer {
    /// One that will write as that user. `name` is the file's, and new.
    pub fn new(volume: &str, name: &str, user: u32) -> Self {
        Self {
            name: name.to_owned(),
            file: format!("{volume}/{name}"),
            notes: format!("/run/writer-{name}"),
            user,
        }
    }

    /// Starts it, and waits until it has written.
    pub fn begin(&self, client: &Machine) -> Result<(), CaseError> {
        let Self { file, notes, user, .. } = self;
        client.run(&format!(
            "install -d -o {user} {notes}\ncat >{notes}/program <<'PERL'\n{PROGRAM}\nPERL\n\
             setsid --fork setpriv --reuid {user} --regid {user} --clear-groups \
             sh -c 'echo $$ >{notes}/pid; exec perl {notes}/program {file} {notes}/told' \
             </dev/null >/dev/null 2>{notes}/error"
        ))?;
        self.goes_on(client, 0, 30).map(drop)
    }

    /// How many lines were acknowledged; an error when the writer ended.
    pub fn told(&self, client: &Machine) -> Result<u64, CaseError> {
        let notes = &self.notes;
        let said = client.run(&format!(
            "kill -0 \"$(cat {notes}/pid)\" || cat {notes}/error\ncat {notes}/told | wc -l"
        ))?;
        said.text
            .trim()
            .parse()
            .map_err(|_| CaseError::Wrong(format!("the writer {} ended: {}", self.name, said.text)))
    }

    /// Waits until ten more lines than `before` were acknowledged, and gives the number.
    pub fn goes_on(&self, client: &Machine, before: u64, seconds: u64) -> Result<u64, CaseError> {
        let what = format!("the writer {} goes on", self.name);
        let told = until(&what, Duration::from_secs(seconds * 5), || match self.told(client) {
            Ok(told) if told >= before + 10 => Ok(told),
            Ok(told) => Err(format!("{told} lines were acknowledged, {before} before")),
            Err(error) => Err(error.to_string()),
        })?;
        Ok(told)
    }

    /// Ends it, and compares what it was told with what the server has at `path`: each line once, in order,
    /// and none that is missing.
    pub fn all_is_there(
        &self,
        client: &Machine,
        server: &Machine,
        path: &str,
    ) -> Result<u64, CaseError> {
        let told = self.told(client)?;
        client.run(&format!("kill \"$(cat {}/pid)\"", self.notes))?;
        let kept = server.run(&format!("cat {path}"))?.text;
        let lines: Vec<u64> = kept.lines().map_while(|line| line.parse().ok()).collect();
        let length = u64::try_from(lines.len()).unwrap_or_default();
        if lines.iter().copied().eq(1..=length) && length >= told {
            return Ok(told);
        }
        Err(CaseError::Wrong(format!(
            "{told} lines were acknowledged, and the server has {}, at the end {:?}",
            kept.lines().count(),
            kept.lines().rev().take(5).collect::<Vec<_>>()
        )))
    }
}
