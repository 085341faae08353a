//! A load as a person sets it.

use crate::simulate::load::settings::{PEAK, Setting};
use crate::simulate::load::{Assumed, Curve};

/// The curve.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One that has a name.
    Named(&'static str),
    /// One that was drawn by hand.
    Drawn(Curve),
}

/// The curve, and what else is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// The curve.
    pub shape: Shape,
    /// The highest point of one that has a name, in requests a second.
    pub peak: u32,
    /// What a design does not say.
    pub assumed: Assumed,
}

impl Default for Loading {
    /// As the command line has it where nothing is given.
    fn default() -> Self {
        Self { shape: Shape::Named("flash"), peak: PEAK, assumed: Assumed::default() }
    }
}

impl Loading {
    /// The curve with its points.
    pub fn curve(&self) -> Curve {
        match &self.shape {
            Shape::Named(name) => Curve::named(name, f64::from(self.peak)).unwrap_or_default(),
            Shape::Drawn(curve) => curve.clone(),
        }
    }

    /// With the curve of that name; nothing where none has it.
    pub fn named(&self, name: &str) -> Option<Self> {
        let (name, _) = Curve::names().find(|(known, _)| *known == name)?;
        Some(Self { shape: Shape::Named(name), ..self.clone() })
    }

    /// The value of a setting.
    pub fn value(&self, setting: Setting) -> f64 {
        setting.of(self.peak, &self.assumed)
    }

    /// With another value of a setting.
    #[must_use]
    pub fn with(&self, setting: Setting, value: f64) -> Self {
        let mut next = self.clone();
        setting.set(setting.within(value), &mut next.peak, &mut next.assumed);
        next
    }
}
