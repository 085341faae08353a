// Rehearse: things fail on the drawing, and the page says what the command line says.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { Rehearsal, simulated } from "./pages/rehearsal.js";
import { ShareDialog } from "./pages/share.js";
import { launch, visit } from "./page.js";
import { violations } from "./measures.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Has a person rehearse the lab. */
function rehearse(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.thing("etcd-0").waitFor();
    const rehearsal = new Rehearsal(editor);
    await run({ page, editor, rehearsal });
  }, options);
}

test("a machine dies by a press and is back by another, and nothing is left of it", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await editor.ready();
    const design = await editor.design();
    await rehearsal.enter();
    await rehearsal.machine("node-2");
    const said = simulated(design, ["--kill", "node-2"]);
    assert.equal(await rehearsal.sentence(/^node-2 down/), said.summary);
    // What fails and what does not serve is said in words on the drawing, to ears as to eyes.
    await editor.thing("Machine node-2, .*, down").waitFor();
    await editor.thing("percona-1, .* waits for node-2").waitFor();
    await editor.canvas.getByRole("button", { name: /^Service mysql, .* Primary, 2 of 3$/ }).waitFor();
    await editor.canvas.getByRole("button", { name: /^Service etcd, .* quorum, 2 of 3$/ }).waitFor();
    const moved = said.pods.find((pod) => pod.state === "moves" && /^wordpress/.test(pod.pod));
    await editor.thing(`wordpress, expected on ${moved.machine}, here after 5 min 50 s`).waitFor();
    assert.equal(await page.locator(".board .ghost-pod").count(), said.pods.filter((pod) => pod.state === "moves").length);
    // The panel tells it as the command line does.
    for (const { what } of said.timeline) await rehearsal.panel.getByText(what, { exact: true }).waitFor();
    for (const what of said.returns) await rehearsal.panel.getByText(what, { exact: true }).waitFor();
    for (const { what, chapter } of said.tasks) {
      await rehearsal.panel.getByRole("listitem").filter({ hasText: what }).filter({ hasText: `"${chapter}"` }).waitFor();
    }
    await rehearsal.machine("node-2");
    await rehearsal.sentence(/^Nothing has failed/);
    assert.equal(await page.locator(".board .failed, .board .ghost-pod").count(), 0);
    await rehearsal.machine("node-1");
    await rehearsal.sentence(/^node-1 down/);
    await rehearsal.leave();
    assert.equal(await page.locator(".board .failed, .board .ailing, .board .rehearsed").count(), 0);
    await editor.thing("Machine node-1, .* CPU").or(editor.thing("Machine node-1, .* GiB")).first().waitFor();
    assert.equal(await page.getByRole("tab", { name: "Rehearse" }).count(), 0);
    assert.equal(await editor.design(), design);
    assert.equal(await editor.undo.getAttribute("aria-disabled"), "true", "a rehearsal is no step");
    await rehearsal.enter();
  }));

test("all of it by keyboard, and said once", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await editor.ready();
    const design = await editor.design();
    await page.keyboard.press("Escape");
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("2");
    await rehearsal.sentence(/^Nothing has failed/);
    await editor.said.filter({ hasText: /^Rehearse\. Nothing has failed/ }).waitFor();
    await editor.thing("Machine node-1").focus();
    await page.keyboard.press("Enter");
    await rehearsal.sentence(/^node-1 down/);
    const { summary } = simulated(design, ["--kill", "node-1"]);
    await editor.said.filter({ hasText: summary }).waitFor();
    assert.equal(await editor.said.textContent(), summary);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
    await page.waitForFunction(() => /^Machine node-1/.test(document.activeElement?.getAttribute("aria-label") ?? ""));
    await page.keyboard.press("ArrowRight");
    assert.match(await focused(), /^Machine node-2/);
    await page.keyboard.press("k");
    const both = simulated(design, ["--kill", "node-1", "--kill", "node-2"]).summary;
    assert.equal(await rehearsal.sentence(/^node-1 down and node-2 down/), both);
    await page.keyboard.press("Shift+K");
    await rehearsal.sentence(/^Nothing has failed/);
    // The menu of a thing offers it, the commands too.
    await editor.thing("percona-0").focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem", { name: /^Fail it, or bring it back/ }).press("Enter");
    await rehearsal.sentence(/^percona-0 crashed/);
    await page.keyboard.press("1");
    await rehearsal.card.waitFor({ state: "detached" });
    await page.keyboard.press("k");
    await editor.canvas.getByText("Things fail in Rehearse.").waitFor();
  }));

