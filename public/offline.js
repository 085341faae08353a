// Keeps the page in the browser, so that it opens without a connection, and says when a newer version of
// it is there. Nothing reloads by itself. public/service-worker.js is the other end.
const version = document.documentElement.dataset.version;
const container = navigator.serviceWorker;
const line = document.getElementById("newer");
const HOUR = 3_600_000;

/** The version of a worker; nothing where it does not answer. */
function versionOf(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, 5000);
    worker.postMessage("version?", [port2]);
  });
}

function button(words, act) {
  const made = document.createElement("button");
  made.textContent = words;
  made.onclick = act;
  return made;
}

function say(words, ...acts) {
  const text = document.createElement("span");
  text.textContent = words;
  line.className = "notice";
  line.replaceChildren(text, ...acts);
}

/** Turns to the newer version, which takes over from the one that is kept. */
function turn(registration) {
  const { waiting } = registration;
  if (!waiting) return location.reload();
  container.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}

async function reload(registration) {
  // A field that is being typed in is read when the focus leaves it.
  document.activeElement?.blur();
  await pause(0);
  if (await presswrightDesigns.settled()) return turn(registration);
  const link = document.createElement("a");
  link.textContent = "Download the design";
  link.download = "design.yaml";
  link.href = `data:text/yaml;charset=utf-8,${encodeURIComponent(presswrightDesigns.latest)}`;
  link.hidden = !presswrightDesigns.latest;
  say(
    "Your work is not saved in this browser: a reload would lose it.",
    link,
    button("Reload all the same", () => turn(registration)),
  );
}

/** Says it, where a worker is of another version than the page. */
async function compare(registration, worker) {
  const other = worker && await versionOf(worker);
  if (!other || other === version || line.textContent) return;
  say(
    "A new version of Presswright is ready. Your designs stay as they are.",
    button("Reload", () => reload(registration)),
    button("Later", () => { line.className = ""; line.replaceChildren(); }),
  );
}

const pause = (time) => new Promise((done) => setTimeout(done, time));

/** Waits until the page has what it comes with: what saves is there, and nothing was asked for in a while. */
async function rested() {
  const asked = () => performance.getEntriesByType("resource").length;
  for (let before = -1; before !== asked() || !presswrightDesigns.latest; await pause(2000)) before = asked();
}

async function keep() {
  await rested();
  container.onmessage = ({ data, ports: [port] }) => { if (data === "version?") port?.postMessage(version); };
  const registration = await container.register("sw.js", { updateViaCache: "none" });
  // A browser that has workers and lets none be made.
  if (!registration) return;
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && registration.active) compare(registration, installing);
    });
  });
  container.addEventListener("controllerchange", () => compare(registration, container.controller));
  compare(registration, registration.waiting);
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - looked < HOUR) return;
    looked = Date.now();
    registration.update().catch(() => { /* there is no connection */ });
  });
  const { active } = await container.ready;
  active.postMessage({ here: version });
  // It may have changed before this script was here.
  compare(registration, active);
}

if (container && version) keep().catch(() => { /* denied: the page needs a connection, and no more */ });
