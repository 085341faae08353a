// Commands, Find, the sheet of shortcuts and the menus: by keyboard, by mouse and by touch.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, visit } from "./page.js";
import { violations } from "./measures.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

function withPage(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    // On a phone the drawing is all that is open.
    await (options?.viewport?.width < 700 ? editor.thing("etcd-0").waitFor() : editor.ready());
    await run(editor, page);
  }, options);
}

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.tagName);

/** Waits until what has the focus is called so. */
const focusOn = (page, beginning) =>
  page.waitForFunction((name) => (document.activeElement.getAttribute("aria-label") ?? "").startsWith(name), beginning);

/** The dialog of that name, once what is in it is here. */
async function dialog(page, name) {
  const found = page.getByRole("dialog", { name, exact: true });
  await found.getByRole("combobox").waitFor();
  return found;
}

async function commands(page) {
  await page.keyboard.press("Control+k");
  return dialog(page, "Commands");
}

describe("commands", () => {
  test("a few letters and Enter do it, Esc does not, and the focus goes back", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-1").focus();
      const list = await commands(page);
      await page.keyboard.type("more perc");
      const first = list.getByRole("option").first();
      assert.match(await first.textContent(), /^One more replica of Percona/);
      assert.equal(await first.getAttribute("aria-selected"), "true");
      assert.equal(await list.getByRole("combobox").getAttribute("aria-activedescendant"), await first.getAttribute("id"));
      await page.keyboard.press("Escape");
      await list.waitFor({ state: "hidden" });
      assert.match(await focused(page), /^etcd-1/);
      assert.equal(await editor.thing("percona-3").count(), 0);

      await commands(page);
      await page.keyboard.type("more perc");
      await page.keyboard.press("Enter");
      await editor.thing("percona-3").waitFor();
      await focusOn(page, "etcd-1");
      // What was used last comes first.
      await commands(page);
      assert.match(await list.getByRole("option").first().textContent(), /^One more replica of Percona/);
    }));

  test("a thing is found among them by its name, and Tab comes first to a way to the drawing", () =>
    withPage(async (editor, page) => {
      const list = await commands(page);
      await page.keyboard.type("node-2");
      await list.getByRole("option", { name: /^node-2/ }).first().waitFor();
      await page.keyboard.press("Enter");
      await focusOn(page, "Machine node-2");
      await page.evaluate(() => document.activeElement.blur());
      const skip = page.getByRole("button", { name: "Skip to the drawing" });
      await skip.focus();
      const box = await skip.boundingBox();
      assert.ok(box.width > 60 && box.height >= 24, JSON.stringify(box));
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement.id.startsWith("on-"));
    }));

  test("what cannot be done is listed with its reason and does nothing", () =>
    withPage(async (editor, page) => {
      const list = await commands(page);
      await page.keyboard.type("undo");
      const undo = list.getByRole("option", { name: /^Undo/ });
      assert.equal(await undo.getAttribute("aria-disabled"), "true");
      await undo.getByText("Nothing to undo.").waitFor();
      await page.keyboard.press("Enter");
      assert.ok(await list.isVisible());
      await page.keyboard.press("Control+a");
      await page.keyboard.type("xyzzy");
      await list.getByText("Nothing fits. Try fewer letters.").waitFor();
      await page.keyboard.press("Enter");
      assert.ok(await list.isVisible());
    }));

  test("a move asks where to, and says what it means", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-0").focus();
      await page.keyboard.press("m");
      const list = await dialog(page, "Move to machine");
      await list.getByText("Move etcd-0 to which machine?").waitFor();
      assert.equal(await list.getByRole("option", { name: /^master/ }).getAttribute("aria-disabled"), "true");
      await list.getByText("Pins etcd-0 to node-2. etcd-1 is there too: both would die with it.").waitFor();
      await page.keyboard.type("node-2");
      await page.keyboard.press("Enter");
      await editor.thing("etcd-0, pinned to node-2").waitFor();
      await focusOn(page, "etcd-0, pinned to node-2");
      await page.keyboard.press("Control+z");
      await editor.thing("etcd-0, pinned to node-1").waitFor();
      await focusOn(page, "etcd-0, pinned to node-1");
    }));

  test("with nothing selected a move asks what, too", () =>
    withPage(async (editor, page) => {
      const list = await commands(page);
      await page.keyboard.type("mtm");
      await page.keyboard.press("Enter");
      await page.getByText("Move what?").waitFor();
      await page.keyboard.type("nfs");
      await page.keyboard.press("Enter");
      await page.getByText("Move NFS export to which machine?").waitFor();
      await page.keyboard.type("node-3");
      await page.keyboard.press("Enter");
      await editor.thing("NFS export /srv/presswright on node-3").waitFor();
      assert.equal(await list.count(), 0);
    }));

  test("by mouse: the button opens them, a press runs one, a press beside closes them", () =>
    withPage(async (editor, page) => {
      await page.getByRole("button", { name: "Commands" }).click();
      const list = await dialog(page, "Commands");
      await page.mouse.click(20, 700);
      await list.waitFor({ state: "hidden" });
      await page.getByRole("button", { name: "Commands" }).click();
      await list.getByRole("option", { name: /^Add a machine/ }).click();
      await editor.thing("Machine node-4").waitFor();
    }));
});

