// Several things at once: selected, copied, pasted in another tab, moved, set, by mouse, keyboard and touch.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, visit, wanted } from "./page.js";
import { violations } from "./measures.js";

let browser;
before(async () => {
  browser = await launch([], { window: true });
});
after(() => browser?.close());

function withPage(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await (options?.viewport?.width < 700 ? editor.thing("etcd-0").waitFor() : editor.ready());
    await run(editor, page);
  }, options);
}

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** Names of what is selected on the drawing, once they are these. */
async function selected(editor, ...names) {
  const pressed = editor.canvas.locator('[aria-pressed="true"]');
  const now = () => pressed.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label").split(",")[0].replace("Machine ", "")));
  for (let tries = 0; tries < 40; tries += 1) {
    if ((await now()).sort().join() === [...names].sort().join()) return;
    await editor.page.waitForTimeout(50);
  }
  assert.deepEqual((await now()).sort(), [...names].sort());
}

const said = (editor, text) => editor.page.getByRole("status").getByText(text).first().waitFor();

/** Draws a rectangle around things, from a little outside to a little outside. */
async function around(editor, names, end = () => editor.page.mouse.up()) {
  const boxes = [];
  for (const name of names) boxes.push(await editor.thing(name).first().boundingBox());
  const left = Math.min(...boxes.map((box) => box.x)) - 4;
  const top = Math.min(...boxes.map((box) => box.y)) - 4;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + 4;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + 4;
  const { mouse } = editor.page;
  await mouse.move(left, bottom);
  await mouse.down();
  await mouse.move(left + 20, bottom - 20);
  await mouse.move(right, top, { steps: 4 });
  await end();
}

const focusOn = (page, beginning) =>
  page.waitForFunction((name) => (document.activeElement.getAttribute("aria-label") ?? "").startsWith(name), beginning);

const place = (editor) => editor.canvas.locator("svg.board > g").getAttribute("transform");

/** Draws a finger upwards from a point. */
async function swipe(touch, { x, y }, by) {
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  for (const part of [0.2, 0.6, 1]) {
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y: y - by * part }] });
  }
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

