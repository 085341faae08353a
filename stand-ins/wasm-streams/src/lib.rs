//! No streams at all: what `server_fn` needs of wasm-streams where no server is asked.
//!
//! Leptos can call functions on a server, and so links wasm-streams into every page. What that crate
//! gives to JavaScript is kept by wasm-bindgen whether it is used or not: code, classes and imports.
//! Presswright has no server. Here a [`ReadableStream`] is a type without values, and making one is
//! refused aloud. The calls that `server_fn` makes are all here, so an update of it that needs more
//! does not compile.
//!
//! It stands in this workspace alone; who builds the library from elsewhere has no page in it.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::{JsValue, throw_str};

const NONE: &str = "this page has no server to stream to or from";

/// A stream of the browser, of which there are none.
pub enum ReadableStream {}

impl ReadableStream {
    /// Refused.
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        throw_str(NONE)
    }

    /// Refused.
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        throw_str(NONE)
    }

    /// The browser's own, of what cannot be there.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        match self {}
    }

    /// What it brings, of what cannot be there.
    pub fn into_stream(self) -> IntoStream {
        match self {}
    }
}

/// What a stream brings, of which there are none.
pub enum IntoStream {}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match *self {}
    }
}
