// Machines that a person places: by mouse, by keyboard and by touch; tidied, and laid out by themselves.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { violations } from "./measures.js";
import { EditorPage } from "./pages/editor.js";
import { launch, open, visit } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

function withPage(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await (options?.viewport?.width < 700 ? editor.thing("etcd-0").waitFor() : editor.ready());
    await run(editor, page);
  }, options);
}

const TABLET = { viewport: { width: 1366, height: 1024 }, hasTouch: true };

const machine = (editor, name) => editor.thing(`Machine ${name}`);

/** A point of the machine's head. */
async function head(editor, name) {
  const box = await machine(editor, name).boundingBox();
  return { x: box.x + 60, y: box.y + 10 };
}

/** Where the frame of each machine is on the screen, once nothing moves any more. */
async function frames(editor) {
  const { page } = editor;
  const read = () => editor.canvas.locator(".machine .plate").evaluateAll((plates) =>
    plates.map((plate) => {
      const { x, y, width, height } = plate.getBoundingClientRect();
      return { name: plate.closest(".thing").getAttribute("aria-label").match(/^Machine ([\w-]+)/)[1], x, y, width, height };
    }));
  let before = JSON.stringify(await read());
  for (let round = 0; round < 40; round += 1) {
    await page.waitForTimeout(60);
    const now = JSON.stringify(await read());
    if (now === before) break;
    before = now;
  }
  return Object.fromEntries(JSON.parse(before).map((frame) => [frame.name, frame]));
}

/** How far each machine has gone, from the one that stays. */
function gone(from, to, stays = "master") {
  const shift = { x: to[stays].x - from[stays].x, y: to[stays].y - from[stays].y };
  return Object.fromEntries(Object.keys(from).map((name) => [name, [Math.round(to[name].x - from[name].x - shift.x) + 0, Math.round(to[name].y - from[name].y - shift.y) + 0]]));
}

async function hold(editor, name, by, { steps = 6 } = {}) {
  const from = await head(editor, name);
  const { mouse } = editor.page;
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move(from.x + by.x, from.y + by.y, { steps });
}

/** At 100 %, with room to the right and below. */
async function ready(editor) {
  await editor.page.keyboard.press("Shift+Digit0");
}

