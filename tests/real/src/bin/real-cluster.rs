//! A cluster to try a bundle on: `cargo xtask cluster` sets up what is missing and runs this.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use presswright::design::preset;
use real_cluster::bundle::with_images_on_machines;
use real_cluster::cluster::Cluster;
use real_cluster::{ClusterError, Places};

/// A real Kubernetes cluster on this machine, to try an exported bundle on and to break.
#[derive(Parser)]
#[command(name = "cargo xtask cluster", bin_name = "cargo xtask cluster")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Start the machines of a design, and write its bundle
    Up {
        /// The design
        #[arg(long, value_name = "FILE", conflicts_with = "preset")]
        design: Option<PathBuf>,
        /// One of the presets, in place of a design
        #[arg(long, default_value = "lab")]
        preset: String,
    },
    /// Say how the machines are
    Status,
    /// Take a machine's power: every process of it ends at once
    Kill {
        /// The machine
        name: String,
    },
    /// Switch a machine on again
    Boot {
        /// The machine
        name: String,
    },
    /// Pull a machine's cable out
    Cut {
        /// The machine
        name: String,
    },
    /// Plug a machine's cable in again
    Heal {
        /// The machine
        name: String,
    },
    /// Run kubectl on the cluster
    Kubectl {
        /// What kubectl is to do
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<String>,
    },
    /// Run a program in the folder of the bundle, with kubectl and the machines in reach:
    /// `run ./deploy.sh`, `run ./verify.sh`, `run curl http://…`, `run bash`
    Run {
        /// The program and what it is to do
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        words: Vec<String>,
    },
    /// End every process of the cluster and take all of it away
    Down,
}

fn main() -> ExitCode {
    match run(Arguments::parse().what) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(what: What) -> Result<ExitCode, ClusterError> {
    let places = Places::usual()?;
    match what {
        What::Up { design, preset: name } => {
            let text = match design {
                Some(path) => std::fs::read_to_string(&path)
                    .map_err(|source| ClusterError::File { path, source })?,
                None => preset(&name)
                    .ok_or_else(|| {
                        ClusterError::Wrong(format!(
                            "there is no preset {name}: `presswright new --list` names them"
                        ))
                    })?
                    .text
                    .to_owned(),
            };
            let cluster = Cluster::up(&places, &with_images_on_machines(&text)?)?;
            println!("\nThe bundle is in {}. Bring it to the cluster:", cluster.bundle().display());
            println!(
                "  cargo xtask cluster run ./deploy.sh\n  cargo xtask cluster run ./verify.sh"
            );
        }
        What::Status => {
            let cluster = Cluster::open(&places)?;
            for place in cluster.machines() {
                let (power, plugged) = cluster.condition(&place.name)?;
                let said = match (power, plugged) {
                    (false, _) => "without power",
                    (true, false) => "cut off",
                    (true, true) => "on",
                };
                println!("{:20} {:16} {said}", place.name, place.address.to_string());
            }
        }
        What::Kill { name } => Cluster::open(&places)?.kill(&name)?,
        What::Boot { name } => Cluster::open(&places)?.boot(&name)?,
        What::Cut { name } => Cluster::open(&places)?.cut(&name)?,
        What::Heal { name } => Cluster::open(&places)?.heal(&name)?,
        What::Kubectl { words } => return pass(&Cluster::open(&places)?, "kubectl", &words),
        What::Run { words } => {
            let (program, rest) = words.split_first().ok_or(ClusterError::IsDown)?;
            return pass(&Cluster::open(&places)?, program, rest);
        }
        What::Down => Cluster::open(&places)?.down()?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a program in the person's place and takes its status over.
fn pass(cluster: &Cluster, program: &str, words: &[String]) -> Result<ExitCode, ClusterError> {
    let mut command = cluster.person(program);
    let status = command
        .args(words)
        .current_dir(cluster.bundle())
        .status()
        .map_err(|source| ClusterError::Start { command: program.to_owned(), source })?;
    Ok(u8::try_from(status.code().unwrap_or(1)).map_or(ExitCode::FAILURE, ExitCode::from))
}
