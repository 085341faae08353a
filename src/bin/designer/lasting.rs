//! A part of the drawing that is drawn anew only where what it shows has changed.
//!
//! Most changes of a design touch one thing of its drawing. Leptos draws a list anew as a whole, each part with all
//! its attributes and listeners; such a part says that it is as it was, and is left alone. What it is drawn with must
//! all be in what is compared: it is asked for nothing else.

use super::live::each;
use super::state::Page;
use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use std::any::Any;

/// What a part shows, of whatever type: the view below is compiled once for all.
trait Shown: Send {
    fn known(&self) -> &dyn Any;
    fn is(&self, other: &dyn Any) -> bool;
    fn draw(&self) -> AnyView;
}

struct Showing<T> {
    value: T,
    page: Page,
    draw: fn(Page, T) -> AnyView,
}

impl<T: Clone + PartialEq + Send + 'static> Shown for Showing<T> {
    fn known(&self) -> &dyn Any {
        &self.value
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self.value == *other)
    }

    fn draw(&self) -> AnyView {
        (self.draw)(self.page, self.value.clone())
    }
}

/// A part for each of these.
pub fn lasting<T: Clone + PartialEq + Send + 'static>(
    page: Page,
    values: impl IntoIterator<Item = T>,
    draw: fn(Page, T) -> AnyView,
) -> Vec<AnyView> {
    each(values, |value| Lasting(Box::new(Showing { value, page, draw })))
}

struct Lasting(Box<dyn Shown>);

struct LastingState {
    shown: Box<dyn Shown>,
    drawn: AnyViewState,
}

impl Render for Lasting {
    type State = LastingState;

    fn build(self) -> LastingState {
        LastingState { drawn: self.0.draw().build(), shown: self.0 }
    }

    fn rebuild(self, state: &mut LastingState) {
        if !self.0.is(state.shown.known()) {
            self.0.draw().rebuild(&mut state.drawn);
            state.shown = self.0;
        }
    }
}

impl Mountable for LastingState {
    fn unmount(&mut self) {
        self.drawn.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.drawn.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.drawn.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.drawn.elements()
    }
}

no_attrs!(Lasting);

// The page is never made on a server: Leptos asks every view for this, and nothing calls it.
impl RenderHtml for Lasting {
    type AsyncOutput = AnyView;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> AnyView {
        self.0.draw()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0.draw().to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> LastingState {
        LastingState {
            drawn: self.0.draw().hydrate::<FROM_SERVER>(cursor, position),
            shown: self.0,
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}
