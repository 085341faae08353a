//! The scripts of a bundle, run for real: with the programs they call where those do no harm, and with
//! stand-ins that write down what they were asked where they would change a machine or a cluster.

mod bundle;
mod deploy;
mod lint;
mod machines;
mod node;
mod programs;
mod secrets;
mod settings;
mod vagrant;
