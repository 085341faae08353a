// The editor of design.yaml: CodeMirror, told by the page what is wrong and what can be written.
//
// It knows nothing of designs. The page owns the text, the history and the findings; here are a view
// of them and a person's keys. docs/decisions/0009-text-editor.md says why.

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, Prec, Transaction } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, tooltips } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { completions } from "./completion.js";
import { diagnosticsOf, findingKeymap } from "./findings.js";
import { marked, markLines } from "./marks.js";
import { runs } from "./runs.js";
import { adoptStyles, theme } from "./theme.js";

adoptStyles();

export { read } from "./reader.js";

/** What the page changes comes back to it from nowhere. */
const fromPage = Annotation.define();

/** What is told to the page: `typed(changes, begins)`, `complete(at)`, `act(finding, action)`, `caret(at)`. */
const TOLD = ["typed", "undo", "redo", "complete", "act", "caret", "problems"];

/**
 * Opens an editor in `parent`; `tell(name, values)` tells the page what a person does. Places are
 * UTF-16 units, in which the end of a line is one.
 */
export function open(parent, tell, text, help) {
  // A view may have something to say yet when it has been closed.
  let closed = false;
  const page = Object.fromEntries(TOLD.map((name) => [name, (...values) => (closed ? null : tell(name, values))]));
  const begins = runs();
  const history = (run) => () => {
    run();
    return true;
  };
  const panel = parent.closest("section") ?? document.body;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        // The page has one history over canvas, forms and text.
        Prec.highest(keymap.of([
          { key: "Mod-z", run: history(page.undo), preventDefault: true },
          { key: "Mod-y", run: history(page.redo), preventDefault: true },
          { key: "Mod-Shift-z", run: history(page.redo), preventDefault: true },
        ])),
        lineNumbers(),
        highlightActiveLineGutter(),
        lintGutter(),
        foldGutter({ openText: "▾", closedText: "▸" }),
        codeFolding(),
        highlightSpecialChars(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        indentUnit.of("  "),
        EditorState.tabSize.of(2),
        EditorView.lineWrapping,
        yaml(),
        syntaxHighlighting(classHighlighter),
        autocompletion({ override: [completions(page)], icons: false, maxRenderedOptions: 60 }),
        search({ top: true }),
        marked,
        keymap.of([
          // Esc, then Tab, leaves: CodeMirror lets a Tab through that follows an Esc.
          { key: "Tab", run: acceptCompletion },
          indentWithTab,
          { key: "Ctrl-Space", run: startCompletion },
          ...findingKeymap(page),
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...searchKeymap,
          ...foldKeymap,
          // Esc belongs to leaving, even while something is selected. Ctrl+M would change without a
          // word what Tab does, and under Caps Lock it takes Ctrl+Shift+M for itself.
          ...defaultKeymap.filter(({ key }) => key !== "Escape" && key !== "Ctrl-m"),
        ]),
        // Beside the text, not in it: what surrounds it would cut them off.
        tooltips({
          parent: panel,
          // Not over the bar that a phone has below.
          tooltipSpace: () => ({ top: 0, left: 0, right: innerWidth, bottom: Math.min(innerHeight, panel.getBoundingClientRect().bottom) }),
        }),
        EditorView.contentAttributes.of({
          "aria-label": "design.yaml",
          "aria-describedby": help,
          // It takes the focus anyway; so a program sees, too, that a keyboard scrolls the text.
          tabindex: "0",
          spellcheck: "false",
          autocorrect: "off",
          autocapitalize: "off",
          translate: "no",
        }),
        EditorView.domEventHandlers({
          beforeinput(event) {
            if (event.inputType === "historyUndo") page.undo();
            else if (event.inputType === "historyRedo") page.redo();
            else return false;
            event.preventDefault();
            return true;
          },
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(fromPage))) {
            const changes = [];
            update.changes.iterChanges((from, to, _from, _to, insert) => changes.push(from, to, insert.toString()));
            page.typed(changes, begins(update));
          }
          if (update.docChanged || update.selectionSet || update.focusChanged) {
            page.caret(update.view.hasFocus ? update.state.selection.main.head : -1);
          }
        }),
        theme,
      ],
    }),
  });
  // What is typed here is not meant for the canvas, nor is what an editor's own keys do.
  for (const kind of ["keydown", "copy", "cut", "paste"]) {
    view.dom.addEventListener(kind, (event) => {
      const plain = !event.ctrlKey && !event.metaKey && event.key !== "Escape";
      if (plain || event.defaultPrevented) event.stopPropagation();
    });
  }

  // What comes up below the text makes it shorter; who types goes on seeing where.
  const resized = new ResizeObserver(() => {
    if (view.hasFocus) view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) });
  });
  resized.observe(view.dom);

  return {
    /** Makes changes of the page's: place, end, text, place, end, text, … */
    change(flat) {
      const changes = [];
      for (let at = 0; at < flat.length; at += 3) {
        changes.push({ from: flat[at], to: flat[at + 1], insert: view.state.toText(flat[at + 2]) });
      }
      const set = view.state.changes(changes);
      const spec = { changes: set, annotations: [fromPage.of(true), Transaction.addToHistory.of(false)] };
      // Who undoes while typing looks at what came back.
      if (view.hasFocus) {
        set.iterChangedRanges((_from, _to, _start, end) => (spec.selection = { anchor: end }));
        spec.scrollIntoView = true;
      }
      view.dispatch(spec);
    },

    /** Shows what is wrong: each a list of from, to, severity, message, hint and names of actions. */
    diagnose(findings) {
      view.dispatch(setDiagnostics(view.state, diagnosticsOf(findings, view.state.doc.length, page)));
    },

    /** Marks lines and, while nobody types, brings them into sight; -1 marks none. */
    mark(from, to) {
      const effects = [markLines.of(from >= 0 ? [from, to] : [])];
      if (from >= 0 && !view.hasFocus) {
        effects.push(EditorView.scrollIntoView(Math.min(from, view.state.doc.length), { y: "nearest", yMargin: 24 }));
      }
      view.dispatch({ effects });
    },

    /** Selects a part and goes there. */
    go(from, to) {
      const end = view.state.doc.length;
      view.dispatch({ selection: { anchor: Math.min(from, end), head: Math.min(to, end) }, scrollIntoView: true });
      view.focus();
    },

    close() {
      closed = true;
      resized.disconnect();
      view.destroy();
    },
  };
}
