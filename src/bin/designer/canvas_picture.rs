//! A picture as the browser draws it: SVG in, PNG out, and to the clipboard.

use leptos::prelude::*;
use presswright::share::picture::Picture;
use presswright::share::png::embed;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, CanvasRenderingContext2d, ClipboardItem, HtmlCanvasElement, HtmlImageElement};

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDrawn {
    /// The browser gives no canvas, or no memory for one.
    #[error("The browser could not draw the picture. Take the SVG: it needs no drawing.")]
    Canvas,
    /// The design could not be put into it.
    #[error("The design could not be put into the picture. Take the SVG, or leave the design out.")]
    Design,
    /// The clipboard is closed to the page.
    #[error("The browser does not let the page copy a picture. Download it instead.")]
    Clipboard,
}

/// The most pixels: what Safari on a phone still draws.
const MOST_PIXELS: f64 = 16_777_216.0;
/// The longest side: what Chromium and Firefox draw.
const LONGEST_SIDE: f64 = 16_384.0;
/// For screens with two pixels in place of one.
const SHARP: f64 = 2.0;

/// An SVG as an address.
pub fn address(svg: &str) -> String {
    format!("data:image/svg+xml;charset=utf-8,{}", String::from(js_sys::encode_uri_component(svg)))
}

/// How many pixels a picture gets for each of its own.
fn scale(width: f64, height: f64) -> f64 {
    SHARP.min((MOST_PIXELS / (width * height)).sqrt()).min(LONGEST_SIDE / width.max(height))
}

/// The picture as PNG, with the design in it if it is to be.
pub async fn png(picture: &Picture) -> Result<Vec<u8>, NotDrawn> {
    let bytes = rasterised(picture).await.map_err(|_| NotDrawn::Canvas)?;
    match &picture.word {
        Some(word) => embed(&bytes, word).map_err(|_| NotDrawn::Design),
        None => Ok(bytes),
    }
}

async fn rasterised(picture: &Picture) -> Result<Vec<u8>, JsValue> {
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let scale = scale(width, height);
    let (width, height) = ((width * scale).floor().max(1.0), (height * scale).floor().max(1.0));
    let image = HtmlImageElement::new()?;
    image.set_src(&address(&picture.svg));
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 16,384")]
    {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
    }
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let blob = js_sys::Promise::new(&mut |done, failed| {
        if let Err(error) = canvas.to_blob(&done) {
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    });
    // Null where there was no memory for it.
    let blob: Blob = JsFuture::from(blob).await?.dyn_into()?;
    let buffer = JsFuture::from(blob.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Whether the browser copies pictures.
pub fn can_copy() -> bool {
    js_sys::Reflect::has(&window(), &"ClipboardItem".into()).unwrap_or_default()
        && !window().navigator().clipboard().is_undefined()
}

/// Copies the picture as PNG.
pub fn copy(picture: Picture) -> impl Future<Output = Result<(), NotDrawn>> {
    let blob = future_to_promise(async move {
        let bytes = png(&picture).await.map_err(|error| JsValue::from(error.to_string()))?;
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
        let options = web_sys::BlobPropertyBag::new();
        options.set_type("image/png");
        Blob::new_with_u8_array_sequence_and_options(&parts, &options).map(JsValue::from)
    });
    let record = js_sys::Object::new();
    // It cannot fail: the object is ours.
    let _ = js_sys::Reflect::set(&record, &"image/png".into(), &blob);
    let writing = ClipboardItem::new_with_record_from_str_to_blob_promise(&record)
        .map(|item| window().navigator().clipboard().write(&js_sys::Array::of1(&item)));
    async move {
        let writing = writing.map_err(|_| NotDrawn::Clipboard)?;
        JsFuture::from(writing).await.map(|_| ()).map_err(|_| NotDrawn::Clipboard)
    }
}