test("the outline says in words what failed and what does not work", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await editor.ready();
    await page.getByRole("button", { name: "Outline" }).first().click();
    const line = (name) => page.getByRole("tree", { name: "Outline" }).getByRole("treeitem", { name, exact: true }).first();
    await line("node-2").waitFor();
    await rehearsal.enter();
    await rehearsal.machine("node-2");
    await line("node-2 failed").waitFor();
    await line("percona-1 failed").or(line("percona-1 not working")).waitFor();
    await line("node-1").waitFor();
    await rehearsal.machine("node-2");
    await line("node-2").waitFor();
  }));

test("a finger fails things, and everything is large enough for it", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await rehearsal.mode("Rehearse").tap();
    await rehearsal.sentence(/^Nothing has failed/);
    const box = await editor.thing("Machine node-1").boundingBox();
    await page.touchscreen.tap(box.x + 60, box.y + 12);
    await rehearsal.sentence(/^node-1 down/);
    await rehearsal.card.getByRole("button", { name: "Details" }).tap();
    await rehearsal.panel.getByRole("heading", { name: "What follows" }).waitFor();
    const small = await page.evaluate(() => {
      const those = document.querySelectorAll(".modes button, .sentence button, .rehearsal button:not(.link)");
      return [...those].filter((one) => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44)).map((one) => one.outerHTML);
    });
    assert.deepEqual(small, []);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(sideways, 0);
  }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" }));

/** Each kind of fault: the thing, what is ticked among its settings, and how the command line is asked. */
const KINDS = [
  ["Machine node-1", "Without power", ["--kill", "node-1"]],
  ["Machine node-1", "Cut off from the network", ["--cut-off", "node-1"]],
  ["Machine node-1", "Lost with its disk", ["--destroy", "node-1"]],
  ["Machine master", "The control plane away", ["--control-plane-down"]],
  ["percona-1", "Crashed", ["--crash", "percona-1"]],
  ["percona-1", "Stopped in order", ["--stop", "percona-1"]],
  ["percona-1", "Its volume lost", ["--lose-volume", "percona-1"]],
  ["etcd-2", "Its data damaged", ["--corrupt-etcd", "etcd-2"]],
  ["NFS export", "Answers nobody", ["--export-down"]],
  ["Folder content", "Its data lost", ["--lose-volume", "content"]],
];

test("each kind of fault is among the settings, with the command line's sentence", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await editor.ready();
    const design = await editor.design();
    await rehearsal.enter();
    for (const [thing, words, flags] of KINDS) {
      await editor.thing(thing).first().focus();
      await page.keyboard.press("Space");
      const box = rehearsal.faults.getByRole("checkbox", { name: words });
      await box.check();
      const { summary } = simulated(design, flags);
      assert.equal(await rehearsal.sentence(summary.slice(0, 40)), summary, words);
      await box.uncheck();
      await rehearsal.sentence(/^Nothing has failed/);
      await editor.thing(thing).first().focus();
      await page.keyboard.press("Space");
    }
    await editor.thing("Machine node-1").first().focus();
    await page.keyboard.press("Space");
    await rehearsal.faults.getByRole("combobox", { name: "Cut its link to" }).selectOption("node-2");
    const { summary } = simulated(design, ["--cut-link", "node-1:node-2"]);
    assert.equal(await rehearsal.sentence(/^The link between/), summary);
    await page.locator(".board .cut").waitFor({ state: "attached" });
    await rehearsal.panel.getByRole("button", { name: "Bring back: the link between node-1 and node-2 cut" }).click();
    await rehearsal.sentence(/^Nothing has failed/);
  }));

