// What is seen of a drawing: from afar, in the minimap, without a layer, and while something is dragged.

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

function withPage(run) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    await run(editor, page);
  });
}

/** A design with so many workers. */
function design(workers) {
  const machine = (name, index, role) =>
    `  - {name: ${name}, role: ${role}, address: 10.20.${index >> 8}.${index & 255}, cpu: 2, memory: 4Gi}`;
  return [
    "presswright: 1",
    "name: many",
    'cluster: {kind: existing, kubernetes: "1.36"}',
    "machines:",
    machine("control", 10, "control-plane"),
    ...Array.from({ length: workers }, (_, index) => machine(`node-${index + 1}`, index + 11, "worker")),
    "nfs: {machine: control}",
    "etcd: {members: [{machine: node-1}, {machine: node-2}, {machine: node-3}]}",
    "",
  ].join("\n");
}

describe("level of detail", () => {
  test("from afar counts stand for words, and words are back when they can be read", () =>
    withPage(async (editor, page) => {
      await editor.openFile("design.yaml", Buffer.from(design(100).replace("node-3}]", "node-2}]")));
      await page.getByRole("heading", { name: "Presswright: many" }).waitFor();
      await page.keyboard.press("Shift+1");
      const counts = page.locator(".from-afar text").filter({ hasText: /^\d+ pods?$/ });
      await counts.first().waitFor();
      // The one error is of two members of etcd on one machine.
      assert.equal(await page.locator(".from-afar .icon").count() > 0, true, "no sign of a finding");
      const title = page.locator(".machine text").first();
      assert.equal(await title.isVisible(), false, "a name that nobody can read");
      // A screen reader hears what it always hears.
      await editor.thing("Machine node-1").first().waitFor({ state: "attached" });
      const all = await page.locator(".board").boundingBox();
      const last = await editor.thing("Machine node-100").boundingBox();
      assert.ok(last.y + last.height <= all.y + all.height, "the whole drawing is not in sight");

      await page.keyboard.press("Shift+0");
      await title.waitFor();
      assert.equal(await counts.count(), 0);
    }));

  test("from near each pod and each Service has its ports, named as in the manifests", () =>
    withPage(async (editor, page) => {
      const port = (text) => page.locator(".ports text").getByText(text, { exact: true });
      assert.equal(await page.locator(".ports text").count(), 0, "too small to read");
      await editor.thing("Machine node-1").click({ position: { x: 60, y: 12 } });
      await page.keyboard.press("Shift+2");
      for (const text of ["http 80", "http 80, node port 30080", "mysql 3306", "sst 4444", "check 9200", "client 2379", "peer 2380"]) {
        await port(text).first().waitFor();
      }
      await page.keyboard.press("Shift+0");
      await page.locator(".ports text").first().waitFor({ state: "detached" });
    }));
});

describe("links", () => {
  test("what is in focus lights up with what it needs and what needs it, each kind by its own line", () =>
    withPage(async (editor, page) => {
      await editor.preset("large");
      await editor.thing("percona-4").hover();
      const looks = new Map();
      for (const kind of ["traffic", "discovery", "claim"]) {
        // The database keeps its data on its own machine here: WordPress has the claim.
        await editor.thing(kind === "claim" ? "wordpress" : "percona-4").first().hover();
        const line = page.locator(`.board .link.${kind}`).first();
        // A line that only goes down has no width: it is there, and not what a browser's driver calls visible.
        await line.waitFor({ state: "attached" });
        looks.set(kind, await line.evaluate((element) => {
          const { display, strokeDasharray, markerEnd } = getComputedStyle(element);
          if (display === "none") throw new Error("it is not drawn");
          return [strokeDasharray, markerEnd];
        }));
      }
      for (const part of [0, 1]) {
        assert.equal(new Set([...looks.values()].map((look) => look[part])).size, 3, `told apart by colour alone: ${[...looks]}`);
      }
      await editor.thing("percona-4").hover();
      for (const lit of ["haproxy-0", "haproxy-1", "etcd-4", "Service etcd"]) {
        await page.locator(".lit").and(editor.thing(lit)).first().waitFor();
      }
      assert.equal(await page.locator(".lit").and(editor.thing("percona-3")).count(), 0);

      await page.getByRole("button", { name: "Layers" }).click();
      const list = page.getByRole("list", { name: "What is drawn" });
      for (const [name, about] of [["Traffic", "who calls whom"], ["Discovery", "how replicas find each other"], ["Storage", "from pod to folder"]]) {
        const entry = list.getByRole("listitem").filter({ has: page.getByRole("checkbox", { name }) });
        await entry.getByText(about).waitFor();
        // As above: a line that only goes across has no height.
        await entry.locator(".sample .link").waitFor({ state: "attached" });
      }
      await list.getByRole("checkbox", { name: "Discovery" }).uncheck();
      await page.keyboard.press("Escape");
      await editor.thing("percona-4").hover();
      const drawn = (kind) =>
        page.locator(`.board .link.${kind}`).evaluateAll((lines) => lines.map((line) => getComputedStyle(line).display !== "none"));
      await page.locator(".board .link.traffic").first().waitFor({ state: "attached" });
      assert.ok((await drawn("traffic")).every(Boolean));
      assert.ok(!(await drawn("discovery")).some(Boolean), "what is left out is drawn");
    }));

  test("without the part that draws them the drawing is as it is at rest", async () => {
    const { page } = await open(browser);
    const editor = new EditorPage(page);
    await editor.ready();
    await page.route(/part-near-/, (route) => route.abort());
    await editor.thing("percona-0").click();
    await editor.settings.getByRole("heading", { name: "percona-0" }).waitFor();
    assert.equal(await page.locator(".board .link").count(), 0);
    // The next time that something is in focus it is asked for again.
    await page.unroute(/part-near-/);
    await editor.thing("percona-1").hover();
    await page.locator(".board .link.claim").first().waitFor();
    await page.context().close();
  });
});

