// What the page may do is what its content security policy says, and no view of it wants more.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { Deploy } from "./pages/deploy.js";
import { EditorPage } from "./pages/editor.js";
import { Course } from "./pages/learn.js";
import { Load } from "./pages/load.js";
import { Rehearsal } from "./pages/rehearsal.js";
import { launch, wanted } from "./page.js";
import { ShareDialog } from "./pages/share.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Opens the page and hears every violation, of its workers too, which have the same policy. */
async function watched(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const violations = [];
  await context.exposeFunction("violated", (violation) => violations.push(violation));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.violated(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample} (${event.sourceFile}:${event.lineNumber})`);
    });
  });
  context.on("console", (message) => {
    if (/Content Security Policy|Trusted Type|TrustedHTML|TrustedScript/i.test(message.text())) violations.push(message.text());
  });
  context.on("weberror", (error) => violations.push(String(error.error())));
  const page = await context.newPage();
  await page.goto(wanted("PRESSWRIGHT_PAGE"));
  const editor = new EditorPage(page);
  await editor.ready();
  return { page, editor, violations, close: () => context.close() };
}

const VIEWS = {
  "the drawing, moved and changed": async ({ page, editor }) => {
    await editor.take("etcd-0", "node-2");
    await page.getByText(/^Pins etcd-0 to node-2\./).waitFor();
    await page.mouse.up();
    await page.getByRole("button", { name: "More replicas of WordPress" }).click();
    await page.getByRole("button", { name: "Outline" }).first().click();
    await page.getByRole("tree", { name: "Outline" }).or(page.getByRole("treeitem").first()).first().waitFor();
    for (let step = 0; step < 4; step += 1) await page.getByRole("button", { name: "Zoom in" }).click();
    await page.locator("svg.minimap").waitFor();
  },
  "settings and a rule's page": async ({ page, editor }) => {
    await editor.thing("percona-0").click();
    await editor.settings.getByRole("button", { name: /: rule PW-/ }).first().click();
    await editor.settings.getByRole("heading", { name: /Why is this bad/ }).waitFor();
    await editor.tab("Problems").click();
    await page.getByRole("tabpanel").getByRole("button", { name: "Why", exact: true }).first().click();
    await page.getByRole("tabpanel").getByRole("heading", { name: /Why is this bad/ }).waitFor();
  },
  "files": async ({ page, editor }) => {
    await editor.tab("Files").click();
    for (const file of ["deploy\\.sh", "design\\.yaml"]) {
      await page.getByRole("treeitem", { name: new RegExp(`^${file}`) }).click();
      await page.getByRole("textbox", { name: "Text of the file" }).waitFor();
    }
    await page.getByRole("button", { name: "Search" }).first().click();
  },
  "the text, completed and searched": async ({ page, editor }) => {
    await editor.tab("design.yaml").click();
    await editor.text.press("F8");
    await page.getByRole("tooltip").or(page.locator(".cm-tooltip")).first().waitFor();
    await page.keyboard.press("Control+f");
    await page.getByRole("textbox", { name: "Find" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Control+Space");
    await page.locator(".cm-tooltip-autocomplete").getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    await editor.write("presswright: 1\nname: No\n");
    await page.getByText("This text cannot be read").waitFor();
  },
  "a rehearsal": async ({ editor }) => {
    const rehearsal = new Rehearsal(editor);
    await rehearsal.enter();
    await rehearsal.machine("node-2");
    await rehearsal.sentence(/^node-2 down/);
    await rehearsal.panel.getByText(/smallest sets of/).first().waitFor();
  },
  "a load, drawn by hand": async ({ editor }) => {
    const load = new Load(new Rehearsal(editor));
    await load.enter();
    await load.point(2).focus();
    await editor.page.keyboard.press("ArrowUp");
    await load.table("Replicas of WordPress");
  },
  "a start, played and broken": async ({ editor }) => {
    const deploy = new Deploy(new Rehearsal(editor));
    await deploy.enter();
    await deploy.play.click();
    await deploy.pause.click();
    await deploy.breakIt("node-1 down");
    await deploy.breaks.getByText("node-1 down").waitFor();
  },
  "the course": async ({ page }) => {
    const course = new Course(page);
    await page.goto(`${wanted("PRESSWRIGHT_PAGE")}#learn=percona`);
    await course.heading("5. Percona").waitFor();
    await course.panel.getByRole("button").nth(3).waitFor();
  },
  "a bundle that is exported and opened again": async ({ editor }) => {
    const { name, bytes } = await editor.download();
    await editor.openFile(name, bytes);
    await editor.thing("NFS export").first().waitFor();
  },
  "a link, its QR code and the picture": async ({ page }) => {
    const share = new ShareDialog(page);
    await share.open();
    await share.dialog.getByRole("img", { name: "QR code of the link" }).waitFor();
    for (const [format, begin] of [["PNG", "\u0089PNG"], ["SVG", "<svg"]]) {
      await share.dialog.getByRole("radio", { name: format }).check();
      const download = page.waitForEvent("download");
      await share.downloadPicture.click();
      const file = await readFile(await (await download).path(), "latin1");
      assert.equal(file.slice(0, 4), begin);
    }
  },
  "commands, shortcuts, a menu and the designs": async ({ page, editor }) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Commands" }).getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByRole("heading").first().waitFor();
    await page.keyboard.press("Escape");
    await editor.thing("etcd-0").click({ button: "right" });
    await page.getByRole("menuitem").first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("l");
    await page.getByRole("dialog", { name: "Designs" }).getByRole("heading").first().waitFor();
  },
};

