// What is dragged to the edge of the canvas: the drawing comes to it by itself.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, visit } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const TABLET = { viewport: { width: 1366, height: 1024 }, hasTouch: true };

/** So large that most of the drawing is out of sight, with that thing at the left. */
function withPage(name, run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    await page.keyboard.press("Shift+Digit0");
    for (let step = 0; step < 5; step += 1) await page.getByRole("button", { name: "Zoom in", exact: true }).click();
    const box = await page.locator(".canvas").boundingBox();
    const thing = await editor.thing(name).first().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(thing.x - box.x - 100, thing.y - box.y - 250);
    await page.waitForFunction(
      ({ id, left }) => Math.abs(document.getElementById(id).getBoundingClientRect().left - left) < 3,
      { id: await editor.thing(name).first().getAttribute("id"), left: box.x + 100 },
    );
    await run(editor, page, box);
  }, options);
}

/** How far the drawing is shifted. */
async function shift(editor) {
  const [, x, y] = /translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)/.exec(await editor.canvas.locator("svg.board > g").getAttribute("transform"));
  return { x: Number(x), y: Number(y) };
}

/** How fast it shifts, in pixels a second, once it has come to its speed. Of a frame a tenth of a second counts, as for the page. */
function speed(editor) {
  return editor.page.evaluate(async () => {
    const board = document.querySelector("svg.board > g");
    const at = () => /translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)/.exec(board.getAttribute("transform")).slice(1).map(Number);
    const frame = () => new Promise(requestAnimationFrame);
    const pass = async (seconds) => {
      let passed = 0;
      for (let before = await frame(); passed < seconds; ) {
        const now = await frame();
        passed += Math.min((now - before) / 1000, 0.1);
        before = now;
      }
      return passed;
    };
    await pass(0.5);
    const [x, y] = at();
    const passed = await pass(0.4);
    const [xThen, yThen] = at();
    return { x: (xThen - x) / passed, y: (yThen - y) / passed };
  });
}

/** Waits until that is so. */
async function until(editor, so, what) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await so()) return;
    await editor.page.waitForTimeout(50);
  }
  assert.fail(what);
}

/** Waits until it does not move any more: for a while, and for a few frames, however long each takes. */
async function still(editor) {
  const stood = () => editor.page.evaluate(async () => {
    const board = document.querySelector("svg.board > g");
    const before = board.getAttribute("transform");
    const end = performance.now() + 120;
    for (let frames = 0; frames < 4 || performance.now() < end; frames += 1) await new Promise(requestAnimationFrame);
    return board.getAttribute("transform") === before;
  });
  await until(editor, stood, "it goes on");
}

