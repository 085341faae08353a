// What a person did is there again: after a reload, with two tabs, and when storage fails them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, open, visit, wanted } from "./page.js";

const address = wanted("PRESSWRIGHT_PAGE");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Every record of the browser's storage. */
const records = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("presswright");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const all = request.result.transaction("designs").objectStore("designs").getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve(all.result);
          };
        };
      }),
  );

/** Waits until storage holds what the check wants of it. */
async function stored(page, check) {
  let found;
  for (let tries = 0; tries < 100; tries += 1) {
    found = await records(page);
    if (check(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`storage never held it: ${JSON.stringify(found).slice(0, 800)}`);
}

const more = (editor) => editor.page.getByRole("button", { name: "More replicas of WordPress" }).click();
const wordpress = (editor, count) => editor.thing("wordpress").nth(count - 1).waitFor();

describe("after a reload", () => {
  test("the design and its history are there, and undo goes to the start", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      const start = await editor.design();
      await more(editor);
      await more(editor);
      await wordpress(editor, 5);
      await editor.undo.click();
      await page.reload();
      await wordpress(editor, 4);
      assert.equal(await editor.thing("wordpress").count(), 4);
      await editor.redo.click();
      await wordpress(editor, 5);
      await editor.undo.click();
      await editor.undo.click();
      await page.getByRole("button", { name: "Undo", disabled: true }).waitFor();
      assert.equal(await editor.design(), start);
    }));

  test("a history that was not saved with the last change is made up by one step", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      await more(editor);
      await stored(page, (all) => all.length === 1);
      // What the page leaves behind when it is killed: the text is newer than the history.
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            const request = indexedDB.open("presswright");
            request.onsuccess = () => {
              const transaction = request.result.transaction("designs", "readwrite");
              const designs = transaction.objectStore("designs");
              designs.getAll().onsuccess = ({ target }) => {
                const [record] = target.result;
                designs.put({ ...record, text: record.text.replace("name: blog", "name: killed") });
              };
              transaction.oncomplete = () => {
                request.result.close();
                resolve();
              };
            };
          }),
      );
      await page.reload();
      await page.getByRole("heading", { name: "killed" }).first().waitFor();
      await page.getByRole("button", { name: "Undo", disabled: false }).click();
      await page.getByRole("heading", { name: "blog" }).first().waitFor();
      await editor.undo.click();
      assert.equal(await editor.thing("wordpress").count(), 3);
    }));

  test("a tab killed in the middle of a drag loses that drag alone", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      await more(editor);
      await wordpress(editor, 4);
      await editor.thing("etcd-0").hover(); // once the drawing has settled
      await editor.take("etcd-0", "node-2");
      await page.getByText(/^Pins etcd-0 to node-2/).waitFor();
      await page.reload();
      await wordpress(editor, 4);
      await editor.thing("etcd-0, pinned to node-1").waitFor();
      await page.mouse.up();
    }));

  test("a text that could not be read yet is there as it was typed", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      await editor.write("presswright: 1\nname: Half A Na");
      await stored(page, ([record]) => record?.draft?.endsWith("Half A Na"));
      await page.reload();
      assert.equal(await editor.design(), "presswright: 1\nname: Half A Na");
      await page.getByText("This text cannot be read. The drawing stays as it was.").waitFor();
    }));

  test("what the page kept before it had several designs is taken over, once", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    // Before the page's own script, in a page that has no storage yet.
    await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<p>empty</p>" }));
    await page.goto(address);
    await page.evaluate(() => localStorage.setItem("presswright.design", "presswright: 1\nname: from-before\n"));
    await page.unroute(address);
    await page.goto(address);
    await page.getByRole("heading", { name: "from-before" }).first().waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("presswright.design")), null);
    assert.equal((await records(page)).length, 1);
    await page.reload();
    await page.getByRole("heading", { name: "from-before" }).first().waitFor();
    assert.equal((await records(page)).length, 1);
    await context.close();
  });
});

