// A file of the export: to be read, searched and copied, with the lines of each object.

import { defaultKeymap } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, syntaxHighlighting } from "@codemirror/language";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { languageOf } from "./languages.js";
import { marked, markLines } from "./marks.js";
import { theme } from "./theme.js";

/**
 * Opens a reader in `parent`. `tell("line", [number])` says on which line a person stands, -1 when they
 * leave; `tell("show", [number])` that they want to see on the drawing what that line is of.
 */
export function read(parent, tell, help) {
  let closed = false;
  let path = "";
  const told = (name, line) => closed || tell(name, [line]);
  const line = (state) => state.doc.lineAt(state.selection.main.head).number;
  const extensions = () => [
    lineNumbers(),
    highlightActiveLineGutter(),
    foldGutter({ openText: "▾", closedText: "▸" }),
    codeFolding(),
    highlightSpecialChars(),
    highlightActiveLine(),
    bracketMatching(),
    // The cursor is for going through the text; nothing can be typed, on a phone neither.
    EditorState.readOnly.of(true),
    // Else the browser changes what is shown, with styles of its own, before that is put back.
    EditorView.domEventHandlers({
      beforeinput(event) {
        event.preventDefault();
        return true;
      },
    }),
    languageOf(path),
    syntaxHighlighting(classHighlighter),
    search({ top: true }),
    marked,
    keymap.of([
      { key: "Enter", run: (view) => told("show", line(view.state)) || true },
      ...searchKeymap,
      ...foldKeymap,
      ...defaultKeymap.filter(({ key }) => key !== "Escape"),
    ]),
    EditorView.contentAttributes.of({
      "aria-label": "Text of the file",
      "aria-describedby": help,
      tabindex: "0",
      inputmode: "none",
      spellcheck: "false",
      translate: "no",
    }),
    EditorView.domEventHandlers({
      click(event, view) {
        // Who marks a part of the text wants to copy it.
        if (event.button === 0 && view.state.selection.main.empty) told("show", line(view.state));
      },
    }),
    EditorView.updateListener.of((update) => {
      if (update.selectionSet || update.focusChanged) told("line", update.view.hasFocus ? line(update.state) : -1);
    }),
    theme,
  ];
  const view = new EditorView({ parent });
  for (const kind of ["keydown", "copy"]) {
    view.dom.addEventListener(kind, (event) => {
      const plain = !event.ctrlKey && !event.metaKey && event.key !== "Escape";
      if (plain || event.defaultPrevented) event.stopPropagation();
    });
  }
  const start = (number) => view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines)).from;

  return {
    /** Shows a file; the same one with another text stays where it is. */
    show(name, text) {
      if (name === path && text === view.state.doc.toString()) return;
      const same = name === path;
      path = name;
      const [top, head] = [view.scrollDOM.scrollTop, view.state.selection.main.head];
      view.setState(EditorState.create({
        doc: text,
        selection: { anchor: same ? Math.min(head, view.state.toText(text).length) : 0 },
        extensions: extensions(),
      }));
      if (same) requestAnimationFrame(() => closed || (view.scrollDOM.scrollTop = top));
      else view.scrollDOM.scrollTop = 0;
    },

    /** Goes to a line. */
    go(first, focus) {
      view.dispatch({
        selection: { anchor: start(first) },
        effects: EditorView.scrollIntoView(start(first), { y: "start", yMargin: 36 }),
      });
      if (focus) view.focus();
    },

    /** Marks lines: the first and the last, and so on. */
    mark(numbers) {
      view.dispatch({ effects: markLines.of(numbers.map(start)) });
    },

    /** Opens the search, with what is marked. */
    search: () => openSearchPanel(view),

    close() {
      closed = true;
      view.destroy();
    },
  };
}