describe("no view violates the policy", () => {
  for (const [name, walk] of Object.entries(VIEWS)) {
    test(name, async () => {
      const seen = await watched();
      await walk(seen);
      await seen.page.waitForTimeout(300);
      await seen.close();
      assert.deepEqual(seen.violations, []);
    });
  }
});

test("nothing is allowed but what is needed", async () => {
  const seen = await watched();
  const policy = await seen.page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  const directives = Object.fromEntries(policy.split("; ").map((one) => [one.split(" ")[0], one.split(" ").slice(1)]));
  assert.deepEqual(directives["default-src"], ["'none'"]);
  for (const [name, sources] of Object.entries(directives)) {
    for (const source of sources) {
      assert.ok(!/unsafe-inline|unsafe-eval'|\*|^https?:/.test(source) || source === "'wasm-unsafe-eval'", `${name} has ${source}`);
    }
  }
  await seen.close();
});

test("Trusted Types let shapes, words and the page's own scripts through, and nothing else", async () => {
  const seen = await watched();
  const refused = await seen.page.evaluate(() => {
    const taken = (put) => { try { put(); return true; } catch { return false; } };
    const markup = ["words", "<b>a &lt; b</b>", '<path d="M1 1"></path>', '<a href="docs/" rel="noopener">D</a>', "<br>",
      "<script>a</scr" + "ipt>", "<img src=x onerror=a>", '<p onclick="a">', "<p/onclick=a>", '<a href="javascript:a">x</a>', "<style>a</style>", '<iframe srcdoc="a">'];
    const scripts = ["sw.js", "text-editor-0123456789abcdef.js", "elsewhere/a.js", "data:text/javascript,a", "http://127.0.0.2:9/a.js", "blob:http://127.0.0.2/a"];
    return [
      ...markup.filter((text) => !taken(() => { document.createElement("template").innerHTML = text; })),
      ...scripts.filter((url) => !taken(() => { document.createElement("script").src = url; })),
    ];
  });
  await seen.close();
  assert.deepEqual(refused, [
    "<script>a</script>", "<img src=x onerror=a>", '<p onclick="a">', "<p/onclick=a>", '<a href="javascript:a">x</a>', "<style>a</style>", '<iframe srcdoc="a">',
    "elsewhere/a.js", "data:text/javascript,a", "http://127.0.0.2:9/a.js", "blob:http://127.0.0.2/a",
  ]);
});

describe("refused is", () => {
  /** What the page was refused while that ran in it. */
  async function refused(attempt) {
    const seen = await watched();
    const before = seen.violations.length;
    const outcome = await seen.page.evaluate(attempt, "http://127.0.0.2:9/");
    await seen.page.waitForTimeout(300);
    const violations = seen.violations.slice(before).join("\n");
    await seen.close();
    return { outcome, violations };
  }

  test("an inline script", async () => {
    const { outcome, violations } = await refused(async () => {
      const script = document.createElement("script");
      // The one who injects it has a way round Trusted Types, as a server's mistake would be.
      script.append("window.injected = true");
      document.head.append(script);
      await new Promise((done) => setTimeout(done, 100));
      return window.injected ?? false;
    });
    assert.equal(outcome, false);
    assert.match(violations, /script-src|TrustedScript/);
  });

  test("a handler in markup, which Trusted Types stop before the policy for scripts does", async () => {
    const { outcome, violations } = await refused(() => {
      try {
        document.getElementById("newer").innerHTML = '<img src="x" onerror="window.injected = true">';
        return "taken";
      } catch (error) {
        return error.name;
      }
    });
    assert.equal(outcome, "TypeError");
    assert.match(violations, /require-trusted-types-for|TrustedHTML/);
  });

  test("a script of another host", async () => {
    const { outcome } = await refused((stranger) => {
      try {
        document.createElement("script").src = `${stranger}a.js`;
        return "taken";
      } catch (error) {
        return error.name;
      }
    });
    assert.equal(outcome, "TypeError");
  });

  for (const [what, attempt] of Object.entries({
    "a fetch": (stranger) => fetch(stranger).then(() => "fetched", () => "refused"),
    "a beacon": (stranger) => { navigator.sendBeacon(stranger, "design"); return "refused"; },
    "a picture": (stranger) => new Promise((done) => {
      const image = new Image();
      image.onload = () => done("fetched");
      image.onerror = () => done("refused");
      image.src = `${stranger}a.png`;
    }),
    "a form": (stranger) => {
      const form = document.createElement("form");
      Object.assign(form, { action: stranger, method: "post" });
      document.body.append(form);
      form.submit();
      return "refused";
    },
  })) {
    test(`${what} to another host`, async () => {
      const { outcome, violations } = await refused(attempt);
      assert.equal(outcome, "refused");
      assert.match(violations, /127\.0\.0\.2/);
    });
  }
});

test("the worker has the policy too", async () => {
  const seen = await watched();
  const [worker] = seen.page.workers();
  assert.ok(worker, "the page has no worker");
  const outcome = await worker.evaluate(() => new Promise((resolve) => {
    addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
    fetch("http://127.0.0.2:9/").catch(() => setTimeout(resolve, 1000, "no violation"));
  }));
  assert.equal(outcome, "connect-src");
  await seen.close();
});
