//! The drawing as SVG.

use super::palette::{Colours, LIGHT, Palette};
use super::{Aside, Drawing, Kind, Lane, PodBox, Point, Rail, Rect, icon};
use crate::topology::Tier;
use std::fmt::Write as _;

/// What a picture has beside the drawing.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// For readers who do not see it.
    pub title: &'a str,
    /// More of that.
    pub description: &'a str,
    /// Its colours.
    pub palette: &'static Palette,
    /// Which part of the drawing is shown.
    pub view: Rect,
    /// What programs find in it: an identifier and a text.
    pub metadata: Option<(&'static str, &'a str)>,
}

/// The whole picture in light colours. `title` and `description` are for readers who do not see it;
/// any text is escaped.
pub fn svg(drawing: &Drawing, title: &str, description: &str) -> String {
    let view = drawing.bounds;
    sheet(drawing, &Sheet { title, description, palette: &LIGHT, view, metadata: None })
}

/// A picture. Any text is escaped.
pub fn sheet(drawing: &Drawing, sheet: &Sheet) -> String {
    let Rect { x, y, width, height } = sheet.view;
    let Palette { ground, ink, faint, warning, storage, .. } = sheet.palette;
    let mut out = Svg { text: String::new(), palette: sheet.palette };
    out.line(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{x} {y} {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">"
    ));
    out.line(&format!("<title id=\"title\">{}</title>", escape(sheet.title)));
    out.line(&format!("<desc id=\"description\">{}</desc>", escape(sheet.description)));
    if let Some((name, text)) = sheet.metadata {
        out.line(&format!("<metadata id=\"{name}\">{}</metadata>", escape(text)));
    }
    out.line(&format!(
        "<style>text{{font:12px system-ui,\"Segoe UI\",Roboto,sans-serif;fill:{ink}}}\
         .b{{font-weight:600}}.s{{fill:{faint};font-size:11px}}\
         .m{{font-family:ui-monospace,\"DejaVu Sans Mono\",monospace;font-size:11px}}\
         .e{{text-anchor:end}}.w{{fill:{};font-weight:600}}</style>",
        warning.ink
    ));
    out.line(&format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>"
    ));
    // Before the machines: the line ends at the frame that it meets.
    draw_visitors(&mut out, drawing);
    draw_machines(&mut out, drawing);
    draw_export(&mut out, drawing);
    // At rest the lines of Services are enough: see the page, where others light up.
    for chain in
        drawing.links.iter().filter(|link| link.kind == Kind::Storage && !link.points.is_empty())
    {
        out.path(
            &chain.points,
            storage.ink,
            "stroke-width=\"1.3\" stroke-dasharray=\"5 4\" opacity=\".5\"",
        );
    }
    for rail in &drawing.rails {
        draw_rail(&mut out, rail);
    }
    for pod in &drawing.pods {
        draw_pod(&mut out, pod);
    }
    out.line("</svg>");
    out.text
}

fn draw_visitors(out: &mut Svg, drawing: &Drawing) {
    let Some(visitors) = &drawing.visitors else { return };
    let Rect { x, y, .. } = visitors.rect;
    let ink = out.palette.wordpress.ink;
    out.path(&visitors.line, ink, "stroke-width=\"1.6\"");
    out.icon(icon::VISITORS, x, y, 18, ink);
    out.text(x + 24, y + 14, "b", "", visitors.title);
    out.text(x + 80, y + 14, "s", "", &visitors.detail);
}

fn draw_machines(out: &mut Svg, drawing: &Drawing) {
    let Palette { faint, machine: fill, head, line, load: loaded, warning, .. } = out.palette;
    for machine in &drawing.machines {
        let Rect { x, y, width, .. } = machine.rect;
        out.rect(&machine.rect, 12, &format!("fill=\"{fill}\" stroke=\"{line}\""));
        out.line(&format!(
            "<path d=\"M{x} {}v-26a12 12 0 0112-12h{}a12 12 0 0112 12v26z\" fill=\"{head}\"/>",
            y + 38,
            width - 24
        ));
        out.icon(icon::MACHINE, x + 10, y + 11, 16, faint);
        let name_y = if machine.address.is_empty() { y + 24 } else { y + 18 };
        out.text(x + 32, name_y, "b", "", &machine.name);
        if !machine.address.is_empty() {
            out.text(x + 32, y + 32, "s m", "", &machine.address);
        }
        let end = machine.rect.right() - 12;
        match &machine.load {
            Some(load) => {
                if machine.aside(&load.text) == Aside::First {
                    out.text(end, y + 17, "s e", "", &load.text);
                }
                let whole = Rect::new(end - 60, y + 24, 60, 5);
                out.line(&format!(
                    "<rect x=\"{}\" y=\"{}\" width=\"60\" height=\"5\" rx=\"2.5\" fill=\"{line}\"/>",
                    whole.x, whole.y
                ));
                out.line(&format!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"5\" rx=\"2.5\" fill=\"{loaded}\"/>",
                    whole.x,
                    whole.y,
                    60 * load.thousandths / 1000
                ));
            }
            None => match machine.aside(machine.role) {
                Aside::First => out.text(end, y + 24, "s e", "", machine.role),
                Aside::Second => out.text(end, y + 32, "s e", "", machine.role),
                Aside::Nowhere => {}
            },
        }
    }
    if let Some(tray) = &drawing.pending {
        let Colours { ink, tint } = warning;
        let edge = format!("fill=\"{tint}\" stroke=\"{ink}\" stroke-dasharray=\"6 4\"");
        out.rect(&tray.rect, 12, &edge);
        out.text(tray.rect.x + 12, tray.rect.y + 24, "w", "", &tray.title);
    }
}

