// What Lighthouse's performance score is on its mobile profile (a slow phone's processor, slow 4G), the
// median of five, with what it is made of: `node benches/page/lighthouse.js`. It serves the built page by itself;
// PRESSWRIGHT_DIST says where another one is. It ends with 1 where --least is not reached.

import { createServer } from "node:net";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

const ROOT = new URL("../../", import.meta.url);
const { values } = parseArgs({ options: { runs: { type: "string", default: "5" }, least: { type: "string", default: "0" } } });

// The browser tests have what this needs.
const tests = new URL("tests/browser/", ROOT);
const from = (path) => import(new URL(`node_modules/${path}`, tests));
const { default: lighthouse } = await from("lighthouse/core/index.js");
const { chromium } = await from("playwright-core/index.mjs");
const { Host } = await import(new URL("pages/host.js", tests));

const port = await new Promise((found) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});

const host = new Host(resolve(process.env.PRESSWRIGHT_DIST ?? new URL("dist", ROOT).pathname));
host.compress = true;
await host.start();
const MEASURES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index", "interactive"];
const runs = [];
try {
  for (let run = 0; run < Number(values.runs); run += 1) {
    const browser = await chromium.launch({
      executablePath: process.env.PRESSWRIGHT_CHROMIUM ?? "/usr/bin/chromium",
      args: [`--remote-debugging-port=${port}`, "--disable-gpu"],
      chromiumSandbox: process.getuid?.() !== 0,
    });
    try {
      const { lhr } = await lighthouse(host.address, { port, onlyCategories: ["performance"], logLevel: "error" });
      if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
      runs.push({ score: Math.round(lhr.categories.performance.score * 100), ...Object.fromEntries(MEASURES.map((name) => [name, lhr.audits[name].numericValue])) });
      console.log(JSON.stringify(runs.at(-1)));
    } finally {
      await browser.close();
    }
  }
} finally {
  await host.stop();
}
const median = (name) => runs.map((run) => run[name]).sort((one, other) => one - other)[Math.floor(runs.length / 2)];
for (const name of ["score", ...MEASURES]) console.log(`${name.padEnd(26)} ${Math.round(median(name) * 1000) / 1000}`);
if (median("score") < Number(values.least)) process.exitCode = 1;
