// What a person does with the page, by mouse and by keyboard.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { copied, EditorPage } from "./pages/editor.js";
import { generated, launch, open, visit } from "./page.js";

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

describe("by mouse", () => {
  test("the design is changed, mended, exported and opened again", () =>
    withPage(async (editor, page) => {
      // A member of etcd to another machine; while it is carried, the page says what that means.
      await editor.take("etcd-0", "node-2");
      await page.getByText("Pins etcd-0 to node-2. etcd-1 is there too: both would die with it.").waitFor();
      await page.mouse.up();
      await editor.thing("etcd-0, pinned to node-2").waitFor();
      await editor.undo.click();
      await editor.thing("etcd-0, pinned to node-1").waitFor();
      await editor.redo.click();
      await editor.thing("etcd-0, pinned to node-2").waitFor();
      await editor.undo.click();

      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await editor.thing("wordpress").nth(3).waitFor();

      const problems = page.getByRole("tab", { name: /^Problems/ });
      const before = await problems.textContent();
      await page.getByRole("button", { name: "Use local volumes" }).first().click();
      await assert.rejects(
        page.getByText("PW-S04").first().waitFor({ timeout: 500 }),
        "the finding is still there",
      );
      assert.notEqual(await problems.textContent(), before);

      await page.getByText(/The bundle can be exported/).waitFor();
      const { name, bytes } = await editor.download();
      const text = await editor.design();
      assert.equal(name, "blog.zip");
      assert.match(text, /storage: local/);
      assert.ok(bytes.equals(generated(text)), "the zip is not the command line's");

      await editor.preset("small");
      assert.match(await editor.design(), /^name: small$/m);
      await editor.openFile("blog.zip", bytes);
      await page.getByRole("heading", { name: "blog" }).first().waitFor();
      assert.equal(await editor.design(), text, "the opened bundle has another text");
    }));

  test("the export moves to another host, and Esc leaves it where it was", () =>
    withPage(async (editor, page) => {
      await editor.take("NFS export", "node-3");
      await page.getByText(/^Moves the NFS export to node-3\./).waitFor();
      await page.keyboard.press("Escape");
      await page.mouse.up();
      await editor.thing("NFS export /srv/presswright on master").waitFor();
      assert.ok(await editor.undo.isDisabled(), "nothing was done, so there is nothing to undo");
      await editor.drag("NFS export", "node-3");
      await editor.thing("NFS export /srv/presswright on node-3").waitFor();
    }));

  test("what is not allowed says so and does nothing", () =>
    withPage(async (editor, page) => {
      await editor.take("etcd-1", "master");
      await page.getByText("etcd-1 cannot run on master: the control plane takes no pods of ours.").waitFor();
      await page.mouse.up();
      await editor.thing("etcd-1, pinned to node-2").waitFor();
      assert.ok(await editor.undo.isDisabled());
    }));

  test("a machine comes from the shelf, dragged or pressed", () =>
    withPage(async (editor, page) => {
      const tool = page.getByRole("button", { name: "Machine", exact: true });
      const from = await editor.middleOf(tool);
      const canvas = await editor.middleOf(editor.canvas);
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(canvas.x, canvas.y, { steps: 6 });
      await page.getByText("Adds the worker node-4 with the address 192.168.56.14.").waitFor();
      await page.mouse.up();
      await editor.thing("Machine node-4").waitFor();
      await tool.click();
      await editor.thing("Machine node-5").waitFor();
      assert.equal(await page.getByRole("heading", { name: "node-5" }).count(), 1);
    }));

  test("a member of etcd comes from the shelf to the machine that it is dropped on", () =>
    withPage(async (editor, page) => {
      const from = await editor.middleOf(page.getByRole("button", { name: "Member", exact: true }));
      const machine = await editor.thing("Machine node-2").boundingBox();
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(machine.x + 40, machine.y + 20, { steps: 6 });
      await page.getByText("Adds etcd-3 on node-2. etcd-1 is there too: both would die with it.").waitFor();
      await page.mouse.up();
      await editor.thing("etcd-3, pinned to node-2").waitFor();
    }));

  test("errors stop the export and say why", () =>
    withPage(async (editor, page) => {
      await editor.preset("article-2017");
      await page.getByText(/\d+ errors/).first().waitFor();
      assert.equal(await editor.exportButton.getAttribute("aria-disabled"), "true");
      assert.match(await editor.exportButton.getAttribute("title"), /errors stop the export/);
      await page.getByRole("button", { name: "Why" }).first().click();
      const why = page.getByRole("region", { name: "Why it matters" });
      await why.getByRole("heading", { name: /Why is this bad/ }).waitFor();
      await page.keyboard.press("Escape");
      await why.waitFor({ state: "detached" });
      await page.getByRole("button", { name: /^Apply .* safe fix/ }).click();
      await editor.undo.click();
    }));

  test("files are there to be read", () =>
    withPage(async (editor, page) => {
      await editor.tab("Files").click();
      await page.getByRole("treeitem", { name: /^deploy\.sh/ }).click();
      await page.getByText("#!/").first().waitFor();
      assert.ok((await copied(page.getByRole("textbox", { name: "Text of the file" }))).startsWith("#!/"));
    }));
});

