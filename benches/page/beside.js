// How long it takes from a cold start until the page can be used, beside kube-composer's, with the processor four times
// slower: once with the network as it is and once with Lighthouse's slow 4G.
//
//     cargo xtask dist
//     npm ci --prefix tests/browser
//     git clone https://github.com/same7ammar/kube-composer && cd kube-composer && npm ci && npm run build
//     node benches/page/beside.js --other kube-composer/dist [--pairs 10] [--rate 4] [--network none,slow-4g] [--aim]
//
// Each load is in a browser of its own, which has nothing in its caches; the two take turns, and the one that begins
// changes from pair to pair. What counts is the time from the start of the navigation to the frame in which the page
// shows the answer to the first press on what it is for: here a machine of the drawing, which is selected; there "Add
// Deployment", which opens the form with the name of the application. Presses come the way a person's do, from
// outside the page, from the moment that the thing to press is there, and again while nothing has come of it. With --aim
// it ends with 1 where this page is slower with the network as it is.
//
// Both are kept from other hosts: kube-composer's asks for Google's script, which a person would wait for or not.

import { parseArgs } from "node:util";

import { CHROMIUM, dist, fromTests, median, serve } from "./served.js";

const { values } = parseArgs({
  options: {
    other: { type: "string" },
    pairs: { type: "string", default: "10" },
    rate: { type: "string", default: "4" },
    network: { type: "string", default: "none,slow-4g" },
    aim: { type: "boolean", default: false },
  },
});
if (!values.other) throw new Error("--other names no folder: the head of this file says where kube-composer's page comes from");

/** As Lighthouse has it, where it does not reckon but slows down. */
const NETWORKS = {
  none: undefined,
  "slow-4g": { offline: false, latency: 562.5, downloadThroughput: (1474.56 * 1024) / 8, uploadThroughput: (675 * 1024) / 8 },
};

const { chromium } = await fromTests("playwright-core/index.mjs");

const PAGES = {
  presswright: { folder: dist(), press: "#on-machine-0", answer: "#on-machine-0[aria-pressed=true]" },
  "kube-composer": { folder: values.other, press: "button[title='Add new deployment']", answer: ".fixed input[placeholder='my-app']" },
};

/** In the page, from its beginning: when the first picture was there, what is to be pressed, and its answer. */
function watch({ press, answer }) {
  const seen = { press: 0, answer: 0 };
  globalThis.seen = seen;
  const shown = (selector) => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    return box && box.width > 0 && box.height > 0 ? box : undefined;
  };
  globalThis.place = () => {
    const box = seen.press && shown(press);
    // The head of a machine, the middle of a button.
    return box && { x: box.x + Math.min(box.width / 2, 60), y: box.y + Math.min(box.height / 2, 20) };
  };
  const look = (now) => {
    // A frame shows what was there when the one before it ended.
    if (!seen.press && shown(press)) seen.press = now;
    if (seen.press && shown(answer)) seen.answer = now;
    if (!seen.answer) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function load(name, network) {
  const { address, press, answer } = PAGES[name];
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--disable-gpu", "--disable-quic", "--disable-background-networking"],
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setBlockedURLs", { urls: ["https://*"] });
    if (NETWORKS[network]) await session.send("Network.emulateNetworkConditions", NETWORKS[network]);
    await page.addInitScript(watch, { press, answer });
    await session.send("Emulation.setCPUThrottlingRate", { rate: Number(values.rate) });
    await page.goto(address, { waitUntil: "commit" });
    let seen;
    for (const end = Date.now() + 120_000; Date.now() < end;) {
      const { result: { value } } = await session.send("Runtime.evaluate", { expression: "({ seen: globalThis.seen, place: globalThis.place?.() })", returnByValue: true });
      ({ seen } = value);
      if (seen?.answer) break;
      if (value.place) {
        const { x, y } = value.place;
        const button = { x, y, button: "left", clickCount: 1 };
        await session.send("Input.dispatchMouseEvent", { type: "mousePressed", ...button });
        await session.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...button });
      }
      // Long enough for an answer, where there was a press.
      await new Promise((done) => setTimeout(done, value.place ? 60 : 10));
    }
    if (!seen?.answer) throw new Error(`${name}: nothing answered`);
    const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN);
    return { painted, drawn: seen.press, usable: seen.answer };
  } finally {
    await browser.close();
  }
}

for (const page of Object.values(PAGES)) Object.assign(page, await serve(page.folder));
let met = true;
try {
  for (const network of values.network.split(",")) {
    const times = Object.fromEntries(Object.keys(PAGES).map((name) => [name, []]));
    for (let pair = 0; pair < Number(values.pairs); pair += 1) {
      const names = Object.keys(PAGES);
      for (const name of pair % 2 ? names.reverse() : names) times[name].push(await load(name, network));
    }
    console.log(`network: ${network}, processor ${values.rate} times slower, ${values.pairs} pairs`);
    for (const [name, all] of Object.entries(times)) {
      const words = ["painted", "drawn", "usable"].map((what) => `${what} ${median(all.map((one) => one[what])).toFixed(0)} ms`);
      console.log(`  ${name.padEnd(14)} ${words.join(", ")} (${all.map(({ usable }) => usable.toFixed(0)).join(" ")})`);
    }
    const ratio = median(times.presswright.map(({ usable }, pair) => usable / times["kube-composer"][pair].usable));
    console.log(`  this page to the other, the median of the pairs: ${ratio.toFixed(2)}`);
    if (network === "none") met &&= ratio <= 1;
  }
} finally {
  for (const page of Object.values(PAGES)) page.stop();
}
if (values.aim) process.exitCode = met ? 0 : 1;