describe("minimap", () => {
  test("it is there where the window shows a part, and a press goes there", () =>
    withPage(async (editor, page) => {
      const map = page.locator(".minimap");
      assert.equal(await map.count(), 0, "all of it is in sight");
      for (let step = 0; step < 6; step += 1) await page.getByRole("button", { name: "Zoom in", exact: true }).click();
      await map.waitFor();
      const machine = editor.thing("Machine node-1");
      const before = await machine.boundingBox();
      const box = await map.boundingBox();
      await page.mouse.click(box.x + 4, box.y + box.height / 2);
      const left = await machine.boundingBox();
      assert.ok(left.x > before.x, "to the left, so that what is there comes in sight");
      await page.mouse.move(box.x + 4, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width - 4, box.y + box.height / 2, { steps: 4 });
      await page.mouse.up();
      const right = await machine.boundingBox();
      assert.ok(right.x < left.x, "drawn along, the drawing follows");

      await page.keyboard.press("Shift+3");
      await map.waitFor({ state: "detached" });
    }));
});

describe("layers", () => {
  test("each is switched off and on, by mouse and by command", () =>
    withPage(async (editor, page) => {
      await page.getByRole("button", { name: "Layers" }).click();
      assert.deepEqual(await violations(page), []);
      const list = page.getByRole("list", { name: "What is drawn" });
      for (const [name, thing] of [["Traffic", "Way in"], ["Discovery", "Service etcd"], ["Storage", "NFS export"]]) {
        await list.getByRole("checkbox", { name: new RegExp(`^${name}`) }).uncheck();
        await editor.thing(thing).first().waitFor({ state: "hidden" });
        await list.getByRole("checkbox", { name: new RegExp(`^${name}`) }).check();
        await editor.thing(thing).first().waitFor();
      }
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.keyboard.type("layer");
      await page.getByRole("option", { name: /^Storage/ }).click();
      await editor.thing("NFS export").first().waitFor({ state: "hidden" });
    }));
});

describe("a drag", () => {
  test("shows at once what a drop means, and what it would cause when the pointer rests", () =>
    withPage(async (editor, page) => {
      await editor.write(design(3).replace("node-3}]", "node-2}]"));
      await editor.thing("etcd-2, pinned to node-2").waitFor();
      // It waits until the drawing has come to rest.
      await editor.thing("etcd-2").hover();
      await editor.take("etcd-2", "node-2");
      await page.getByText(/etcd-2 stays on node-2/).waitFor();
      await page.locator(".target.yes").waitFor();
      await page.locator(".ghost").getByText("etcd-2").waitFor();
      const control = await editor.thing("Machine control").boundingBox();
      await page.mouse.move(control.x + 40, control.y + 20, { steps: 3 });
      await page.locator(".target.no").waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".ghost, .target").count(), 0);
      await page.mouse.up();

      // A file server needs an address.
      await editor.write(design(3).replace("address: 10.20.0.13, ", ""));
      await editor.thing("NFS export").hover({ position: { x: 60, y: 12 } });
      await editor.take("NFS export", "node-3");
      await page.getByText(/It would stop the export: PW-/).waitFor();
      await page.locator(".target.beware").waitFor();
      await page.keyboard.press("Escape");
      await page.mouse.up();
    }));
});

describe("what is selected", () => {
  test("lights up with the claims of all, and who talks to it", () =>
    withPage(async (editor, page) => {
      const claims = page.locator(".board path.link.claim");
      const count = (wanted) => page.waitForFunction((n) => document.querySelectorAll(".board path.link.claim").length === n, wanted);
      await editor.thing("percona-0").click();
      await page.mouse.move(5, 400);
      await count(1);
      const one = await claims.first().getAttribute("d");
      await editor.thing("percona-1").click({ modifiers: ["Control"] });
      await editor.thing("percona-2").click({ modifiers: ["Control"] });
      await page.mouse.move(5, 400);
      await count(3);
      assert.ok((await claims.evaluateAll((all) => all.map((line) => line.getAttribute("d")))).includes(one));
      assert.equal(await editor.canvas.locator(".folder.lit").count(), 3, "the folder of each");
      // The proxies ask the database, and the database finds its members by etcd.
      for (const name of ["percona-0", "percona-1", "percona-2", "haproxy-0", "haproxy-1", "Service etcd", "etcd-2"]) {
        await page.locator(".lit").and(editor.thing(name)).first().waitFor();
      }
      // What the pointer is on and is selected shows them all, what is not selected its own alone.
      await editor.thing("percona-1").hover();
      await page.waitForTimeout(100);
      await count(3);
      await editor.thing("etcd-0").hover();
      await count(0);
    }));
});