test("faults one by one, and the times that can be drawn", () =>
  rehearse(async ({ editor, rehearsal }) => {
    await editor.ready();
    await editor.preset("large");
    await editor.thing("percona-4").waitFor();
    const design = await editor.design();
    await rehearsal.enter();
    const flags = ["--kill", "node-1", "--kill", "node-2", "--kill", "node-3"];
    for (const name of ["node-1", "node-2", "node-3"]) await rehearsal.machine(name);
    assert.equal(await rehearsal.sentence(/node-3 down/), simulated(design, flags).summary);
    await rehearsal.panel.getByRole("checkbox", { name: "Each settles before the next" }).check();
    const slowly = simulated(design, [...flags, "--one-by-one"]).summary;
    assert.equal(await rehearsal.sentence(slowly), slowly);
    await rehearsal.panel.getByRole("radio", { name: "At once" }).check();
    await editor.thing("percona-0, .* down with its machine").waitFor();
    await rehearsal.panel.getByRole("radio", { name: "Once back" }).check();
    await editor.thing("Machine node-1").first().waitFor();
    assert.equal(await editor.thing("Machine node-1, .*, down").count(), 0);
  }));

test("the design is edited while it is rehearsed, and what changes is shown beside what was", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await editor.ready();
    await rehearsal.enter();
    await rehearsal.machine("master");
    const before = await rehearsal.sentence(/^master down: the site stops/);
    const remedy = rehearsal.panel.getByRole("button", { name: /Keep the database on local disks/ });
    await remedy.waitFor();
    const title = await remedy.textContent();
    await remedy.click();
    await rehearsal.card.getByText(/^Before the change:/).waitFor();
    assert.ok((await rehearsal.card.locator(".before").textContent()).includes(before));
    const after = await rehearsal.told.textContent();
    assert.notEqual(after, before);
    assert.equal(await editor.undo.getAttribute("title"), `Undo: ${title} (Ctrl+Z)`);
    await rehearsal.panel.getByText(/^Before the change: no, and \d+ smallest sets of one or two faults with \d+ harms\.$/).waitFor();
    assert.equal(after, simulated(await editor.design(), ["--kill", "master"]).summary);
    await editor.undo.click();
    await rehearsal.sentence(before);
    // A dead machine is still a thing of the drawing: its pods can be dragged off it.
    await rehearsal.machine("master");
    await rehearsal.machine("node-1");
    const dead = await rehearsal.sentence(/^node-1 down/);
    await editor.thing("etcd-0, .* waits for node-1").waitFor();
    await editor.thing("wordpress, .* here after").first().waitFor();
    await editor.drag("etcd-0", "node-2");
    await editor.thing("etcd-0, pinned to node-2").waitFor();
    // Two members on one machine are an error: there is no cluster of it. What failed is kept until that is mended.
    assert.equal(await rehearsal.sentence(/^The design has an error/), "The design has an error: there is no cluster of it until that is mended.");
    assert.equal(await page.locator(".board .failed").count(), 0);
    await editor.undo.click();
    assert.equal(await rehearsal.sentence(/^node-1 down/), dead);
  }, { reducedMotion: "reduce" }));

