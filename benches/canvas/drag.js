// What a drag costs the main thread, per step of the pointer, with 100, 1,000 and 4,000 boxes on the
// canvas: this page, and React Flow with as many nodes, in one run.
//
//     cargo xtask dist
//     npm ci --prefix benches/canvas
//     node benches/canvas/drag.js [--boxes 100,1000,4000] [--steps 60] [--aim]
//
// A step is one pointer event and the frames until it is painted; its cost is the time of all tasks of
// the renderer's main thread in a Chromium trace. On the page a member of etcd is dragged over machines:
// each step looks for what lies under it, says what a drop would mean and draws it. With --aim it ends
// with 1 unless a step at 1,000 boxes costs a fifth of React Flow's or less, and one at 4,000 at most
// 1.5 times that at 100.
import { createServer } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { build } from "esbuild";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "../../dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };
/** Boxes of this design that are no machines: pods, the export and its folders. */
const OTHERS = 16;

const { values: wanted } = parseArgs({
  options: {
    boxes: { type: "string", default: "100,1000,4000" },
    steps: { type: "string", default: "60" },
    chromium: { type: "string", default: process.env.PRESSWRIGHT_CHROMIUM ?? "/usr/bin/chromium" },
    aim: { type: "boolean", default: false },
  },
});
const steps = Number(wanted.steps);

if (!existsSync(join(dist, "index.html"))) throw new Error("dist/ is missing: run `cargo xtask dist` first");
const folder = await mkdtemp(join(tmpdir(), "presswright-canvas-"));
await build({
  entryPoints: [join(here, "flow.jsx")],
  outfile: join(folder, "flow.js"),
  bundle: true,
  minify: true,
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
});
await writeFile(
  join(folder, "index.html"),
  '<!doctype html><link rel="stylesheet" href="flow.css"><style>html,body,#drawing{height:100%;margin:0}</style><div id="drawing"></div><script src="flow.js"></script>',
);

const ours = await serve(dist);
const theirs = await serve(folder);
const browser = await chromium.launch({
  executablePath: wanted.chromium,
  args: ["--disable-gpu", "--disable-quic", "--disable-background-networking"],
  chromiumSandbox: process.getuid?.() !== 0,
});
const rows = [];
try {
  for (const boxes of wanted.boxes.split(",").map(Number)) {
    const page = await cost(await presswright(boxes));
    const flow = await cost(await reactFlow(boxes));
    rows.push({ boxes, page, flow });
    console.log(`${String(boxes).padStart(5)} boxes: this page ${page.toFixed(2)} ms a step, React Flow ${flow.toFixed(2)} ms: ${(flow / page).toFixed(1)} times`);
  }
} finally {
  await browser.close();
  ours.close();
  theirs.close();
  await rm(folder, { recursive: true });
}
if (wanted.aim) process.exitCode = aims(rows) ? 0 : 1;

function aims(rows) {
  const at = (boxes) => rows.find((row) => row.boxes === boxes);
  const fifth = at(1000).page * 5 <= at(1000).flow;
  const growth = at(4000).page / at(100).page;
  console.log(`a fifth of React Flow's at 1,000: ${fifth ? "yes" : "no"}; 4,000 cost ${growth.toFixed(2)} times 100 (aim: at most 1.5)`);
  return fifth && growth <= 1.5;
}

/** The page with that many boxes, and where a member of etcd lies. */
async function presswright(boxes) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(ours.address);
  await page.getByRole("button", { name: "Export", exact: true }).waitFor();
  await page.locator("input[type=file]").first().setInputFiles({
    name: "design.yaml",
    mimeType: "text/yaml",
    buffer: Buffer.from(design(boxes - OTHERS)),
  });
  const thing = page.getByRole("main", { name: "Canvas" }).getByRole("button", { name: /^etcd-0\b/ });
  await page.getByRole("heading", { name: "Presswright: bench" }).waitFor({ timeout: 120_000 });
  await thing.waitFor({ timeout: 120_000 });
  await page.waitForTimeout(3000);
  return { page, box: await thing.boundingBox(), dragged: page.locator(".ghost") };
}

/** A design with so many machines. */
function design(machines) {
  const address = (index) => `10.${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
  const workers = Array.from({ length: machines - 1 }, (_, index) => `  - {name: node-${index + 1}, address: ${address(index + 11)}, cpu: 2, memory: 4Gi}`);
  return [
    "presswright: 1",
    "name: bench",
    'cluster: {kind: existing, kubernetes: "1.36"}',
    "machines:",
    `  - {name: control, role: control-plane, address: ${address(10)}, cpu: 2, memory: 4Gi}`,
    ...workers,
    "nfs: {machine: control}",
    "etcd:",
    "  members: [{machine: node-1}, {machine: node-2}, {machine: node-3}]",
    "",
  ].join("\n");
}

/** React Flow with that many nodes, and where the first lies. */
async function reactFlow(boxes) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${theirs.address}?boxes=${boxes}`);
  const node = page.locator('.react-flow__node[data-id="0"]');
  await node.waitFor({ timeout: 120_000 });
  await page.waitForTimeout(3000);
  return { page, box: await node.boundingBox(), dragged: page.locator(".react-flow__node.dragging") };
}

/** Main-thread time per step, in milliseconds, of a drag that begins at the middle of a box. */
async function cost({ page, box, dragged }) {
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step += 1) await page.mouse.move(from.x + 4 * step, from.y + 2 * step);
  await painted(page);
  if ((await dragged.count()) !== 1) throw new Error("nothing is being dragged: there is nothing to measure");
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"] });
  for (let step = 1; step <= steps; step += 1) {
    await page.mouse.move(from.x + 20 + (step * 500) / steps, from.y + 10 + (step * 200) / steps);
    await painted(page);
  }
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  await page.mouse.up();
  await page.close();
  const mains = new Set(
    traceEvents
      .filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain")
      .map((event) => `${event.pid}/${event.tid}`),
  );
  const spent = new Map();
  for (const event of traceEvents) {
    const thread = `${event.pid}/${event.tid}`;
    if (event.ph === "X" && event.name === "ThreadControllerImpl::RunTask" && mains.has(thread)) {
      spent.set(thread, (spent.get(thread) ?? 0) + event.dur);
    }
  }
  const most = Math.max(...spent.values());
  if (!Number.isFinite(most)) throw new Error("the trace has no task of a renderer's main thread");
  return most / 1000 / steps;
}

function painted(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function serve(root) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      const file = join(root, path.endsWith("/") ? `${path}index.html` : path);
      response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
      response.end(await readFile(file));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return Object.assign(server, { address: `http://127.0.0.1:${server.address().port}/` });
}