describe("by keyboard alone", () => {
  test("Enter leads into the settings of a thing, and Esc back to it", () =>
    withPage(async (editor, page) => {
      await editor.thing("etcd-1").focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement.id === "settings");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.activeElement.id.startsWith("on-"));
    }));

  test("keys do nothing behind an open dialog, wherever the focus is", () =>
    withPage(async (editor, page) => {
      const before = await editor.canvas.getByRole("button", { name: /^Machine / }).count();
      await page.keyboard.press("l");
      await page.getByRole("dialog", { name: "Designs" }).getByRole("heading").first().waitFor();
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press("a");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      await page.keyboard.press("a");
      await editor.thing("Machine node-4").waitFor();
      assert.equal(await editor.canvas.getByRole("button", { name: /^Machine / }).count(), before + 1);
    }));

  test("a setting is changed on a thing that was stepped to", () =>
    withPage(async (editor, page) => {
      await editor.thing("Way in").focus();
      // Down to the first rail or machine, on to a member of etcd, by arrow keys only.
      let reached = "";
      for (let step = 0; step < 12 && !reached.startsWith("etcd-"); step += 1) {
        await page.keyboard.press("ArrowDown");
        reached = await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? "");
      }
      assert.match(reached, /^etcd-\d, pinned to node-/);
      await page.keyboard.press("Enter");
      const machine = editor.settings.getByRole("combobox", { name: "Machine" });
      await machine.focus();
      const now = await machine.inputValue();
      await page.keyboard.press(now === "node-3" ? "ArrowUp" : "ArrowDown");
      const next = await machine.inputValue();
      assert.notEqual(next, now);
      const member = reached.slice(0, 6);
      await editor.thing(`${member}, pinned to ${next}`).waitFor();
      await page.keyboard.press("Control+z");
      await editor.thing(`${member}, pinned to ${now}`).waitFor();
      await page.keyboard.press("Control+Shift+z");
      await editor.thing(`${member}, pinned to ${next}`).waitFor();
      assert.match(await editor.said.textContent(), /^Redone/);
    }));

  test("half a value is refused in place and the design stays", () =>
    withPage(async (editor, page) => {
      const shelf = page.getByRole("navigation", { name: "Shelf" });
      await shelf.getByRole("button", { name: "Percona" }).press("Enter");
      const memory = editor.settings.getByRole("textbox", { name: "Memory" });
      await memory.fill("1 gig");
      await memory.press("Tab");
      await editor.settings.getByText(/wanted an amount/).waitFor();
      assert.equal(await memory.getAttribute("aria-invalid"), "true");
      await memory.fill("2Gi");
      await memory.press("Tab");
      await editor.settings.getByText(/wanted an amount/).waitFor({ state: "detached" });
      assert.match(await editor.design(), /memory: 2Gi/);
      await editor.settings.getByRole("button", { name: "Memory: reset to 1Gi" }).press("Enter");
      assert.doesNotMatch(await editor.design(), /memory: 2Gi/);
    }));
});

describe("the text", () => {
  test("goes both ways, and what cannot be read changes nothing", () =>
    withPage(async (editor, page) => {
      const text = await editor.design();
      await editor.write(text.replace("replicas: 3", "replicas: 5 # two may die"));
      await editor.thing("percona-4").waitFor();
      await editor.write("presswright: 1\nname: No Name\n");
      await page.getByText("This text cannot be read. The drawing stays as it was.").waitFor();
      await page.getByRole("button", { name: "Line 2, column 7" }).waitFor();
      assert.equal(await editor.thing("percona-4").count(), 1);
      await page.getByRole("button", { name: "Discard it" }).click();
      await page.getByRole("button", { name: "Fewer replicas of Percona" }).click();
      assert.match(await editor.design(), /replicas: 4 # two may die/);
    }));

  test("is there again after a reload", () =>
    withPage(async (editor, page) => {
      const text = await editor.design();
      await editor.write(text.replace("name: blog", "name: journal"));
      await page.getByRole("heading", { name: "journal" }).first().waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "journal" }).first().waitFor();
    }));
});

describe("a fault of the program", () => {
  test("is said, and the design can be downloaded and is there after a reload", async () => {
    const { page, complaints } = await open(browser);
    const editor = new EditorPage(page);
    await editor.ready();
    const text = await editor.design();
    // No call of the page traps that we know of; what allocates does when it is asked for nonsense.
    await page.evaluate(async () => {
      const wasm = await window.wasmBindings.default();
      setTimeout(() => wasm.__wbindgen_malloc(-1, 3));
    });
    const dialog = page.getByRole("dialog", { name: "Presswright stopped" });
    await dialog.waitFor();
    const download = page.waitForEvent("download");
    await dialog.getByRole("link", { name: "Download the design" }).click();
    assert.equal(await readFile(await (await download).path(), "utf8"), text);
    await dialog.getByRole("button", { name: "Reload the page" }).click();
    await dialog.waitFor({ state: "detached" });
    await editor.ready();
    assert.equal(await editor.design(), text);
    assert.match(complaints.join(), /unreachable/);
    await page.context().close();
  });
});