describe("a machine's head", () => {
  test("moves it with all that stands in it, as one step, and no other machine", () =>
    withPage(async (editor, page) => {
      await ready(editor);
      const before = await frames(editor);
      const pod = await editor.thing("etcd-1").boundingBox();
      await hold(editor, "node-2", { x: 40, y: 120 });
      // It follows the pointer before it is let go, and nothing is changed yet.
      const live = await machine(editor, "node-2").locator(".plate").boundingBox();
      assert.ok(Math.abs(live.y - before["node-2"].y - 120) <= 8, `${live.y}`);
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
      await page.mouse.up();
      const after = await frames(editor);
      const went = gone(before, after);
      assert.deepEqual([went.master, went["node-1"], went["node-3"]], [[0, 0], [0, 0], [0, 0]]);
      assert.ok(Math.abs(went["node-2"][1] - 120) <= 8, `${went["node-2"]}`);
      const podAfter = await editor.thing("etcd-1").boundingBox();
      // A tenth of a pixel to the left is rounded to -0, which is another number to deepEqual.
      const podWent = [podAfter.x - pod.x, podAfter.y - pod.y].map((by) => Math.round(by) + 0);
      assert.deepEqual(podWent, went["node-2"]);
      assert.match(await editor.said.textContent(), /^node-2 moved\.$/);
      const text = await editor.design();
      assert.match(text, /^canvas:\n  - \{machine: node-2, left: \d+, top: \d+\}\n$/m);
      await editor.undo.click();
      assert.ok(!(await editor.design()).includes("canvas"));
      await editor.redo.click();
      assert.equal(await editor.design(), text);
    }));

  test("goes back where it was with Esc, and the rest of the movement means nothing", () =>
    withPage(async (editor, page) => {
      await ready(editor);
      const before = await frames(editor);
      await hold(editor, "node-2", { x: 30, y: 90 });
      await page.keyboard.press("Escape");
      await page.mouse.move(700, 500, { steps: 4 });
      await page.mouse.up();
      assert.deepEqual(await frames(editor), before);
      assert.equal(await editor.said.textContent(), "Nothing was moved.");
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    }));

  test("snaps to lines of others and draws them, and Alt lets it stand anywhere", () =>
    withPage(async (editor, page) => {
      await ready(editor);
      const before = await frames(editor);
      const lines = () => editor.canvas.locator(".landing .guide").getAttribute("d");
      // Seven below the line of the others' upper edges.
      await hold(editor, "node-3", { x: 0, y: 7 });
      assert.match(await lines(), /^M/);
      await page.mouse.up();
      assert.deepEqual(gone(before, await frames(editor))["node-3"], [0, 0]);
      await hold(editor, "node-1", { x: 3, y: -45 });
      await page.keyboard.down("Alt");
      await page.mouse.move(...Object.values(await head(editor, "node-1")).map((at, index) => at + [1, -6][index]));
      assert.equal(await lines(), "");
      await page.keyboard.up("Alt");
      await page.mouse.up();
    }));

  test("lands beside what is in the way, and shows where", () =>
    withPage(async (editor, page) => {
      await ready(editor);
      const before = await frames(editor);
      await hold(editor, "node-1", { x: before["node-3"].x - before["node-1"].x + 30, y: 60 });
      const outline = await editor.canvas.locator(".landing .outline").boundingBox();
      await page.mouse.up();
      const after = await frames(editor);
      const went = gone(before, after);
      assert.deepEqual([went.master, went["node-2"], went["node-3"]], [[0, 0], [0, 0], [0, 0]]);
      const stands = after["node-1"];
      assert.ok(Math.abs(outline.x - stands.x) < 3 && Math.abs(outline.y - stands.y) < 3, JSON.stringify({ outline, stands }));
      for (const name of ["master", "node-2", "node-3"]) {
        const other = after[name];
        const apart = stands.x >= other.x + other.width || other.x >= stands.x + stands.width
          || stands.y >= other.y + other.height || other.y >= stands.y + stands.height;
        assert.ok(apart, `node-1 lies on ${name}`);
      }
    }));

  test("is no handle on its body, nor where machines stand under one another", async () => {
    await withPage(async (editor, page) => {
      await ready(editor);
      const box = await machine(editor, "node-2").locator(".plate").boundingBox();
      await page.mouse.move(box.x + 6, box.y + box.height - 6);
      await page.mouse.down();
      await page.mouse.move(box.x + 60, box.y + box.height + 40, { steps: 4 });
      await page.mouse.up();
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    });
    await withPage(async (editor, page) => {
      const from = await head(editor, "node-1");
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x, from.y + 80, { steps: 4 });
      await page.mouse.up();
      await machine(editor, "node-1").focus();
      await page.keyboard.press("Alt+ArrowDown");
      await page.getByText("machines stand under one another").first().waitFor();
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    }, { viewport: { width: 360, height: 740 } });
  });
});

describe("by keyboard", () => {
  test("Alt and an arrow move a machine by a step, said once, and the focus stays", () =>
    withPage(async (editor, page) => {
      await ready(editor);
      const before = await frames(editor);
      await machine(editor, "node-1").focus();
      await page.keyboard.press("Alt+ArrowUp");
      await page.getByText("node-1 moved up.").waitFor();
      await page.waitForFunction(() => /^Machine node-1/.test(document.activeElement.getAttribute("aria-label") ?? ""));
      await page.keyboard.press("Alt+Shift+ArrowDown");
      await page.getByText("node-1 moved down.").waitFor();
      assert.deepEqual(gone(before, await frames(editor))["node-1"], [0, 56]);
      const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
      assert.match(focused, /^Machine node-1/);
      await page.keyboard.press("Control+z");
      await page.keyboard.press("Control+z");
      assert.deepEqual(gone(before, await frames(editor))["node-1"], [0, 0]);
    }));

  test("Tidy brings moved machines into line, and the layout can be left to itself", () =>
    withPage(async (editor, page) => {
      await ready(editor);
      const before = await frames(editor);
      await hold(editor, "node-1", { x: -30, y: 50 });
      await page.mouse.up();
      await hold(editor, "node-3", { x: 0, y: 90 });
      await page.mouse.up();
      await page.keyboard.press("y");
      await page.getByText("All machines tidied.").waitFor();
      const tidy = await frames(editor);
      const tops = new Set(Object.values(tidy).map((frame) => Math.round(frame.y)));
      assert.equal(tops.size, 1, JSON.stringify(tidy));
      const order = (all) => Object.values(all).sort((a, b) => a.x - b.x).map(({ name }) => name);
      assert.deepEqual(order(tidy), order(before));
      // The menu beside all things is about all machines.
      const { x, y, height } = await editor.canvas.boundingBox();
      await page.mouse.click(x + 20, y + height - 20, { button: "right" });
      await page.getByRole("menuitem", { name: "Lay out by itself" }).click();
      await page.getByText("All machines laid out by themselves.").waitFor();
      assert.deepEqual(gone(before, await frames(editor)), { master: [0, 0], "node-1": [0, 0], "node-2": [0, 0], "node-3": [0, 0] });
      assert.ok(!(await editor.design()).includes("canvas"));
    }));
});

