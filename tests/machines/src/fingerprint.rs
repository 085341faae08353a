//! What a machine is like: every file below /etc, the packages, the units, what is exported.

use crate::CaseError;
use crate::machine::Machine;

/// Shell that prints it, a line a thing. `/etc/.updated` and the like say when, not what.
const LOOK: &str = r#"
cd /
find etc ! -type f -printf '%p %y %U:%G %m %l\n' | sort
find etc -type f ! -name '.updated' -printf '%p %y %U:%G %m\n' | sort
find etc -type f ! -name '.updated' -print0 | sort -z | xargs -0 sha256sum
dpkg-query -W -f 'package ${Package} ${Version} ${db:Status-Status}\n'
systemctl list-unit-files --no-legend --no-pager | sed 's/^/unit /'
! command -v exportfs >/dev/null || exportfs -s | sed 's/^/export /'
find "$1" -printf '%p %y %U:%G %m\n' 2>/dev/null | sort
sed 's/^/mount /' /etc/fstab
"#;

/// The lines that make up a machine, with those of the exported folder.
pub fn fingerprint(machine: &Machine, exported: &str) -> Result<Vec<String>, CaseError> {
    let said = machine.run(&format!("set -- '{exported}'\n{LOOK}\ntrue"))?;
    let lines: Vec<String> = said.text.lines().map(str::to_owned).collect();
    // A fingerprint of nothing would always be the same.
    if lines.len() < 500 {
        return Err(CaseError::Wrong(format!("{}: no fingerprint: {}", machine.name, said.text)));
    }
    Ok(lines)
}

/// What one has and the other has not.
pub fn difference(before: &[String], after: &[String]) -> Vec<String> {
    let gone = before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}"));
    let new = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(new).collect()
}