describe("by mouse", () => {
  test("a marquee selects the machines in it, Shift adds, Ctrl and a press toggles, Esc empties", () =>
    withPage(async (editor, page) => {
      const before = await place(editor);
      await around(editor, ["Machine node-1", "Machine node-2"]);
      await selected(editor, "node-1", "node-2");
      assert.equal(await place(editor), before, "the drawing was shifted");
      await said(editor, "node-1 and node-2 selected.");
      await editor.settings.getByRole("heading", { name: "2 machines" }).waitFor();

      await page.keyboard.down("Shift");
      await around(editor, ["Machine node-3"]);
      await page.keyboard.up("Shift");
      await selected(editor, "node-1", "node-2", "node-3");

      const head = await editor.thing("Machine node-2").boundingBox();
      await page.keyboard.down("Control");
      await page.mouse.click(head.x + 60, head.y + 16);
      await page.keyboard.up("Control");
      await selected(editor, "node-1", "node-3");
      await page.keyboard.press("Escape");
      await selected(editor);
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true", "selecting is no step");
    }));

  test("Esc leaves a marquee, and then it means nothing", () =>
    withPage(async (editor, page) => {
      await around(editor, ["Machine node-1"], async () => {
        await selected(editor, "node-1");
        await page.keyboard.press("Escape");
        await selected(editor);
        await page.mouse.move(900, 100);
        await page.mouse.up();
      });
      await selected(editor);
    }));

  test("the drawing is shifted with Space and with the middle button", () =>
    withPage(async (editor, page) => {
      const box = await editor.canvas.boundingBox();
      const drag = async (button) => {
        const before = await place(editor);
        await page.mouse.move(box.x + 300, box.y + box.height - 30);
        await page.mouse.down({ button });
        await page.mouse.move(box.x + 340, box.y + box.height - 60, { steps: 3 });
        await page.mouse.up({ button });
        assert.notEqual(await place(editor), before);
      };
      await drag("middle");
      await editor.thing("etcd-0").focus();
      await page.keyboard.down(" ");
      await drag("left");
      await page.keyboard.up(" ");
      await selected(editor);
      await page.keyboard.press(" ");
      await selected(editor, "etcd-0");
    }));

  test("one of several that are dragged takes the others along, as one step", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-0").click();
      await editor.thing("etcd-1").click({ modifiers: ["Control"] });
      await selected(editor, "etcd-0", "etcd-1");
      await editor.take("etcd-0", "node-3");
      await page.getByText("Moves etcd-0 and etcd-1 to node-3. etcd-0, etcd-1 and etcd-2 would die together with it.").waitFor();
      await page.mouse.up();
      await editor.thing("etcd-0, pinned to node-3").waitFor();
      await editor.thing("etcd-1, pinned to node-3").waitFor();
      await editor.undo.click();
      await editor.thing("etcd-0, pinned to node-1").waitFor();
      await editor.thing("etcd-1, pinned to node-2").waitFor();
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    }));

  test("what they have in common is set for all, and differing values are shown as mixed", () =>
    withPage(async (editor, page) => {
      await around(editor, ["Machine node-1", "Machine node-3"]);
      const cpu = editor.settings.getByRole("textbox", { name: "CPU" });
      await cpu.fill("6");
      await cpu.press("Tab");
      await said(editor, /^CPU of 3 machines\./);
      let text = await editor.design();
      assert.equal(text.match(/cpu: 6\b/g).length, 3);
      await editor.undo.click();
      text = await editor.design();
      assert.doesNotMatch(text, /cpu: 6\b/);
      await editor.redo.click();

      await editor.thing("Machine node-1").click({ position: { x: 60, y: 16 } });
      const own = editor.settings.getByRole("textbox", { name: "CPU" });
      await own.fill("3");
      await own.press("Tab");
      await editor.thing("Machine node-2").click({ position: { x: 60, y: 16 }, modifiers: ["Shift"] });
      await editor.settings.getByRole("heading", { name: "2 machines" }).waitFor();
      assert.equal(await cpu.getAttribute("placeholder"), "mixed: 3, 6");
      assert.equal(await cpu.inputValue(), "");
      assert.equal(await editor.settings.getByRole("textbox", { name: "Name" }).count(), 0);
      assert.deepEqual(await violations(page), []);
    }));

  test("the menu of one of several is the menu of all", () =>
    withPage(async (editor, page) => {
      await around(editor, ["Machine node-2", "Machine node-3"]);
      await editor.thing("Machine node-2").click({ button: "right", position: { x: 60, y: 16 } });
      const menu = page.getByRole("menu", { name: "node-2 and node-3" });
      await menu.getByRole("menuitem", { name: "Duplicate" }).click();
      await editor.thing("Machine node-5").waitFor();
      await selected(editor, "node-4", "node-5");
      await said(editor, /^Duplicated node-2 and node-3 as node-4 and node-5\./);
    }));
});