describe("two tabs on one design", () => {
  async function twoTabs(run) {
    const { page: one, complaints } = await open(browser);
    const first = new EditorPage(one);
    await first.ready();
    await more(first);
    await wordpress(first, 4);
    await stored(one, (all) => all.length === 1);
    const two = await one.context().newPage();
    await two.goto(address);
    const second = new EditorPage(two);
    await wordpress(second, 4);
    await second.ready();
    await run(first, second);
    assert.deepEqual(complaints, []);
    await one.context().close();
  }
  const behind = (editor) => editor.page.getByRole("alert").filter({ hasText: "was changed in another tab" });

  test("the other is told and shows the change when it is asked to", () =>
    twoTabs(async (first, second) => {
      await more(first);
      await behind(second).waitFor();
      assert.equal(await second.thing("wordpress").count(), 4, "nothing changes under one's hands");
      await second.page.getByRole("button", { name: "Show the other tab's version" }).click();
      await wordpress(second, 5);
      await behind(second).waitFor({ state: "detached" });
      // And on from there, by turns.
      await more(second);
      await behind(first).waitFor();
      await first.page.getByRole("button", { name: "Show the other tab's version" }).click();
      await wordpress(first, 6);
      assert.equal((await records(first.page)).length, 1);
    }));

  test("a change of the one that is behind becomes a design of its own", () =>
    twoTabs(async (first, second) => {
      await more(first);
      await behind(second).waitFor();
      await second.page.getByRole("button", { name: "More replicas of Percona" }).click();
      await second.page.getByRole("alert").filter({ hasText: "Nothing was overwritten" }).waitFor();
      const all = await stored(second.page, (found) => found.length === 2);
      const texts = all.map(({ text }) => text);
      assert.equal(texts.filter((text) => /min: 5|replicas: 5/.test(text)).length + texts.filter((text) => /replicas: 4/.test(text)).length >= 2, true, texts.join("---"));
      // Each stays with its own, after a reload too.
      await Promise.all([first.page.reload(), second.page.reload()]);
      await wordpress(first, 5);
      assert.equal(await first.thing("percona-3").count(), 0);
      await second.thing("percona-3").waitFor();
      assert.equal(await second.thing("wordpress").count(), 4);
    }));

  test("the one that is behind keeps its version apart when it is asked to", () =>
    twoTabs(async (first, second) => {
      await more(first);
      await behind(second).waitFor();
      await second.page.getByRole("button", { name: "Keep this version as a design of its own" }).click();
      await stored(second.page, (found) => found.length === 2);
      await second.page.reload();
      await wordpress(second, 4);
      assert.equal(await second.thing("wordpress").count(), 4);
    }));

  test("tabs that do not hear of each other overwrite nothing either", async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      delete window.BroadcastChannel;
    });
    const one = await context.newPage();
    await one.goto(address);
    const first = new EditorPage(one);
    await first.ready();
    await more(first);
    await stored(one, (all) => all.length === 1);
    const two = await context.newPage();
    await two.goto(address);
    const second = new EditorPage(two);
    await wordpress(second, 4);
    await more(first);
    await wordpress(first, 5);
    await second.page.getByRole("button", { name: "More replicas of Percona" }).click();
    await second.page.getByRole("alert").filter({ hasText: "Nothing was overwritten" }).waitFor();
    await stored(two, (found) => found.length === 2);
    await second.page.getByRole("button", { name: "Show the other tab's version" }).click();
    await wordpress(second, 5);
    await context.close();
  });
});

