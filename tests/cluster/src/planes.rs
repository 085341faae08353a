//! Control planes side by side, each with one case at a time. A case keeps less than one core busy, as it
//! waits for controllers.

use std::sync::{LazyLock, Mutex, MutexGuard};

use crate::control_plane::{ControlPlane, Patience};
use crate::programs::Programs;
use crate::rehearsal::Failure;

/// How many run side by side.
pub const PLANES: usize = 2;

type Plane = LazyLock<Result<ControlPlane, String>>;

/// The control planes, each started by the first case that gets it.
pub struct Planes {
    all: [Plane; PLANES],
    free: Mutex<Vec<usize>>,
}

impl Planes {
    /// With this much patience with machines that fall silent.
    pub fn new(patience: Patience) -> Self {
        let start: fn() -> Result<ControlPlane, String> = match patience {
            Patience::Usual => || start(Patience::Usual),
            Patience::Short => || start(Patience::Short),
        };
        Self {
            all: std::array::from_fn(|_| LazyLock::new(start)),
            free: Mutex::new((0..PLANES).collect()),
        }
    }

    /// Runs a case on one that is free. There are as many as cases that run at a time.
    pub fn with(
        &self,
        case: impl FnOnce(&ControlPlane) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let index = self.free()?.pop().ok_or("no control plane is free")?;
        let plane = self.all.get(index).ok_or("there is no such control plane")?;
        let outcome = match plane.as_ref() {
            Ok(plane) => case(plane),
            Err(error) => Err(error.as_str().into()),
        };
        self.free()?.push(index);
        outcome
    }

    fn free(&self) -> Result<MutexGuard<'_, Vec<usize>>, Failure> {
        self.free.lock().map_err(|_| "another case panicked".into())
    }
}

/// Says at once what failed, as the others may take minutes, and gives the line for the summary.
pub fn told(outcome: Result<(), Failure>) -> Result<(), String> {
    outcome.map_err(|failure| {
        eprintln!("{failure}");
        "its message stands above".to_owned()
    })
}

fn start(patience: Patience) -> Result<ControlPlane, String> {
    let programs = Programs::built(None).map_err(|error| error.to_string())?;
    ControlPlane::start_with(&programs, patience).map_err(|error| error.to_string())
}
