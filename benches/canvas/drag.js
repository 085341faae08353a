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
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { build } from "esbuild";

import { CHROMIUM, dist, here, launch, painted, serve, spent } from "./measure.js";

/** Boxes of this design that are no machines: pods, the export and its folders. */
const OTHERS = 16;

const { values: wanted } = parseArgs({
  options: {
    boxes: { type: "string", default: "100,1000,4000" },
    steps: { type: "string", default: "60" },
    chromium: { type: "string", default: CHROMIUM },
    aim: { type: "boolean", default: false },
  },
});
const steps = Number(wanted.steps);

const ours = await serve(dist());
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

const theirs = await serve(folder);
const browser = await launch(wanted.chromium);
const rows = [];
try {
  for (const boxes of wanted.boxes.split(",").map(Number)) {
    const page = await cost(await presswright(boxes));
    const flow = await cost(await reactFlow(boxes));
    rows.push({ boxes, page: page.processor, flow: flow.processor });
    console.log(`${String(boxes).padStart(5)} boxes: this page ${words(page)} a step, React Flow ${words(flow)}: ${(flow.processor / page.processor).toFixed(1)} times`);
  }
} finally {
  await browser.close();
  ours.close();
  theirs.close();
  await rm(folder, { recursive: true });
}
if (wanted.aim) process.exitCode = aims(rows) ? 0 : 1;

function words({ clock, processor }) {
  return `${processor.toFixed(2)} ms (${clock.toFixed(2)} by the clock)`;
}

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

/**
 * The whole pixel nearest to the middle of a stretch: a mouse knows no others. Of 4,000 boxes, all of them
 * in sight, a pod is one pixel high, and half a pixel beside its middle is already the machine.
 */
function middle(start, size) {
  const near = Math.round(start + size / 2);
  return near >= start && near <= start + size ? near : Math.ceil(start);
}

/** Main-thread time per step, in milliseconds, of a drag that begins at the middle of a box. */
async function cost({ page, box, dragged }) {
  const from = { x: middle(box.x, box.width), y: middle(box.y, box.height) };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step += 1) await page.mouse.move(from.x + 4 * step, from.y + 2 * step);
  await painted(page);
  if ((await dragged.count()) !== 1) throw new Error("nothing is being dragged: there is nothing to measure");
  const time = await spent(page, async () => {
    for (let step = 1; step <= steps; step += 1) {
      await page.mouse.move(from.x + 20 + (step * 500) / steps, from.y + 10 + (step * 200) / steps);
      await painted(page);
    }
  });
  await page.mouse.up();
  await page.close();
  return { clock: time.clock / steps, processor: time.processor / steps };
}