describe("storage that fails", () => {
  async function withFault(fault, run) {
    const context = await browser.newContext();
    await context.addInitScript(fault);
    const page = await context.newPage();
    await page.goto(address);
    const editor = new EditorPage(page);
    await editor.ready();
    await run(page, editor);
    await context.close();
  }
  async function downloads(page, pattern) {
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download design.yaml" }).click();
    assert.match(await readFile(await (await coming).path(), "utf8"), pattern);
  }

  test("denied: it is said, the page works, and the design can be downloaded", () =>
    withFault(
      () => {
        Object.defineProperty(window, "indexedDB", {
          get() {
            throw new DOMException("denied", "SecurityError");
          },
        });
      },
      async (page, editor) => {
        await page.getByRole("alert").getByText(/does not let the page save/).waitFor();
        await page.getByText("Not saved").waitFor();
        await editor.write("presswright: 1\nname: only-here\n");
        await downloads(page, /only-here/);
      },
    ));

  test("full: it is said, and saved once there is room", () =>
    withFault(
      () => {
        const put = IDBObjectStore.prototype.put;
        window.full = true;
        IDBObjectStore.prototype.put = function (...values) {
          const request = put.apply(this, values);
          if (window.full) {
            const { transaction } = this;
            Object.defineProperty(transaction, "error", { value: new DOMException("no room", "QuotaExceededError") });
            transaction.abort();
          }
          return request;
        };
      },
      async (page, editor) => {
        await more(editor);
        const alert = page.getByRole("alert").getByText(/storage is full/);
        await alert.waitFor();
        await downloads(page, /replicas: 4|min: 4/);
        assert.deepEqual(await records(page), []);
        await page.evaluate(() => {
          window.full = false;
        });
        await more(editor);
        await alert.waitFor({ state: "detached" });
        const all = await stored(page, (found) => found.length === 1);
        assert.equal(all.length, 1, "two designs became of one");
      },
    ));

  /** Puts something into storage as it is before the page is opened. */
  async function prepared(prepare, run) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<p>empty</p>" }));
    await page.goto(address);
    await page.evaluate(prepare);
    await page.unroute(address);
    await page.goto(address);
    const editor = new EditorPage(page);
    await editor.ready();
    await run(page, editor);
    await context.close();
  }

  test("of a newer version: it is said, and not touched", () =>
    prepared(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.open("presswright", 2);
          request.onupgradeneeded = () => request.result.createObjectStore("designs", { keyPath: "id" }).put({ id: "x", later: true });
          request.onsuccess = () => {
            request.result.close();
            resolve();
          };
        }),
      async (page, editor) => {
        await page.getByRole("alert").getByText(/A newer version of Presswright keeps its designs/).waitFor();
        await more(editor);
        await wordpress(editor, 4);
        assert.deepEqual(await records(page), [{ id: "x", later: true }]);
      },
    ));

  const record = (fields) => [
    `new Promise((resolve) => {
      const request = indexedDB.open("presswright", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("histories", { keyPath: "id" });
        request.result.createObjectStore("designs", { keyPath: "id" }).put(${JSON.stringify(fields)});
      };
      request.onsuccess = () => { request.result.close(); resolve(); };
    })`,
    fields,
  ];

  for (const [what, fields, said] of [
    ["broken", { id: "x", text: 42 }, /cannot be read by this version/],
    [
      "a design of a newer format",
      { id: "x", format: 1, text: "presswright: 2\nname: later\n", stamp: "3.a", time: 5, note: "" },
      /this design has format 2.*It is kept in this browser as it is/,
    ],
  ]) {
    test(`${what}: it is said, left as it is, and work goes on beside it`, () => {
      const [prepare, before] = record(fields);
      return prepared(prepare, async (page, editor) => {
        await page.getByRole("alert").getByText(said).waitFor();
        await more(editor);
        const all = await stored(page, (found) => found.length === 2);
        assert.deepEqual(all.find(({ id }) => id === "x"), before);
      });
    });
  }

  test("the part that saves cannot be fetched: it is said, and tried again with the next change", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(/part-saving-/, (route) => route.abort());
    await page.goto(address);
    const editor = new EditorPage(page);
    await editor.ready();
    const alert = page.getByRole("alert").getByText(/Your changes are not saved/);
    await alert.waitFor();
    await more(editor);
    await wordpress(editor, 4);
    await page.unroute(/part-saving-/);
    await more(editor);
    await alert.waitFor({ state: "detached" });
    await stored(page, ([one]) => /5/.test(one?.text ?? ""));
    await editor.undo.click();
    await wordpress(editor, 4);
    await context.close();
  });
});