describe("by touch", () => {
  const touch = (editor, type, points) =>
    editor.client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(({ x, y }) => ({ x, y })) });

  async function swipe(editor, from, by) {
    await touch(editor, "touchStart", [from]);
    for (let step = 1; step <= 5; step += 1) {
      await touch(editor, "touchMove", [{ x: from.x + (by.x * step) / 5, y: from.y + (by.y * step) / 5 }]);
    }
    await touch(editor, "touchEnd", []);
  }

  test("a finger shifts the drawing until the machine is selected, and then moves it", () =>
    withPage(async (editor, page) => {
      editor.client = await page.context().newCDPSession(page);
      const before = await frames(editor);
      await swipe(editor, await head(editor, "node-2"), { x: 20, y: 40 });
      const panned = await frames(editor);
      assert.deepEqual(gone(before, panned)["node-2"], [0, 0]);
      assert.equal(Math.round(panned.master.y - before.master.y), 40);
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
      const at = await head(editor, "node-2");
      await page.touchscreen.tap(at.x, at.y);
      await page.waitForFunction(() => document.querySelector(".machine.selected"));
      const selected = await frames(editor);
      await swipe(editor, await head(editor, "node-2"), { x: 0, y: 90 });
      const moved = gone(selected, await frames(editor));
      assert.deepEqual(moved["node-1"], [0, 0]);
      assert.ok(moved["node-2"][1] > 40, `${moved["node-2"]}`);
      assert.match(await editor.said.textContent(), /^node-2 moved\.$/);
    }, TABLET));
});

test("machines that were moved leave the page without a fault for those who cannot see it", () =>
  withPage(async (editor, page) => {
    await ready(editor);
    await hold(editor, "node-2", { x: 40, y: 120 });
    const during = await violations(page);
    await page.mouse.up();
    assert.deepEqual([...during, ...(await violations(page))], []);
  }));

test("what moves machines comes when it is needed, and its absence is said", async () => {
  const { page } = await open(browser);
  const editor = new EditorPage(page);
  await editor.ready();
  const part = (url) => /\/part-placing-[0-9a-f]{16}\.wasm$/.test(url.pathname);
  const asked = [];
  page.on("request", (request) => part(new URL(request.url())) && asked.push(request.url()));
  await page.route(part, (route) => route.abort());
  await ready(editor);
  assert.deepEqual(asked, [], "fetched before anybody came near a machine");
  const before = await frames(editor);
  await hold(editor, "node-2", { x: 0, y: 100 });
  await page.getByRole("alert").filter({ hasText: "could not be fetched. Nothing is lost" }).waitFor();
  await page.mouse.up();
  assert.deepEqual(gone(before, await frames(editor))["node-2"], [0, 0]);
  await page.unroute(part);
  await hold(editor, "node-2", { x: 0, y: 100 });
  await page.waitForFunction(() => document.querySelector("#on-machine-2[transform]"));
  await page.mouse.up();
  assert.ok(gone(before, await frames(editor))["node-2"][1] > 80);
  await page.context().close();
});
