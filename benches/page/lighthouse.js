// What Lighthouse's performance score is on its mobile profile (a slow phone's processor, slow 4G), the
// median of five, with what it is made of: `node benches/page/lighthouse.js`. It serves the built page by itself;
// PRESSWRIGHT_DIST says where another one is. It ends with 1 where --least is not reached. With --tasks it says what
// kept the main thread busy for long in the last run.

import { parseArgs } from "node:util";

import { CHROMIUM, dist, freePort, fromTests, median, serve } from "./served.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    least: { type: "string", default: "0" },
    tasks: { type: "boolean", default: false },
  },
});
const MEASURES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index", "interactive"];

const { default: lighthouse } = await fromTests("lighthouse/core/index.js");
const { chromium } = await fromTests("playwright-core/index.mjs");
const port = await freePort();
const page = await serve(dist());
const runs = [];
let last;
try {
  for (let run = 0; run < Number(values.runs); run += 1) {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [`--remote-debugging-port=${port}`, "--disable-gpu"],
      chromiumSandbox: process.getuid?.() !== 0,
    });
    try {
      const { lhr } = await lighthouse(page.address, { port, onlyCategories: ["performance"], logLevel: "error" });
      if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
      last = lhr.audits;
      runs.push({ score: Math.round(lhr.categories.performance.score * 100), ...Object.fromEntries(MEASURES.map((name) => [name, lhr.audits[name].numericValue])) });
      console.log(JSON.stringify(runs.at(-1)));
    } finally {
      await browser.close();
    }
  }
} finally {
  page.stop();
}
const middle = (name) => median(runs.map((run) => run[name]));
for (const name of ["score", ...MEASURES]) console.log(`${name.padEnd(26)} ${Math.round(middle(name) * 1000) / 1000}`);
if (values.tasks) {
  const { metrics: { details: { items: [seen] } }, "largest-contentful-paint-element": largest, "long-tasks": long } = last;
  for (const [name, value] of Object.entries(seen)) if (/^observed.*(Paint|Load|Index)$/.test(name)) console.log(`${name} ${value}`);
  console.log(`largest: ${JSON.stringify(largest?.details?.items?.[0]?.items?.[0]?.node?.snippet)}`);
  for (const { url, startTime, duration } of long?.details?.items ?? []) console.log(`${Math.round(startTime)} ms: ${Math.round(duration)} ms, ${url}`);
}
if (middle("score") < Number(values.least)) process.exitCode = 1;