fn draw_export(out: &mut Svg, drawing: &Drawing) {
    let Some(export) = &drawing.export else { return };
    let Rect { x, y, .. } = export.rect;
    let Palette { machine: inner, storage: Colours { ink, tint }, .. } = out.palette;
    out.rect(&export.rect, 10, &format!("fill=\"{tint}\" stroke=\"{ink}\" stroke-opacity=\".55\""));
    out.icon(icon::FOLDER, x + 9, y + 10, 16, ink);
    out.text(x + 32, y + 22, "b", "", export.title);
    out.text(x + 32, y + 37, "s m", "", &export.path);
    for folder in &export.folders {
        let at = folder.rect;
        out.rect(&at, 7, &format!("fill=\"{inner}\" stroke=\"{ink}\" stroke-opacity=\".45\""));
        out.text(at.x + 10, at.y + 17, "m", "", &folder.name);
        out.text(at.right() - 8, at.y + 17, "s e", "", &folder.owner);
    }
    let at = export.note_at;
    out.line(&format!(
        "<text x=\"{}\" y=\"{}\" class=\"s\">{}<tspan class=\"w\">{}</tspan></text>",
        at.x,
        at.y + 12,
        escape(export.note),
        escape(export.warning)
    ));
}

fn draw_rail(out: &mut Svg, rail: &Rail) {
    let Colours { ink, tint } = out.palette.of(rail.lane);
    for joint in &rail.joints {
        out.path(joint, ink, "stroke-width=\"1.6\" stroke-opacity=\".6\"");
    }
    let fill = format!("fill=\"{tint}\" stroke=\"{ink}\" stroke-opacity=\".45\"");
    for (index, band) in rail.bands.iter().enumerate() {
        out.rect(band, 11, &fill);
        out.line(&format!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"4\" fill=\"{ink}\"/>",
            band.x + 13,
            band.middle_y()
        ));
        let colour = format!("style=\"fill:{ink}\"");
        out.text(band.x + 24, band.y + 15, "b", &colour, &rail.title);
        // A name and a number need room; further parts repeat the name alone.
        if index == 0 && band.width >= 430 || rail.bands.len() == 1 {
            out.text(band.right() - 12, band.y + 15, "s e", &colour, &shortened(rail, band));
        }
    }
}

/// The detail, or its first half where the rail is as short as one machine.
fn shortened(rail: &Rail, band: &Rect) -> String {
    if band.width >= 430 {
        return rail.detail.clone();
    }
    rail.detail.split(',').next().unwrap_or_default().to_owned()
}

fn draw_pod(out: &mut Svg, pod: &PodBox) {
    let Colours { ink, tint } = out.palette.of(Lane::of(pod.tier));
    let Rect { x, y, .. } = pod.rect;
    if let Some(tick) = &pod.tick {
        out.path(tick, ink, "stroke-width=\"1.6\"");
    }
    // A claim that names its folder ties data, not the pod: only what is pinned has a full edge.
    let dashed = if pod.pinned { "" } else { " stroke-dasharray=\"4 3\"" };
    let edge = format!("fill=\"{tint}\" stroke=\"{ink}\" stroke-opacity=\".55\"{dashed}");
    out.rect(&pod.rect, if pod.compact { 7 } else { 9 }, &edge);
    let sign =
        if pod.tier == Tier::Haproxy { icon::PROXY } else { icon::of_lane(Lane::of(pod.tier)) };
    if pod.compact {
        out.icon(sign, x + 7, y + 5, 14, ink);
        out.text(x + 27, y + 16, "b", "", &pod.title);
    } else {
        out.icon(sign, x + 9, y + 9, 16, ink);
        out.text(x + 31, y + 19, "b", "", &pod.title);
        out.text(x + 31, y + 35, "s", "", &pod.detail);
    }
    if pod.pinned && !pod.compact {
        out.icon(icon::PIN, pod.rect.right() - 22, y + 7, 14, ink);
    }
}

/// Gathers elements, a line each.
struct Svg {
    text: String,
    palette: &'static Palette,
}

impl Svg {
    fn line(&mut self, element: &str) {
        self.text.push_str(element);
        self.text.push('\n');
    }

    fn rect(&mut self, rect: &Rect, corner: i32, more: &str) {
        let Rect { x, y, width, height } = rect;
        self.line(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{corner}\" {more}/>"
        ));
    }

    fn text(&mut self, x: i32, y: i32, class: &str, more: &str, text: &str) {
        let space = if more.is_empty() { "" } else { " " };
        self.line(&format!(
            "<text x=\"{x}\" y=\"{y}\" class=\"{class}\"{space}{more}>{}</text>",
            escape(text)
        ));
    }

    fn path(&mut self, points: &[Point], colour: &str, more: &str) {
        let mut data = String::new();
        for (index, point) in points.iter().enumerate() {
            let letter = if index == 0 { 'M' } else { 'L' };
            // Writing to a String cannot fail.
            let _ = write!(data, "{letter}{} {}", point.x, point.y);
        }
        self.line(&format!("<path d=\"{data}\" fill=\"none\" stroke=\"{colour}\" {more}/>"));
    }

    fn icon(&mut self, sign: &str, x: i32, y: i32, size: i32, colour: &str) {
        // Thousandths, so that no float is formatted.
        let scale = size * 1000 / 24;
        self.line(&format!(
            "<path d=\"{sign}\" transform=\"translate({x} {y}) scale({}.{:03})\" fill=\"none\" \
             stroke=\"{colour}\" stroke-width=\"2\" stroke-linecap=\"round\" \
             stroke-linejoin=\"round\"/>",
            scale / 1000,
            scale % 1000
        ));
    }
}

/// A text as XML takes it, in elements and in attributes. What XML 1.0 cannot hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            // XML 1.0, production 2 (Char).
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}
