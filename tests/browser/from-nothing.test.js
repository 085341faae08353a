// The article's cluster from an empty design, broken, mended and exported: by mouse, by keyboard alone and
// by touch, from a browser that has never seen the page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { generated, launch, visit } from "./page.js";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A picture of each step, for who looks at them: where PRESSWRIGHT_LOOK names a folder. */
const looks = process.env.PRESSWRIGHT_LOOK;
async function look(page, name) {
  if (looks) await page.screenshot({ path: `${looks}/${name}.png` });
}

const isOpen = (page, name) => page.getByRole("heading", { name: `Presswright: ${name}`, exact: true }).waitFor();

/** What the design is in the end, by its text: the article's cluster. */
function isTheArticles(text) {
  assert.match(text, /name: master\b/);
  assert.match(text, /role: control-plane/);
  for (const ordinal of [1, 2, 3]) {
    assert.match(text, new RegExp(`name: node-${ordinal}\\b`));
    assert.match(text, new RegExp(`machine: node-${ordinal}\\b`), "a member of etcd on each node");
  }
  assert.match(text, /nfs: *\{machine: master\}|nfs:\n +machine: master/);
  assert.match(text, /autoscaling/);
}

/** Exports by that press, and says that the command line makes the same of it. */
async function exports(page, editor, press) {
  const coming = page.waitForEvent("download");
  await press();
  const download = await coming;
  const bytes = await readFile(await download.path());
  assert.equal(download.suggestedFilename(), "new-blog.zip");
  const text = await editor.design();
  isTheArticles(text);
  assert.ok(bytes.equals(generated(text)), "the zip is not the command line's");
}

