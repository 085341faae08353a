// Serves the page from what the browser has kept of it. `cargo xtask dist` writes in front of this which
// version it is, and each file of it with the hash of its content: VERSION, FILES.
//
// A version is kept whole or not at all, and each has a cache of its own. What a page asks for says by
// itself of which version it is: most files have a hash in their name; with the others the page gives its
// version behind a question mark. So a page never gets anything of another version, however many tabs of
// however many versions are open. A page begins with the version of the worker that serves it, and that
// changes only when all tabs are closed, or a person asks for it (public/offline.js).
const NAME = `presswright ${registration.scope} `;
const OWN = NAME + VERSION;
const PAGE = "./";
/** How many files are fetched at a time. */
const ABREAST = 6;
const PATIENCE = 3000;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(tidy()));

addEventListener("message", (event) => {
  const { data, ports: [port] } = event;
  if (data === "version?") port?.postMessage(VERSION);
  if (data === "take over") skipWaiting();
  if (data?.here === VERSION) event.waitUntil(clients.claim());
  if (data?.here) event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const address = url.origin + url.pathname;
  if (request.method !== "GET" || !address.startsWith(registration.scope)) return;
  const file = address.slice(registration.scope.length);
  if (request.mode === "navigate") {
    if (file === "" || file === "index.html") event.respondWith(own(PAGE, request));
  } else if (Object.hasOwn(FILES, file) || isNamedByHash(file)) {
    event.respondWith(part(file, url.search.slice(1), request));
  }
});

function isNamedByHash(file) {
  return !file.includes("/") && /-[0-9a-f]{16}(?:_bg)?\.\w+$/.test(file);
}

async function own(file, request) {
  const cache = await caches.open(OWN);
  // The browser may have thrown it away.
  return await cache.match(file) ?? fetch(request);
}

async function part(file, version, request) {
  if (isNamedByHash(file)) {
    for (const name of await kept()) {
      const found = await (await caches.open(name)).match(file);
      if (found) return found;
    }
    return fetch(request);
  }
  if (version === "" || version === VERSION) return own(file, request);
  const name = NAME + version;
  const found = await caches.has(name) && await (await caches.open(name)).match(file);
  // The server has another version by now.
  return found || Response.error();
}

/** The names of all versions that are kept, or are about to be. */
async function kept() {
  return (await caches.keys()).filter((name) => name.startsWith(NAME));
}

async function install() {
  const before = (await kept()).filter((name) => name !== OWN);
  try {
    const old = await Promise.all(before.map((name) => caches.open(name)));
    const cache = await caches.open(OWN);
    const files = Object.entries(FILES);
    const take = async () => {
      for (let next = files.pop(); next; next = files.pop()) await keep(cache, old, ...next);
    };
    await Promise.all(Array.from({ length: ABREAST }, take));
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
}

/** Keeps a file, of an older version where it is the same. */
async function keep(cache, old, file, hash) {
  for (const one of old) {
    const found = await one.match(file);
    if (found && await hashOf(found.clone()) === hash) return cache.put(file, found);
  }
  const response = await fetch(file, { cache: "no-cache" });
  if (!response.ok || await hashOf(response.clone()) !== hash) throw new Error(`${file} is not of version ${VERSION}`);
  return cache.put(file, response);
}

async function hashOf(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Deletes older versions that no page is of any more; where a page does not answer, none. */
async function tidy() {
  // Another version is on its way, which may be any of them.
  if (registration.installing || registration.waiting) return;
  const names = (await kept()).filter((name) => name !== OWN);
  if (names.length === 0) return;
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const pages = all.filter(({ url }) => {
    const { origin, pathname } = new URL(url);
    const file = (origin + pathname).slice(registration.scope.length);
    return (origin + pathname).startsWith(registration.scope) && (file === "" || file === "index.html");
  });
  const used = await Promise.all(pages.map(versionOf));
  if (used.includes(undefined)) return;
  await Promise.all(names.filter((name) => !used.some((version) => NAME + version === name)).map((name) => caches.delete(name)));
}

function versionOf(client) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, PATIENCE);
    client.postMessage("version?", [port2]);
  });
}
