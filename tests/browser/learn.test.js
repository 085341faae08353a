// The course: taken once from its first step to its last, and what is around it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Course } from "./pages/learn.js";
import { DesignsDialog } from "./pages/designs.js";
import { generated, launch, open, visit, wanted } from "./page.js";
import { violations } from "./measures.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const said = (page, text) => page.locator("p.heard").filter({ hasText: text }).waitFor();
const isOpen = (page, name) => page.getByRole("heading", { name: `Presswright: ${name}`, exact: true }).waitFor();

function withCourse(run, options) {
  return visit(
    browser,
    async (page) => {
      const course = new Course(page);
      await course.editor.thing("NFS export").first().waitFor();
      await course.open();
      await run(course, page);
    },
    options,
  );
}

/** Opens a chapter of the course and begins it on a copy. */
async function begin(course, chapter) {
  await course.chapter(chapter).click();
  await course.button("Begin").click();
  await isOpen(course.page, "course");
}

/** Gives the field that "Show me" leads to a value, as its kind takes it. */
async function set(course, title, value) {
  const field = await course.field(title);
  const kind = await field.evaluate((element) => element.type ?? element.tagName);
  if (kind === "checkbox") await field.setChecked(value);
  else if (kind === "select-one") await field.selectOption(value);
  else {
    await field.fill(value);
    await field.press("Enter");
  }
  await course.done(title);
}

/** Changes lines of design.yaml. */
async function rewrite(course, title, changes) {
  await course.unfold(title);
  let text = await course.editor.design();
  for (const [from, to] of changes) {
    assert.match(text, from);
    text = text.replace(from, to);
  }
  await course.editor.write(text);
  await course.done(title);
}

async function fix(course, title, code, name) {
  await course.unfold(title);
  await course.fix(code, name);
  await course.done(title);
}

/** What a learner says will happen, and what the page says then. */
async function foretell(course, choice) {
  const question = course.panel.locator(".question").first();
  await question.getByRole("radio", { name: choice, exact: true }).check();
  await question.getByRole("button", { name: "See what happens" }).click();
  return question.locator(".result");
}

const chapters = {
  "The cluster": async (course) => {
    await set(course, "A Kubernetes that can be installed", "1.36");
    await fix(course, "Addresses that VirtualBox allows", "PW-M06", "Use 192.168.56.0/24");
    await set(course, "Memory for a control plane", "5Gi");
  },
  NFS: async (course) => {
    await set(course, "The folder that nobody made", "nfs");
  },
  "Volumes and claims": async (course) => {
    await fix(course, "A volume that knows its claim", "PW-N12", "Let each volume name its claim");
    await set(course, "Data that outlive their claim", "retain");
    await said(course.page, "Step done: Data that outlive their claim. 2 of 3 of this chapter.");
    await set(course, "Room for a database", "10Gi");
  },
  etcd: async (course) => {
    await set(course, "A member that remembers", "local");
    await fix(course, "A member that comes back", "PW-E11", "Use StatefulSets");
    await fix(course, "A version, not a day", "PW-P08", "Use etcd 3.5");
    await set(course, "Ports where nobody listens", false);
  },
  Percona: async (course) => {
    await rewrite(course, "A database of today", [[/perconalab\/percona-xtradb-cluster:5\.6/, "percona/percona-xtradb-cluster:8.4"]]);
    await course.unfold("Found again after the worst");
    const result = await foretell(course, "The site goes on");
    await result.getByText("It is otherwise: It stops until a person acts.").waitFor();
    await rewrite(course, "Found again after the worst", [[/discovery: image/, "discovery: etcd"]]);
    // What was answered stays, and what holds since is said beside it.
    await result.getByText("The design has changed since. Now: It pauses, and goes on by itself.").waitFor();
    await result.getByText("It is otherwise: It stops until a person acts.").waitFor();
    await set(course, "Ready means ready", true);
    await set(course, "Time to say goodbye", "600");
    await set(course, "One writer at a time", "haproxy");
    await set(course, "Replication that nobody reads along", true);
  },
  WordPress: async (course) => {
    await set(course, "Somebody has to make the database", true);
    await set(course, "An account of its own", "blog");
    await set(course, "The same WordPress tomorrow", "wordpress:7.1-php8.3-apache");
    await set(course, "Changes that arrive", "deployment");
  },
  Autoscaling: async (course) => {
    await set(course, "Somebody who measures", true);
    await fix(course, "One number, one owner", "PW-A03", "Leave it to the autoscaler");
    await rewrite(course, "Room for what it asks", [
      [/memory: 2Gi/g, "memory: 4Gi"],
      [/min: 5, max: 10/, "min: 3, max: 5"],
    ]);
  },
  Checks: async (course) => {
    await set(course, "The door to etcd", "");
    await set(course, "The door to the database", "");
    await fix(course, "A port that stays free", "PW-K05", "Use 30080");
  },
  Caveats: async (course) => {
    await set(course, "Passwords that are in no file", "generated");
    await course.unfold("Who may talk to whom");
    await course.fix("PW-X05", "Allow only what is needed");
    // Half of it: the step says what is left.
    await course.panel.getByText(/^Not yet\. PW-C06: /).waitFor();
    await fix(course, "Who may talk to whom", "PW-C06", "Use Calico");
    await set(course, "No more rights than needed", "restricted");
    await fix(course, "What replicas do not save", "PW-S07", "Back up to the export on kubernetes-master");
    await set(course, "The database on disks of its own", "local");
    await set(course, "Share what must be shared", "uploads");
    const result = await foretell(course, "Pages go on; uploaded files wait");
    await result.getByText("As you said: Pages go on; uploaded files wait.").waitFor();
    await result.getByRole("button", { name: "Try it in Rehearse" }).click();
    const { page } = course;
    await page.getByRole("region", { name: "What becomes of the site" }).getByText(/^kubernetes-master down: pages are read/).waitFor();
    await course.mode.click();
    await course.done("Share what must be shared");
  },
};