describe("find", () => {
  test("arrows walk the hits on the drawing and Enter selects one", () =>
    withPage(async (editor, page) => {
      await page.keyboard.press("Control+f");
      const list = await dialog(page, "Find");
      await page.keyboard.type("percona-");
      assert.ok((await list.getByRole("option").count()) >= 3);
      await page.keyboard.press("ArrowDown");
      const name = await list.locator('[aria-selected="true"] .name').textContent();
      assert.equal(name, "percona-1");
      await page.waitForFunction(() => document.querySelector("#on-replica-1.lit") !== null);
      await page.keyboard.press("Enter");
      await list.waitFor({ state: "hidden" });
      await editor.settings.getByRole("heading", { name: "percona-1" }).waitFor();
      await focusOn(page, "percona-1");
    }));

  test("an address finds its machine, a code its problem", () =>
    withPage(async (editor, page) => {
      await page.keyboard.press("Control+f");
      const list = await dialog(page, "Find");
      await page.keyboard.type("192.168.56.12");
      assert.match(await list.getByRole("option").first().textContent(), /^node-2Machine, 192\.168\.56\.12/);
      await page.keyboard.press("Control+a");
      await page.keyboard.type("pw-s04");
      const problem = list.getByRole("option", { name: /^PW-S04/ });
      await problem.click();
      await list.waitFor({ state: "hidden" });
      await editor.settings.getByText("PW-S04").first().waitFor();
    }));

  test("Esc leaves the drawing where it was", () =>
    withPage(async (editor, page) => {
      for (let step = 0; step < 6; step += 1) await page.getByRole("button", { name: "Zoom in" }).click();
      const place = () => editor.canvas.locator("svg.board > g").getAttribute("transform");
      const before = await place();
      await page.keyboard.press("Control+f");
      await dialog(page, "Find");
      await page.keyboard.type("backups");
      await page.keyboard.press("Control+a");
      await page.keyboard.type("wordpress-0");
      await page.waitForFunction(() => document.querySelector("#on-site-0.lit") !== null);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      assert.equal(await place(), before);
    }));
});