test("a link carries what fails, and whoever opens it finds it failed", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await editor.ready();
    await rehearsal.enter();
    await rehearsal.machine("node-1");
    await rehearsal.sentence(/^node-1 down/);
    await editor.thing("percona-1").click();
    const said = await rehearsal.sentence(/^node-1 down and percona-1 crashed/);
    const share = new ShareDialog(page);
    await share.open();
    await share.dialog.getByText("What fails in the rehearsal goes along.").waitFor();
    const link = await share.link.inputValue();
    assert.match(link, /#[\w.-]+&kill=node-1&crash=percona-1$/);
    await visit(browser, async (other) => {
      await other.goto(link);
      const theirs = new Rehearsal(new EditorPage(other));
      assert.equal(await theirs.sentence(/^node-1 down and percona-1 crashed/), said);
      assert.equal(await theirs.mode("Rehearse").getAttribute("aria-pressed"), "true");
      await theirs.leave();
      await theirs.enter();
    });
  }));

test("the smallest sets are rehearsed by a press", () =>
  rehearse(async ({ editor, rehearsal }) => {
    await editor.ready();
    const design = await editor.design();
    await rehearsal.enter();
    await rehearsal.panel.getByText("Survives any one machine: no").waitFor();
    await rehearsal.panel.getByRole("button", { name: "node-1 down and node-2 down", exact: true }).click();
    const { summary } = simulated(design, ["--kill", "node-1", "--kill", "node-2"]);
    assert.equal(await rehearsal.sentence(/^node-1 down and node-2 down/), summary);
    await editor.canvas.getByRole("button", { name: /^Service mysql, .* no primary$/ }).waitFor();
    await editor.canvas.getByRole("button", { name: /^Way in: .*, nobody is answered$/ }).waitFor();
    await rehearsal.card.getByRole("button", { name: "Bring all back" }).click();
    await rehearsal.sentence(/^Nothing has failed/);
  }));

test("a hundred machines answer while a person waits for nothing", () =>
  rehearse(async ({ page, editor, rehearsal }) => {
    await editor.ready();
    const design = await editor.openMany();
    await rehearsal.enter();
    await editor.thing("Machine node-1").first().focus();
    await page.keyboard.press("Enter");
    const { summary } = simulated(design, ["--kill", "node-1"]);
    assert.equal(await rehearsal.sentence(/^node-1 down/), summary);
    await rehearsal.panel.getByText(/^\d+ smallest sets of one or two faults/).waitFor({ timeout: 120_000 });
  }, { timeout: 180_000 }));

for (const colorScheme of ["light", "dark"]) {
  describe(colorScheme, () => {
    test("axe-core finds nothing", () =>
      rehearse(async ({ page, editor, rehearsal }) => {
        await editor.ready();
        await rehearsal.enter();
        await rehearsal.panel.getByText(/^\d+ smallest sets of one or two faults/).waitFor();
        assert.deepEqual(await violations(page), [], "nothing failed");
        await rehearsal.machine("node-1");
        await rehearsal.machine("node-2");
        await rehearsal.sentence(/^node-1 down and node-2 down/);
        assert.deepEqual(await violations(page), [], "the site stops");
        await editor.thing("Machine node-1").first().focus();
        await rehearsal.faults.waitFor();
        assert.deepEqual(await violations(page), [], "among the settings");
      }, { colorScheme, reducedMotion: "reduce" }));

    for (const [width, size] of [[360, 16], [360, 32], [768, 32], [1280, 32]]) {
      test(`at ${width} px and ${size} px text nothing scrolls sideways, and axe-core finds nothing`, () =>
        rehearse(async ({ page, rehearsal }) => {
          await page.evaluate((size) => document.documentElement.style.setProperty("font-size", `${size}px`), size);
          await rehearsal.enter();
          const details = rehearsal.card.getByRole("button", { name: "Details" });
          if (await details.count()) await details.click();
          await rehearsal.panel.getByRole("heading", { name: "What fails" }).waitFor();
          const close = await page.getByRole("button", { name: "Close this panel" }).boundingBox();
          assert.ok(close.x >= 0 && close.x + close.width <= width, `the panel's close button is at ${close.x}`);
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(sideways, 0);
          assert.deepEqual(await violations(page), []);
        }, { colorScheme, viewport: { width, height: 740 }, reducedMotion: "reduce" }));
    }
  });
}