/** Somebody with a design of their own, before the course. */
async function learner(page) {
  const course = new Course(page);
  await course.editor.ready();
  await page.getByRole("button", { name: "More replicas of WordPress" }).click();
  await course.editor.thing("wordpress").nth(3).waitFor();
  return { course, own: await course.editor.design() };
}

describe("the course", () => {
  test("is taken from its first step to its last, and the learner's own design stays as it was", () =>
    visit(browser, async (page) => {
      const { course, own } = await learner(page);
      await course.open();
      await course.panel.getByText("0 of 33 steps are done.").waitFor();
      const names = Object.keys(chapters);
      for (const [at, name] of names.entries()) {
        if (at === 0) await begin(course, name);
        await course.heading(`${at + 1}. ${name}`).waitFor();
        await course.panel.getByText(/^You work on the course's copy\. To begin the chapter anew/).waitFor();
        await chapters[name](course);
        if (at + 1 < names.length) await course.button(`Next chapter: ${names[at + 1]}`).click();
      }
      await page.getByText(/The bundle can be exported: \d+ files, \d+ objects\./).first().waitFor({ state: "attached" });
      // And then: what there is to do now.
      const end = course.panel.getByRole("region", { name: "The course is done" });
      const coming = page.waitForEvent("download");
      await end.getByRole("button", { name: "Export the bundle" }).click();
      assert.equal((await coming).suggestedFilename(), "course.zip");
      const { name, bytes } = await course.editor.download();
      assert.equal(name, "course.zip");
      assert.ok(bytes.equals(generated(await course.editor.design())), "the zip is not the command line's");

      await course.button("Back to your design").click();
      await isOpen(page, "blog");
      assert.equal(await course.editor.design(), own);
      await course.panel.getByText("Another design is open.").waitFor();
      await course.button("All chapters").click();
      await course.panel.getByText("33 of 33 steps are done.").waitFor();
      const designs = new DesignsDialog(page);
      await designs.open();
      assert.deepEqual((await designs.names()).sort(), ["blog", "course"]);
    }));

  test("goes on where it was left, also after a reload, and in another chapter begins with its design", () =>
    withCourse(async (course, page) => {
      // A design of the learner's own, which the browser keeps.
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await course.editor.thing("wordpress").nth(3).waitFor();
      await begin(course, "etcd");
      await set(course, "A member that remembers", "local");
      await page.reload();
      await isOpen(page, "course");
      await course.mode.click();
      await course.heading("4. etcd").waitFor();
      await course.done("A member that remembers");
      // The way back is still there.
      await course.button("Back to your design").click();
      await isOpen(page, "blog");
      await course.button("Go on with the course's copy").click();
      await isOpen(page, "course");
      // What the chapters before it mend was mended in the copy, and counts for none of their steps.
      await course.panel.getByText(/^You work on the course's copy\. To begin the chapter anew/).waitFor();
      await course.button("All chapters").click();
      await course.panel.getByText("1 of 33 steps are done.").waitFor();
      await course.chapter("Caveats").click();
      await course.panel.getByText(/What the chapters before this one mend is not mended in it/).waitFor();
      await course.button("Begin this chapter anew").click();
      await course.panel.getByText(/^You work on the course's copy\. To begin the chapter anew/).waitFor();
    }));

  test("a step that is undone says so, and several that are done at once are told as one", () =>
    withCourse(async (course, page) => {
      await begin(course, "Caveats");
      // All fixes at once would take the course away.
      await course.editor.tab("Problems").click();
      await page.getByRole("tabpanel").getByText("PW-X01").waitFor();
      assert.equal(await page.getByRole("button", { name: /safe fix/ }).count(), 0);
      await rewrite(course, "Passwords that are in no file", [
        [/secrets: in-manifests/, "secrets: generated"],
        [/pod-security: privileged/, "pod-security: restricted"],
      ]);
      await said(page, /Step done: Passwords that are in no file; /);
      await course.editor.undo.click();
      await course.unfold("Passwords that are in no file");
      await course.panel.getByText(/^It was done\. Not yet\. PW-X01: /).waitFor();
      await course.editor.redo.click();
      await course.panel.getByText("Done.", { exact: true }).waitFor();
    }));
});

describe("a step", () => {
  test("by keyboard: it unfolds, helps, asks, and shows then beside now", () =>
    withCourse(async (course, page) => {
      await course.chapter("NFS").press("Enter");
      await page.waitForFunction(() => document.activeElement?.id === "learn-heading");
      await course.button("Begin").press("Enter");
      await isOpen(page, "course");
      const step = course.step("The folder that nobody made");
      assert.equal(await step.getAttribute("aria-expanded"), "true");
      const hint = course.button("Hint");
      await hint.press("Enter");
      await course.panel.getByText(/Select WordPress and set/).waitFor();
      assert.equal(await hint.getAttribute("aria-expanded"), "true");

      const look = course.button("See what happens");
      assert.equal(await look.getAttribute("aria-disabled"), "true");
      await course.panel.getByRole("radio", { name: "The site goes on" }).press("Space");
      await page.keyboard.press("ArrowDown");
      assert.ok(await course.panel.getByRole("radio", { name: "It pauses, and goes on by itself" }).isChecked());
      await look.press("Enter");
      await said(page, /^It is otherwise: It stops until what failed is back\. kubernetes-master down: the site stops/);
      await course.panel.getByRole("radio", { name: "It stops until what failed is back" }).press("Space");
      await look.press("Enter");
      await course.panel.getByText("As you said: It stops until what failed is back.").waitFor();

      const then = course.button("Then and now");
      await then.press("Enter");
      const dialog = page.getByRole("dialog", { name: "Then and now: NFS" });
      await dialog.getByText("rw, sync, no_root_squash, no_all_squash").waitFor();
      await dialog.getByText("NFS_OPTIONS='rw,sync,no_subtree_check,root_squash'").waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      await page.waitForFunction(() => document.activeElement?.textContent.includes("Then and now"));
    }));

  test("what cannot be fetched is said, and comes when it is tried again", async () => {
    const { page } = await open(browser);
    const course = new Course(page);
    await course.editor.ready();
    await course.open();
    await page.route("**/lessons/*.md*", (route) => route.abort());
    await course.chapter("etcd").click();
    const alert = course.panel.getByRole("alert").filter({ hasText: "The chapter could not be fetched." });
    await alert.waitFor();
    await page.unroute("**/lessons/*.md*");
    await alert.getByRole("button", { name: "Try again" }).click();
    await course.step("A member that remembers").waitFor();
    await page.context().close();
  });
});

describe("a link", () => {
  test("opens a chapter, begins nothing, and leaves the address", () =>
    visit(browser, async (page) => {
      const course = new Course(page);
      await page.goto("about:blank");
      await page.goto(`${wanted("PRESSWRIGHT_PAGE")}#learn=percona`);
      await course.heading("5. Percona").waitFor();
      assert.equal(await page.evaluate(() => location.hash), "");
      await isOpen(page, "blog");
      await course.panel.getByRole("link", { name: "Link to this chapter" }).click();
      await page.waitForFunction(() => location.hash === "");
      await course.heading("5. Percona").waitFor();
    }));

  test("an exercise is made, sent and solved, and what was open stays", () =>
    withCourse(async (course, page) => {
      await course.panel.getByText("For teachers").click();
      await course.panel.getByLabel("What is to be reached").selectOption("survives-any-machine");
      const link = await course.panel.getByLabel("Link to the exercise").inputValue();
      assert.match(link, /#exercise=survives-any-machine&1\./);
      const { page: pupil } = await open(browser);
      const theirs = new Course(pupil);
      await theirs.editor.ready();
      await pupil.goto(link);
      const exercise = theirs.panel.getByRole("region", { name: "Exercise" });
      await exercise.getByText("Not yet.").waitFor();
      assert.equal(await pupil.evaluate(() => location.hash), "");
      const text = await theirs.editor.design();
      await theirs.editor.write(text.replace("  volume: 10Gi", "  volume: 10Gi\n  storage: local").replace("wordpress:\n", "wordpress:\n  share: uploads\n"));
      await exercise.getByText("Solved.").waitFor();
      await said(pupil, /The exercise is solved\.$/);
      await pupil.goto(`${wanted("PRESSWRIGHT_PAGE")}#exercise=no-such&1.abc`);
      await pupil.getByRole("alert").getByText(/The exercise is not one that this page knows/).waitFor();
      await pupil.context().close();
    }));
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1920, height: 1080 }, { width: 820, height: 1000 }, { width: 360, height: 740 }]) {
    test(`axe-core finds nothing and nothing scrolls sideways: ${colorScheme}, ${viewport.width} px`, () =>
      withCourse(
        async (course, page) => {
          const sideways = () =>
            page.evaluate(() => {
              const panel = document.querySelector(".learn > .body");
              return [document.documentElement.scrollWidth - document.documentElement.clientWidth, panel.scrollWidth - panel.clientWidth];
            });
          assert.deepEqual(await violations(page), [], "the chapters");
          assert.deepEqual(await sideways(), [0, 0]);
          await begin(course, "Percona");
          await course.unfold("Found again after the worst");
          await foretell(course, "The site goes on");
          await course.button("Hint").click();
          assert.deepEqual(await violations(page), [], "a step");
          assert.deepEqual(await sideways(), [0, 0]);
          await course.button("Then and now").click();
          await page.getByRole("dialog", { name: "Then and now: Percona" }).getByText("percona/percona-xtradb-cluster:8.4").waitFor();
          assert.deepEqual(await violations(page), [], "then and now");
        },
        { colorScheme, viewport, reducedMotion: "reduce" },
      ));
  }
}

test("high contrast: axe-core finds nothing in the course", () =>
  withCourse(
    async (course, page) => {
      await begin(course, "etcd");
      await course.unfold("A member that comes back");
      assert.deepEqual(await violations(page), []);
    },
    { forcedColors: "active", reducedMotion: "reduce" },
  ));

test("at 200 % text size and 360 px nothing of the course scrolls sideways", async () => {
  const large = await launch(["--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"]);
  try {
    await visit(
      large,
      async (page) => {
        const course = new Course(page);
        await course.editor.thing("etcd-0").waitFor();
        await course.open();
        await course.chapter("etcd").click();
        await course.unfold("A member that comes back");
        const sideways = await page.evaluate(() => {
          const panel = document.querySelector(".learn > .body");
          return [document.documentElement.scrollWidth - document.documentElement.clientWidth, panel.scrollWidth - panel.clientWidth];
        });
        assert.deepEqual(sideways, [0, 0]);
        assert.deepEqual(await violations(page), []);
      },
      { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" },
    );
  } finally {
    await large.close();
  }
});

test("where storage is denied the course is taken for the visit, and the learner's design comes back", async () => {
  const { page } = await open(browser);
  await page.addInitScript(() => {
    for (const storage of ["localStorage", "sessionStorage", "indexedDB"]) {
      Object.defineProperty(window, storage, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }
  });
  await page.reload();
  const { course, own } = await learner(page);
  await course.open();
  await begin(course, "NFS");
  await set(course, "The folder that nobody made", "nfs");
  await page.getByRole("group", { name: "Mode" }).getByRole("button", { name: "Design" }).click();
  await course.mode.click();
  await course.done("The folder that nobody made");
  await course.button("Back to your design").click();
  await isOpen(page, "blog");
  assert.equal(await course.editor.design(), own);
  await page.context().close();
});