describe("shortcuts", () => {
  test("the sheet lists them, and each of a single key can be switched off", () =>
    withPage(async (editor, page) => {
      await page.keyboard.press("?");
      const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
      await sheet.getByRole("heading", { name: "Selection" }).waitFor();
      const undo = sheet.locator(".shortcut").filter({ has: page.getByText("Undo", { exact: true }) });
      assert.equal(await undo.locator("kbd").textContent(), "Ctrl+Z");
      await sheet.getByRole("switch").click();
      await page.keyboard.press("Escape");
      await page.keyboard.press("a");
      await page.keyboard.press("?");
      await page.keyboard.press("Control+k");
      await dialog(page, "Commands");
      await page.keyboard.press("Escape");
      assert.equal(await editor.thing("Machine node-4").count(), 0);
      await page.reload();
      await editor.ready();
      await page.keyboard.press("a");
      await page.keyboard.press("Control+/");
      await sheet.getByRole("switch").click();
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "hidden" });
      assert.equal(await editor.thing("Machine node-4").count(), 0);
      await page.keyboard.press("a");
      await editor.thing("Machine node-4").waitFor();
    }));

  test("letters belong to whoever types", () =>
    withPage(async (editor, page) => {
      const shelf = page.getByRole("navigation", { name: "Shelf" });
      await shelf.getByRole("button", { name: "Cluster" }).click();
      const name = editor.settings.getByRole("textbox", { name: "Name" }).first();
      await name.fill("");
      await name.pressSequentially("a-map-of-d?+-");
      assert.equal(await name.inputValue(), "a-map-of-d?+-");
      await name.press("Delete");
      assert.equal(await page.getByRole("dialog").count(), 0);
      assert.equal(await editor.thing("Machine node-4").count(), 0);
      await name.press("Control+f");
      await dialog(page, "Find");
      await page.keyboard.press("Escape");
      await name.fill("journal");
      await name.press("Control+k");
      await dialog(page, "Commands");
      await page.keyboard.press("Escape");
      assert.equal(await name.evaluate((field) => field === document.activeElement), true);
    }));

  test("buttons tell their keys, and the keys do what the buttons do", () =>
    withPage(async (editor, page) => {
      for (const [name, keys, press] of [["Outline", "O", "o"], ["Problems and files", "D", "d"], ["Settings", "S", "s"]]) {
        const button = page.getByRole("group", { name: "Panels" }).getByRole("button", { name, exact: true });
        assert.equal(await button.getAttribute("aria-keyshortcuts"), keys);
        assert.equal(await button.getAttribute("title"), `${name} (${keys})`);
        const before = await button.getAttribute("aria-pressed");
        await page.keyboard.press(press);
        await page.waitForFunction(([element, before]) => element.getAttribute("aria-pressed") !== before, [await button.elementHandle(), before]);
      }
      assert.equal(await editor.exportButton.getAttribute("aria-keyshortcuts"), "Control+E");
      const coming = page.waitForEvent("download");
      await page.keyboard.press("Control+e");
      assert.equal((await coming).suggestedFilename(), "blog.zip");
    }));

  test("F8 walks the problems, out of a field too", () =>
    withPage(async (editor, page) => {
      await editor.preset("article-2017");
      await page.keyboard.press("F8");
      await page.getByText(/^Problem 1 of \d+, /).waitFor();
      await page.keyboard.press("F8");
      await page.getByText(/^Problem 2 of \d+, /).waitFor();
      await page.keyboard.press("Shift+F8");
      await page.getByText(/^Problem 1 of \d+, /).waitFor();
    }));

  test("a thing that is removed leaves the focus on the drawing, and a refusal is seen", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-2").focus();
      await page.keyboard.press("Delete");
      await editor.thing("etcd-2").waitFor({ state: "detached" });
      await page.waitForFunction(() => document.activeElement.id.startsWith("on-"));
      await editor.thing("wordpress").last().focus();
      await page.keyboard.press("Delete");
      await editor.canvas.getByText(/^wordpress-\d cannot be removed by itself\.$/).waitFor();
    }));
});

