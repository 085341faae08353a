//! A load in a link: `&load=flash&peak=80&cpu=90`, or the points of the curve, `&load=0:4,300:12.5`. Each setting as
//! the command line is asked for it; what is as it is by default is left out.

use super::drawn::MOST_DRAWN;
use super::{Loading, Shape};
use crate::simulate::load::Curve;
use crate::simulate::load::curve::{LONGEST, MOST_REQUESTS};
use crate::simulate::load::settings::Setting;
use std::fmt::Write;

/// So much of a link is looked at: it comes from a stranger.
const MOST: usize = 100;
/// And so many signs of a value are told.
const TOLD: usize = 40;

/// What stands behind the design's word.
pub fn load_to_link(loading: &Loading) -> String {
    let shape = match &loading.shape {
        Shape::Named(name) => (*name).to_owned(),
        Shape::Drawn(curve) => {
            let points = curve.points().iter().map(|(second, rate)| format!("{second}:{rate}"));
            points.collect::<Vec<_>>().join(",")
        }
    };
    let mut link = format!("&load={shape}");
    for setting in Setting::ALL {
        let (value, default) = (loading.value(setting), setting.default());
        if (value - default).abs() > 1e-9 {
            // Writing into a text does not fail.
            let _ = write!(link, "&{}={value}", setting.flag());
        }
    }
    link
}

/// Whether a link has a load.
pub fn carries_load(link: &str) -> bool {
    link.split('&').skip(1).take(MOST).any(|flag| flag.starts_with("load="))
}

/// The load of a link; nothing where it has none. A value that means nothing refuses all of it: a load that is
/// another than was sent would answer another question.
pub fn load_from_link(link: &str) -> Result<Option<Loading>, String> {
    if !carries_load(link) {
        return Ok(None);
    }
    let mut loading = Loading::default();
    let mut seen: Vec<&str> = Vec::new();
    for flag in link.split('&').skip(1).take(MOST) {
        let Some((name, value)) = flag.split_once('=') else { continue };
        let setting = Setting::ALL.into_iter().find(|setting| setting.flag() == name);
        if name != "load" && setting.is_none() {
            continue;
        }
        if seen.contains(&name) {
            return Err(format!("{name} stands in it twice"));
        }
        seen.push(name);
        match setting {
            Some(setting) => {
                let read = setting.read(value).map_err(|error| error.to_string())?;
                loading = loading.with(setting, read);
            }
            None => loading.shape = shape(value)?,
        }
    }
    Ok(Some(loading))
}

fn shape(value: &str) -> Result<Shape, String> {
    if let Some((name, _)) = Curve::names().find(|(name, _)| *name == value) {
        return Ok(Shape::Named(name));
    }
    let known: Vec<&str> = Curve::names().map(|(name, _)| name).collect();
    if !value.contains(':') {
        let found: String = value.chars().take(TOLD).collect();
        return Err(format!("there is no curve {found:?}, but {}", known.join(", ")));
    }
    if value.split(',').count() > MOST_DRAWN {
        return Err(format!("a curve that is drawn has at most {MOST_DRAWN} points"));
    }
    let point = |text: &str| {
        let (second, rate) = text.split_once(':')?;
        let plain = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.');
        if !plain(second) || !plain(rate) {
            return None;
        }
        Some((second.parse::<u32>().ok()?, rate.parse::<f64>().ok()?))
    };
    let mut points = Vec::new();
    for text in value.split(',') {
        points.push(point(text).ok_or_else(|| {
            let found: String = text.chars().take(TOLD).collect();
            format!("a point is seconds and requests a second, as 300:12.5, not {found:?}")
        })?);
    }
    Curve::of(points).map(Shape::Drawn).ok_or_else(|| {
        format!(
            "the points of a curve come one after the other, two at least, within {LONGEST} s and up to {MOST_REQUESTS} requests a second"
        )
    })
}
