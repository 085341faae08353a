// Lines that the page marks: those of what is selected on the drawing.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

/** Marks the lines from one place to another, and so on; each is a pair in a flat list. */
export const markLines = StateEffect.define({ map: (places, changes) => places.map((place, at) => changes.mapPos(place, at % 2)) });

const ownLine = Decoration.line({ class: "cm-own" });

export const marked = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(markLines)) next = linesOf(transaction.state.doc, effect.value);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function linesOf(doc, places) {
  const lines = [];
  for (let at = 0; at < places.length; at += 2) {
    const [from, to] = [places[at], places[at + 1]].map((place) => doc.lineAt(Math.min(place, doc.length)).number);
    for (let number = from; number <= to; number += 1) lines.push(ownLine.range(doc.line(number).from));
  }
  return Decoration.set(lines, true);
}