describe("by keyboard", () => {
  test("Shift and arrows extend, Space toggles, Ctrl+A takes all of the kind", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-0").focus();
      await page.keyboard.press("Shift+ArrowRight");
      await focusOn(page, "etcd-1");
      await selected(editor, "etcd-0", "etcd-1");
      await page.keyboard.press("Shift+ArrowRight");
      await selected(editor, "etcd-0", "etcd-1", "etcd-2");
      await page.keyboard.press("Shift+ArrowLeft");
      await selected(editor, "etcd-0", "etcd-1");
      await page.keyboard.press("Control+ ");
      await selected(editor, "etcd-0");
      await said(editor, "etcd-0 selected.");
      await page.keyboard.press(" ");
      await selected(editor, "etcd-0", "etcd-1");
      await page.keyboard.press("Control+a");
      await selected(editor, "etcd-0", "etcd-1", "etcd-2");
      await page.keyboard.press("Escape");
      await selected(editor);
      await editor.thing("Machine master").focus();
      await page.keyboard.press("Control+a");
      await selected(editor, "master", "node-1", "node-2", "node-3");
    }));

  test("several are removed and come back as one step, and the focus stays on the drawing", () =>
    withPage(async (editor, page) => {
      await editor.thing("Machine node-2").focus();
      await page.keyboard.press(" ");
      await page.keyboard.press("Shift+ArrowRight");
      await selected(editor, "node-2", "node-3");
      await page.keyboard.press("Delete");
      await said(editor, /^Removed node-2 and node-3\./);
      await editor.thing("Machine node-2").waitFor({ state: "detached" });
      await page.waitForFunction(() => document.activeElement.id.startsWith("on-"));
      await page.keyboard.press("Control+z");
      await editor.thing("Machine node-3").waitFor();
      await selected(editor, "node-2", "node-3");
      await page.waitForFunction(() => document.activeElement.id.startsWith("on-"));
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
    }));

  test("copied, pasted, cut and duplicated by keys", () =>
    withPage(async (editor, page) => {
      await editor.thing("Machine node-3").focus();
      await page.keyboard.press("Control+c");
      await said(editor, "Copied node-3 with etcd-2.");
      await page.keyboard.press("Control+v");
      await editor.thing("Machine node-4").waitFor();
      await editor.thing("etcd-3, pinned to node-4").waitFor();
      await selected(editor, "node-4");
      await said(editor, /^Pasted node-4\./);
      await page.keyboard.press("Control+d");
      await editor.thing("Machine node-5").waitFor();
      await editor.thing("Machine node-1").focus();
      await page.keyboard.press("Control+x");
      await editor.thing("Machine node-1").waitFor({ state: "detached" });
      await page.keyboard.press("Control+v");
      await editor.thing("Machine node-1").waitFor();
      await editor.thing("etcd-4, pinned to node-1").waitFor();
      for (let step = 0; step < 4; step += 1) await page.keyboard.press("Control+z");
      await editor.thing("Machine node-4").waitFor({ state: "detached" });
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true", "each was one step");
    }));

  test("an export is not doubled, and what cannot be copied says so", () =>
    withPage(async (editor, page) => {
      await editor.thing("Machine master").focus();
      await page.keyboard.press("Control+d");
      await said(editor, /The NFS export stays on master: there can be only one\.$/);
      await editor.thing("percona-0").focus();
      await page.keyboard.press("Control+c");
      await editor.canvas.getByText("percona-0 cannot be copied: machines and members of etcd can.").waitFor();
    }));

  test("text that is copied and pasted in fields stays text", () =>
    withPage(async (editor, page) => {
      await editor.thing("Machine node-1").click({ position: { x: 60, y: 16 } });
      const name = editor.settings.getByRole("textbox", { name: "Name" }).first();
      await name.focus();
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Control+c");
      await page.keyboard.press("End");
      await page.keyboard.press("Control+v");
      assert.equal(await name.inputValue(), "node-1node-1");
      await name.fill("node-1");
      await selected(editor, "node-1");
      assert.equal(await editor.thing("Machine node-4").count(), 0);
    }));

  test("garbage is refused with words, and a whole design becomes one of its own", () =>
    withPage(async (editor, page) => {
      const paste = (text) =>
        page.evaluate((text) => {
          document.activeElement.blur();
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }, text);
      await paste("rm -rf /");
      await editor.canvas.getByText(/^What was copied is no part of a design\./).waitFor();
      await paste("presswright-parts: 7\nmachines: []\n");
      await editor.canvas.getByText(/newer Presswright \(parts of version 7/).waitFor();
      await paste("presswright-parts: 1\nmachines:\n  - name: No Name\n");
      await editor.canvas.getByText(/^What was copied cannot be read: /).waitFor();
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true");
      await paste("presswright: 1\nname: pasted\n");
      await page.getByRole("heading", { name: "pasted" }).first().waitFor();
    }));

  test("the outline is a tree in which several are selected", () =>
    withPage(async (editor, page) => {
      await page.keyboard.press("o");
      const tree = page.getByRole("tree", { name: "Outline" });
      assert.equal(await tree.getAttribute("aria-multiselectable"), "true");
      const line = (name) => tree.getByRole("treeitem", { name, exact: true });
      await line("node-2").click();
      await page.keyboard.press("ArrowLeft");
      assert.equal(await line("node-2").getAttribute("aria-expanded"), "false");
      await line("etcd-1").waitFor({ state: "detached" });
      await page.keyboard.press("Shift+ArrowDown");
      await selected(editor, "node-2", "node-3");
      assert.equal(await line("node-3").getAttribute("aria-selected"), "true");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowRight");
      await line("etcd-1").waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "node-2");
      await page.keyboard.press(" ");
      await selected(editor, "node-3");
      assert.deepEqual(await violations(page), []);
      await line("node-3").focus();
      await page.keyboard.press("Delete");
      await line("node-3").waitFor({ state: "detached" });
      await page.waitForFunction(() => document.activeElement.getAttribute("role") === "treeitem");
      await page.keyboard.press("Control+z");
      await line("node-3").waitFor();
      await page.waitForFunction(() => document.activeElement.getAttribute("role") === "treeitem");
    }));
});

