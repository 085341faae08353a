// What the files of an export are written in.

import { yamlLanguage } from "@codemirror/lang-yaml";
import { defineLanguageFacet, Language, languageDataProp, StreamLanguage } from "@codemirror/language";
import { ruby } from "@codemirror/legacy-modes/mode/ruby";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { xml } from "@codemirror/legacy-modes/mode/xml";
import { GFM, parseCode, parser } from "@lezer/markdown";

const shellLanguage = StreamLanguage.define(shell);
const byName = { yaml: yamlLanguage, ruby: StreamLanguage.define(ruby), sh: shellLanguage, xml: StreamLanguage.define(xml) };

// The runbook's commands are coloured as what they are.
const fenced = { bash: shellLanguage, console: shellLanguage, ...byName };
const data = defineLanguageFacet();
byName.markdown = new Language(
  data,
  parser.configure([GFM, { props: [languageDataProp.add((type) => (type.isTop ? data : undefined))] }, parseCode({ codeParser: (info) => fenced[info]?.parser ?? null })]),
  [],
  "markdown",
);

/** By the end of a file's name; what is not here is shown without colours. */
const ENDINGS = [
  [/\.ya?ml$/, "yaml"],
  [/\.(rb)$|(^|\/)Vagrantfile$/, "ruby"],
  [/\.(sh|env)$/, "sh"],
  [/\.md$/, "markdown"],
  [/\.svg$/, "xml"],
];

/** The language of a file, as an extension of the editor. */
export function languageOf(path) {
  const [, name] = ENDINGS.find(([ending]) => ending.test(path)) ?? [];
  return byName[name] ?? [];
}