describe("the article's cluster from an empty design", () => {
  test("by mouse", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      await look(page, "mouse-1-first-sight");
      await editor.preset("empty");
      await isOpen(page, "new-blog");
      await editor.canvas.getByText("Begin with a machine: press Machine, or A.").waitFor();
      await look(page, "mouse-2-empty");
      const shelf = page.getByRole("navigation", { name: "Shelf" });
      const machine = shelf.getByRole("button", { name: "Machine", exact: true });
      await machine.click();
      // The first machine is the control plane, and those after it are workers.
      await editor.thing("Machine master").waitFor();
      assert.equal(await editor.settings.getByRole("combobox", { name: "Role" }).inputValue(), "control-plane");
      for (const node of ["node-1", "node-2", "node-3"]) {
        await machine.click();
        await editor.thing(`Machine ${node}`).waitFor();
      }
      await look(page, "mouse-3-machines");
      await shelf.getByRole("button", { name: "NFS" }).click();
      await editor.thing("NFS export /srv/presswright on master").waitFor();
      for (const ordinal of [0, 1, 2]) {
        await shelf.getByRole("button", { name: "Member" }).click();
        await editor.thing(`etcd-${ordinal}, pinned to node-${ordinal + 1}`).waitFor();
      }
      await shelf.getByRole("button", { name: "WordPress" }).click();
      await editor.settings.getByRole("switch", { name: "Autoscaling" }).or(editor.settings.getByRole("checkbox", { name: "Autoscaling" })).check();
      await page.getByText(/The bundle can be exported/).waitFor();
      await look(page, "mouse-4-laid-out");

      // Broken: two members on one machine.
      await editor.drag("etcd-1", "node-1");
      await editor.thing("etcd-1, pinned to node-1").waitFor();
      await editor.tab("Problems").click();
      const panel = page.getByRole("tabpanel");
      const problem = panel.getByRole("listitem").filter({ hasText: "PW-E04" });
      await problem.waitFor();
      await look(page, "mouse-5-broken");
      await problem.getByRole("button", { name: "Why", exact: true }).click();
      await problem.getByRole("heading", { name: "Why is this bad?" }).waitFor();
      await look(page, "mouse-6-why");
      await problem.getByRole("button", { name: "Move etcd-1 to node-2" }).click();
      await editor.thing("etcd-1, pinned to node-2").waitFor();
      await problem.waitFor({ state: "detached" });
      await page.getByText(/The bundle can be exported/).waitFor();
      await exports(page, editor, () => editor.exportButton.click());
      await look(page, "mouse-7-exported");
    }));

  test("by keyboard alone", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const { keyboard } = page;
      await editor.ready();
      const command = async (words) => {
        await keyboard.press("Control+k");
        await page.getByRole("dialog", { name: "Commands" }).getByRole("option").first().waitFor();
        await keyboard.type(words);
        await page.waitForTimeout(50);
        await keyboard.press("Enter");
      };
      /** Tabs on until the focus is on something of that name. */
      const tabTo = async (name, back = false) => {
        for (let step = 0; step < 80; step += 1) {
          const now = await page.evaluate(() => {
            const on = document.activeElement;
            return on.getAttribute("aria-label") ?? on.labels?.[0]?.textContent ?? on.textContent;
          });
          if (now.trim() === name) return;
          await keyboard.press(back ? "Shift+Tab" : "Tab");
        }
        assert.fail(`Tab never comes to ${name}`);
      };
      await command("empty");
      await isOpen(page, "new-blog");
      await keyboard.press("a");
      await editor.thing("Machine master").waitFor();
      // It is what keys mean now.
      await page.waitForFunction(() => document.activeElement.id === "on-machine-0");
      await look(page, "keyboard-1-machine");
      for (const node of ["node-1", "node-2", "node-3"]) {
        await command("add a machine");
        await editor.thing(`Machine ${node}`).waitFor();
      }
      await command("add an nfs");
      await editor.thing("NFS export /srv/presswright on master").waitFor();
      for (const ordinal of [0, 1, 2]) {
        await command("one more member");
        await editor.thing(`etcd-${ordinal}, pinned to node-${ordinal + 1}`).waitFor();
      }
      await command("wordpress");
      await editor.settings.getByRole("heading", { name: "WordPress" }).first().waitFor();
      await tabTo("Autoscaling");
      await keyboard.press("Space");
      await page.getByText(/The bundle can be exported/).waitFor();
      await look(page, "keyboard-2-laid-out");

      // Broken: the machine of a member goes.
      await command("find");
      await page.getByRole("dialog", { name: "Find" }).getByRole("option").first().waitFor();
      await keyboard.type("etcd-1");
      await page.waitForTimeout(50);
      await keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement.id === "on-member-1");
      await keyboard.press("m");
      await page.getByText("Move etcd-1 to which machine?").waitFor();
      await keyboard.type("node-1");
      await page.waitForTimeout(50);
      await keyboard.press("Enter");
      await editor.thing("etcd-1, pinned to node-1").waitFor();
      await look(page, "keyboard-3-broken");
      assert.equal(await editor.exportButton.getAttribute("aria-disabled"), "true");
      await keyboard.press("p");
      await tabTo("Move etcd-1 to node-2");
      await keyboard.press("Enter");
      await editor.thing("etcd-1, pinned to node-2").waitFor();
      await page.getByText(/The bundle can be exported/).waitFor();
      assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY", "the focus was lost");
      await exports(page, editor, () => keyboard.press("Control+e"));
    }));

  test("by touch, on a phone", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.thing("etcd-0").waitFor();
      await look(page, "touch-1-first-sight");
      const bar = page.getByRole("navigation", { name: "Panels" });
      const large = async (button) => {
        const box = await button.boundingBox();
        assert.ok(box.height >= 40 && box.width >= 40, `${await button.textContent()}: ${JSON.stringify(box)}`);
      };
      const tap = async (button) => {
        await large(button);
        await button.tap();
      };
      await page.getByRole("heading", { name: /^Presswright:/ }).getByRole("button").tap();
      const designs = page.getByRole("dialog", { name: "Designs" });
      await look(page, "touch-2-designs");
      await tap(designs.getByRole("button", { name: /^empty\b/ }));
      await isOpen(page, "new-blog");
      await look(page, "touch-3-empty");
      const machine = bar.getByRole("button", { name: "Machine" });
      await tap(machine);
      await editor.thing("Machine master").waitFor();
      await look(page, "touch-4-machine");
      if (!(await editor.settings.isVisible())) await tap(bar.getByRole("button", { name: "Settings" }));
      for (const node of ["node-1", "node-2", "node-3"]) {
        await tap(machine);
        await editor.thing(`Machine ${node}`).waitFor();
        // What was added is not hidden behind its own settings.
        await page.waitForTimeout(300);
        const [added, sheet] = [await editor.thing(`Machine ${node}`).boundingBox(), await editor.settings.boundingBox()];
        assert.ok(added.y > 40 && added.y + 38 < sheet.y, JSON.stringify([added, sheet]));
      }
      await look(page, "touch-5-machines");
      // A count is changed by a finger, too.
      await large(editor.canvas.getByRole("button", { name: "More members of etcd" }));
      // The rest the problems offer.
      await tap(bar.getByRole("button", { name: /problem/ }));
      const panel = page.getByRole("tabpanel");
      await look(page, "touch-6-problems");
      await panel.getByRole("button", { name: "Export a folder of master" }).first().tap();
      await panel.getByRole("button", { name: "Add 3" }).tap();
      await panel.getByText(/The bundle can be exported/).waitFor();
      await look(page, "touch-7-mended");
      await tap(bar.getByRole("button", { name: /problem/ }));
      // As far out as it takes to see all machines.
      for (let step = 0; step < 5; step += 1) await page.getByRole("button", { name: "Zoom out" }).tap();
      const inSight = async ({ y, height }) => y > 60 && y + height < 600;
      for (const pod of await editor.thing("wordpress").all()) {
        if (await inSight(await pod.boundingBox())) {
          await pod.tap();
          break;
        }
      }
      await editor.settings.getByRole("heading", { name: /^wordpress/ }).first().waitFor();
      await editor.settings.getByRole("switch", { name: "Autoscaling" }).or(editor.settings.getByRole("checkbox", { name: "Autoscaling" })).check();
      await look(page, "touch-8-settings");
      await editor.settings.getByRole("button", { name: "Close the settings" }).tap();

      // Broken by the menu of a member, which a finger that rests opens.
      const touch = await page.context().newCDPSession(page);
      const point = await editor.middleOf(editor.thing("etcd-1"));
      await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
      const menu = page.getByRole("menu", { name: "etcd-1" });
      await menu.waitFor();
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await look(page, "touch-9-menu");
      await menu.getByRole("menuitem", { name: "Move to machine…" }).tap();
      await page.getByRole("option", { name: /^node-1/ }).tap();
      await editor.thing("etcd-1, pinned to node-1").waitFor();
      await tap(bar.getByRole("button", { name: /problem/ }));
      await panel.getByText("etcd-0 and etcd-1 are both pinned to node-1.").waitFor();
      await look(page, "touch-10-broken");
      await panel.getByRole("button", { name: "Move etcd-1 to node-2" }).tap();
      await panel.getByText(/The bundle can be exported/).waitFor();
      await tap(bar.getByRole("button", { name: /problem/ }));
      await editor.thing("etcd-1, pinned to node-2").waitFor();
      await exports(page, editor, async () => {
        await editor.exportButton.tap();
        await tap(bar.getByRole("button", { name: "Files" }));
      });
    }, PHONE));
});