describe("menus", () => {
  test("right click offers what the thing can, and a press does it", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-2").click({ button: "right" });
      const menu = page.getByRole("menu", { name: "etcd-2" });
      await menu.waitFor();
      await menu.getByRole("menuitem", { name: "Move to machine…" }).waitFor();
      await page.mouse.click(600, 12);
      await menu.waitFor({ state: "hidden" });
      await editor.thing("etcd-2").click({ button: "right" });
      await menu.getByRole("menuitem", { name: "Remove" }).click();
      await editor.thing("etcd-2").waitFor({ state: "detached" });
    }));

  test("by keyboard: opened, walked, left and used", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-0").focus();
      await page.keyboard.press("Shift+F10");
      const menu = page.getByRole("menu", { name: "etcd-0" });
      await menu.waitFor();
      const now = () => page.evaluate(() => document.activeElement.querySelector(".name")?.textContent);
      await page.waitForFunction(() => document.activeElement.getAttribute("role") === "menuitem");
      assert.equal(await now(), "Show settings");
      await page.keyboard.press("End");
      assert.equal(await now(), "Remove");
      await page.keyboard.press("ArrowDown");
      assert.equal(await now(), "Show settings");
      await page.keyboard.press("Escape");
      await menu.waitFor({ state: "hidden" });
      await focusOn(page, "etcd-0");
      await page.keyboard.press("ContextMenu");
      await menu.waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByText("Move etcd-0 to which machine?").waitFor();
    }));

  test("what is refused says why and does nothing", () =>
    withPage(async (editor, page) => {
      await editor.thing("wordpress").last().click({ button: "right" });
      const menu = page.getByRole("menu", { name: /^wordpress-\d$/ });
      const remove = menu.getByRole("menuitem", { name: /^Remove/ });
      assert.equal(await remove.getAttribute("aria-disabled"), "true");
      await menu.getByText(/^wordpress-\d cannot be removed by itself\.$/).waitFor();
      await remove.click({ force: true });
      assert.ok(await menu.isVisible());
    }));

  test("the outline has them too", () =>
    withPage(async (editor, page) => {
      await page.keyboard.press("o");
      const line = page.getByRole("tree", { name: "Outline" }).getByRole("treeitem", { name: "node-3" });
      await line.click({ button: "right" });
      const menu = page.getByRole("menu", { name: "node-3" });
      await menu.getByRole("menuitem", { name: "Remove" }).click();
      await editor.thing("Machine node-3").waitFor({ state: "detached" });
    }));

  test("a finger that rests opens it, and one that taps does not", () =>
    withPage(async (editor, page) => {
      const touch = await page.context().newCDPSession(page);
      const point = await editor.middleOf(editor.thing("etcd-0"));
      const down = () => touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
      const up = () => touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      const menu = page.getByRole("menu", { name: "etcd-0" });
      await down();
      await menu.waitFor();
      await up();
      await page.waitForTimeout(300);
      assert.ok(await menu.isVisible(), "letting go closed it");
      const move = menu.getByRole("menuitem", { name: "Move to machine…" });
      assert.ok((await move.boundingBox()).height >= 44);
      await move.tap();
      await page.getByText("Move etcd-0 to which machine?").waitFor();
      await page.getByRole("option", { name: /^node-3/ }).tap();
      await editor.thing("etcd-0, pinned to node-3").waitFor();
      await editor.thing("percona-0").tap();
      await editor.settings.getByRole("heading", { name: "percona-0" }).waitFor();
      assert.equal(await page.getByRole("menu").count(), 0);
    }, PHONE));

  test("a finger that does not rest scrolls, whatever lies under it, and moves nothing", () =>
    withPage(async (editor, page) => {
      const touch = await page.context().newCDPSession(page);
      const send = (type, touchPoints) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
      for (const name of ["percona-0", "etcd-0"]) {
        const from = await editor.middleOf(editor.thing(name));
        await send("touchStart", [from]);
        for (const way of [10, 40, 80, 120]) await send("touchMove", [{ x: from.x, y: from.y - way }]);
        assert.equal(await page.locator(".hint").count(), 0, `${name}: nothing is said of a move`);
        await send("touchEnd", []);
        const to = await editor.middleOf(editor.thing(name));
        assert.ok(from.y - to.y > 60, `${name} went from ${from.y} to ${to.y}`);
      }
      await editor.thing("etcd-0, pinned to node-1").waitFor();
      assert.equal(await editor.undo.getAttribute("aria-disabled"), "true", "nothing was changed");
    }, PHONE));

  test("a finger that rests and then drags takes the thing along, and the menu goes", () =>
    withPage(async (editor, page) => {
      const touch = await page.context().newCDPSession(page);
      const from = await editor.middleOf(editor.thing("etcd-0"));
      const send = (type, touchPoints) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
      await send("touchStart", [from]);
      await page.getByRole("menu", { name: "etcd-0" }).waitFor();
      for (const way of [10, 30, 60]) await send("touchMove", [{ x: from.x, y: from.y + way }]);
      await page.getByRole("menu").waitFor({ state: "hidden" });
      await page.getByText("etcd-0 stays on node-1.").or(page.getByText(/^Pins etcd-0/)).or(page.getByText(/^Drop it on a machine/)).first().waitFor();
      await send("touchEnd", []);
      assert.equal(await page.getByRole("menu").count(), 0);
    }, PHONE));
});

for (const [size, options] of [["1280 px", { viewport: { width: 1280, height: 800 } }], ["360 px", { viewport: { width: 360, height: 740 } }]]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe-core finds nothing and nothing scrolls sideways: ${size}, ${colorScheme}`, () =>
      withPage(async (editor, page) => {
        const fine = async (state) => {
          assert.deepEqual(await violations(page), [], state);
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(sideways, 0, state);
        };
        const list = await commands(page);
        await fine("commands");
        await page.keyboard.type("xyzzy");
        await list.getByText("Nothing fits. Try").waitFor();
        await fine("commands, nothing fits");
        await page.keyboard.press("Control+f");
        await dialog(page, "Find");
        await page.keyboard.type("percona");
        await fine("find");
        await page.keyboard.press("Escape");
        await page.keyboard.press("?");
        await page.getByRole("dialog").getByRole("heading", { name: "Selection" }).waitFor();
        await fine("shortcuts");
        await page.keyboard.press("Escape");
        await editor.thing("etcd-0").click({ button: "right" });
        await page.getByRole("menu").waitFor();
        await fine("menu");
        await page.getByRole("menuitem", { name: "Move to machine…" }).click();
        await dialog(page, "Move to machine");
        await fine("move");
      }, { colorScheme, reducedMotion: "reduce", ...options }));
  }
}