describe("the clipboard", () => {
  test("what is copied in one tab is pasted in another", async () => {
    await visit(browser, async (page) => {
      const one = new EditorPage(page);
      await one.ready();
      const other = await page.context().newPage();
      await other.goto(wanted("PRESSWRIGHT_PAGE"));
      const two = new EditorPage(other);
      await two.ready();
      await two.preset("small");
      await two.thing("Machine").first().waitFor();
      const before = await two.thing("Machine").count();

      await page.bringToFront();
      await around(one, ["Machine node-1", "Machine node-2"]);
      await page.keyboard.press("Control+c");
      await said(one, "Copied node-1 and node-2 with etcd-0 and etcd-1.");
      await other.bringToFront();
      await other.keyboard.press("Control+v");
      await said(two, /^Pasted /);
      assert.equal(await two.thing("Machine").count(), before + 2);
      await two.settings.getByRole("heading", { name: "2 machines" }).waitFor();
      await other.keyboard.press("Control+z");
      await two.thing("Machine").nth(before).waitFor({ state: "detached" });
    });
  });

  test("by commands, with the browser's leave and without it", async () => {
    for (const permissions of [["clipboard-read", "clipboard-write"], []]) {
      await withPage(async (editor, page) => {
        const run = async (name) => {
          await page.keyboard.press("Control+k");
          await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").waitFor();
          await page.keyboard.type(name);
          await page.keyboard.press("Enter");
          await page.getByRole("dialog").waitFor({ state: "hidden" });
        };
        await editor.thing("Machine node-3").click({ position: { x: 60, y: 16 } });
        await run("copy");
        await said(editor, /^Copied node-3 with etcd-2\./);
        await run("paste");
        await editor.thing("Machine node-4").waitFor();
        await selected(editor, "node-4");
      }, { permissions });
    }
  });
});

describe("by touch", () => {
  test("the menu begins selecting several, presses go on, and the chip ends it", () =>
    withPage(async (editor, page) => {
      // Small enough for two machines under one another, and away from what lies over the drawing.
      for (let step = 0; step < 5; step += 1) await page.getByRole("button", { name: "Zoom out" }).tap();
      const touch = await page.context().newCDPSession(page);
      const area = await editor.canvas.boundingBox();
      await swipe(touch, { x: area.x + 8, y: area.y + area.height / 2 }, 150);
      const point = await editor.middleOf(editor.thing("etcd-0"));
      await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
      const menu = page.getByRole("menu", { name: "etcd-0" });
      await menu.waitFor();
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await menu.getByRole("menuitem", { name: "Select several by pressing" }).tap();
      await selected(editor, "etcd-0");
      await editor.thing("etcd-1").tap();
      await selected(editor, "etcd-0", "etcd-1");
      const chip = page.getByRole("group", { name: "Selection" });
      await chip.getByText("2 members of etcd selected").waitFor();
      assert.ok((await chip.getByRole("button", { name: "Actions" }).boundingBox()).height >= 44);
      const [drawing, bar] = [await page.locator(".board").boundingBox(), await chip.boundingBox()];
      assert.ok(drawing.y + drawing.height <= bar.y, "the chip lies over the drawing");
      assert.deepEqual(await violations(page), []);
      await chip.getByRole("button", { name: "Actions" }).tap();
      const both = page.getByRole("menu", { name: "etcd-0 and etcd-1" });
      await both.getByRole("menuitem", { name: "Move to machine…" }).tap();
      await page.getByText("Move etcd-1 and etcd-0 to which machine?").waitFor();
      await page.getByRole("option", { name: /^node-3/ }).tap();
      await editor.thing("etcd-1, pinned to node-3").waitFor();
      await chip.getByRole("button", { name: "Select nothing" }).tap();
      await selected(editor);
      await chip.waitFor({ state: "detached" });
    }, PHONE));

  test("a finger shifts the drawing and draws no marquee", () =>
    withPage(async (editor, page) => {
      const touch = await page.context().newCDPSession(page);
      const before = await place(editor);
      const box = await editor.canvas.boundingBox();
      await swipe(touch, { x: box.x + 8, y: box.y + box.height / 2 }, 60);
      assert.notEqual(await place(editor), before);
      await selected(editor);
    }, PHONE));
});
