//! How many pieces of work go on at once.
//!
//! The library has no threads: the page's WebAssembly has none. Who has some lends them with a [`Hands`]
//! of its own; what comes out is the same, in the same order.

/// Who does a list of independent pieces of work.
pub trait Hands {
    /// The result of each item, in the items' order. Whoever takes items first makes what it needs for
    /// them with `begin`, once.
    fn each<Item: Sync, Tools, Made: Send>(
        &self,
        items: &[Item],
        begin: impl Fn() -> Tools + Sync,
        work: impl Fn(&mut Tools, &Item) -> Made + Sync,
    ) -> Vec<Made>;
}

/// One after the other.
#[derive(Clone, Copy, Debug)]
pub struct InTurn;

impl Hands for InTurn {
    fn each<Item: Sync, Tools, Made: Send>(
        &self,
        items: &[Item],
        begin: impl Fn() -> Tools + Sync,
        work: impl Fn(&mut Tools, &Item) -> Made + Sync,
    ) -> Vec<Made> {
        let mut tools = begin();
        items.iter().map(|item| work(&mut tools, item)).collect()
    }
}