describe("a drag at the edge", () => {
  test("shifts the drawing, the faster the nearer, and stops when it comes back or leaves", () =>
    withPage("etcd-0", async (editor, page, box) => {
      const { mouse } = page;
      const right = box.x + box.width;
      const middle = box.y + box.height / 2;
      const gap = await shift(editor);
      await mouse.move(box.x + 20, box.y + box.height - 60);
      await mouse.down();
      await mouse.move(box.x + 200, middle, { steps: 4 });
      assert.deepEqual(await shift(editor), gap, "away from the edge nothing moves");
      // Slowly first.
      await mouse.move(right - 36, middle);
      const slow = await speed(editor);
      assert.ok(slow.x < 0 && slow.y === 0, JSON.stringify(slow));
      await mouse.move(box.x + 400, middle);
      await still(editor);
      await mouse.move(right - 18, middle);
      const fast = await speed(editor);
      assert.ok(fast.x < 1.5 * slow.x, `${fast.x} is not faster than ${slow.x}`);
      await mouse.move(box.x + 400, middle);
      await still(editor);
      // Far out of the canvas the hand has left it.
      await mouse.move(box.x + 400, box.y - 40);
      await page.waitForTimeout(100);
      await mouse.move(box.x + 400, 1);
      if (box.y > 50) await still(editor);
      await page.keyboard.press("Escape");
      await mouse.up();
      await still(editor);
    }));

  test("brings what is out of sight: a marquee selects it, a member of etcd goes there as one step", () =>
    withPage("etcd-0", async (editor, page, box) => {
      const { mouse } = page;
      const right = box.x + box.width;
      const seen = async (name) => {
        const there = await editor.thing(name).first().boundingBox();
        return there.x + there.width < right - 60;
      };
      assert.equal(await seen("etcd-2"), false, "it is in sight already");
      const from = await editor.middleOf(editor.thing("etcd-0"));
      await mouse.move(from.x, from.y);
      await mouse.down();
      await mouse.move(right - 4, from.y, { steps: 6 });
      await until(editor, () => seen("etcd-2"), "etcd-2 never came");
      // It still comes, and is taken aim at when it stands.
      await mouse.move(box.x + 400, from.y);
      await still(editor);
      const target = await editor.middleOf(editor.thing("etcd-2"));
      await mouse.move(target.x, target.y);
      await page.getByText(/^Pins etcd-0 to node-3\./).waitFor();
      await mouse.up();
      await editor.thing("etcd-0, pinned to node-3").first().waitFor();
      await editor.undo.click();
      await editor.thing("etcd-0, pinned to node-1").first().waitFor();
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true", "a drag is one step");

      // Back to the left, by a marquee that begins beside the last of them.
      const last = await editor.thing("Machine node-3").boundingBox();
      const pod = await editor.thing("etcd-2").first().boundingBox();
      await mouse.move(last.x + last.width + 12, pod.y + pod.height + 20);
      await mouse.down();
      await mouse.move(box.x + 4, pod.y - 12, { steps: 6 });
      await page.waitForFunction(() => document.querySelectorAll('.pod[aria-pressed="true"]').length === 3);
      await mouse.move(box.x + 200, pod.y - 12);
      await mouse.up();
      await page.getByRole("status").getByText(/selected\.$/).waitFor();
    }));

  test("carries machines along, also to where nothing is yet, and Esc puts them back", () =>
    withPage("Machine node-1", async (editor, page, box) => {
      const { mouse } = page;
      const text = await editor.design();
      await page.getByRole("tab", { name: /^Problems/ }).click();
      const head = await editor.thing("Machine node-1").locator(".plate").first().boundingBox();
      const at = { x: head.x + 70, y: head.y + 14 };
      await mouse.move(at.x, at.y);
      await mouse.down();
      await mouse.move(at.x + 30, at.y + 30, { steps: 3 });
      await mouse.move(box.x + 300, box.y + box.height - 3, { steps: 6 });
      const before = await shift(editor);
      await until(editor, async () => (await shift(editor)).y < before.y - 50, "the drawing does not come");
      const follows = async () => {
        const plate = await editor.thing("Machine node-1").locator(".plate").first().boundingBox();
        return Math.abs(plate.y + 14 - (box.y + box.height - 3)) < 60;
      };
      await until(editor, follows, "the machine stays behind");
      await page.keyboard.press("Escape");
      await mouse.up();
      await still(editor);
      assert.equal(await editor.design(), text);
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    }));

  test("goes in steps for who wants little motion", () =>
    withPage("etcd-0", async (editor, page, box) => {
      const { mouse } = page;
      await mouse.move(box.x + 20, box.y + box.height - 60);
      await mouse.down();
      await mouse.move(box.x + 300, box.y + 200, { steps: 3 });
      await mouse.move(box.x + box.width - 8, box.y + 200);
      const begin = await shift(editor);
      await until(editor, async () => (await shift(editor)).x < begin.x, "it does not come");
      const places = await page.evaluate(async () => {
        const board = document.querySelector("svg.board > g");
        const seen = [];
        const end = performance.now() + 1400;
        while (performance.now() < end) {
          seen.push(board.getAttribute("transform"));
          await new Promise(requestAnimationFrame);
        }
        return seen;
      });
      const steps = new Set(places).size - 1;
      assert.ok(steps >= 1 && steps <= 6, `${steps} steps in ${places.length} frames`);
      await mouse.up();
    }, { reducedMotion: "reduce" }));

  test("by touch", () =>
    withPage("etcd-0", async (editor, page, box) => {
      const touch = await page.context().newCDPSession(page);
      const from = await editor.middleOf(editor.thing("etcd-0"));
      const send = (type, x, y) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
      await send("touchStart", from.x, from.y);
      await send("touchMove", from.x + 20, from.y);
      await send("touchMove", box.x + box.width - 6, from.y);
      const before = await shift(editor);
      await until(editor, async () => (await shift(editor)).x < before.x - 50, "it does not come");
      await send("touchMove", box.x + box.width / 2, box.y + 30);
      await send("touchEnd");
      await still(editor);
    }, TABLET));
});
