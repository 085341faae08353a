// Makes many modules of WebAssembly smaller in one process, in place, byte for byte as wasm-opt would: with a process
// for each, most of the time goes into starting it.
//
// Takes the path of npm's binaryen, wasm-opt's options, `--`, and the files.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// With those that wasm-opt takes along.
const FEATURES = {
  "--enable-bulk-memory": ["BulkMemory", "BulkMemoryOpt"],
  "--enable-multivalue": ["Multivalue"],
  "--enable-mutable-globals": ["MutableGlobals"],
  "--enable-nontrapping-float-to-int": ["NontrappingFPToInt"],
  "--enable-reference-types": ["ReferenceTypes", "CallIndirectOverlong"],
  "--enable-sign-ext": ["SignExt"],
};
// What is done after all that -Oz does.
const PASSES = ["--reorder-functions-by-name"];

const [library, ...rest] = process.argv.slice(2);
const end = rest.indexOf("--");
const { default: binaryen } = await import(pathToFileURL(library));
// What -Oz means to wasm-opt.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);
binaryen.setDebugInfo(false);
let features = binaryen.Features.MVP;
const passes = [];
for (const option of rest.slice(0, end)) {
  if (option in FEATURES) for (const name of FEATURES[option]) features |= binaryen.Features[name];
  else if (PASSES.includes(option)) passes.push(option.slice(2));
  else if (option === "--low-memory-unused") binaryen.setLowMemoryUnused(true);
  else throw new Error(`shrink.js does not know ${option} of wasm-opt: add it to its table`);
}
for (const file of rest.slice(end + 1)) {
  const module = binaryen.readBinary(readFileSync(file));
  module.setFeatures(features);
  module.optimize();
  module.runPasses(passes);
  writeFileSync(file, module.emitBinary());
  module.dispose();
}
