// The designs that are kept in this browser, in IndexedDB. It is in the page itself, so that reading
// begins before the program is here. Who may save what is in src/editor/keeper.rs.
const presswrightDesigns = (() => {
  const NAME = "presswright";
  const VERSION = 1;
  // What a record holds; one of another number is left as it is.
  const FORMAT = 1;
  // Where the design was before there was more than one.
  const BEFORE = ["presswright.design", "presswright.unreadable"];
  const PATIENCE = 5000;

  const tab = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("");
  let channel;
  try { channel = new BroadcastChannel(NAME); } catch { /* a page without an origin has no other tabs */ }
  let opening;

  function open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new DOMException("the browser's storage does not answer", "TimeoutError"));
      }, PATIENCE);
      let taken = false;
      request.onupgradeneeded = () => {
        const designs = request.result.createObjectStore("designs", { keyPath: "id" });
        request.result.createObjectStore("histories", { keyPath: "id" });
        taken = true;
        // The one that was open last is the newest.
        for (const [age, key] of BEFORE.entries()) {
          let text;
          try { text = localStorage.getItem(key); } catch { /* denied: nothing was kept there */ }
          if (text) designs.put({ id: `${tab}-before-${age}`, format: FORMAT, text, stamp: `1.${tab}`, time: Date.now() - age, note: "" });
        }
      };
      request.onsuccess = () => {
        clearTimeout(timer);
        const database = request.result;
        if (late) return database.close();
        if (taken) try { for (const key of BEFORE) localStorage.removeItem(key); } catch { /* as above */ }
        const closed = () => { opening = undefined; };
        // A newer page wants to change the database: it must not wait for this one.
        database.onversionchange = () => { database.close(); closed(); };
        database.onclose = closed;
        resolve(database);
      };
      request.onerror = () => { clearTimeout(timer); reject(request.error); };
    });
  }

  function database() {
    opening ??= open().catch((error) => { opening = undefined; throw error; });
    return opening;
  }

  /** One transaction; `work` says by its third argument what comes of it. */
  async function transact(mode, work) {
    const open = await database();
    return new Promise((resolve, reject) => {
      const transaction = open.transaction(["designs", "histories"], mode);
      let answer;
      transaction.oncomplete = () => resolve(answer);
      transaction.onabort = () => reject(transaction.error ?? new DOMException("the browser gave up", "AbortError"));
      work(transaction.objectStore("designs"), transaction.objectStore("histories"), (value) => { answer = value; });
    });
  }

  const whole = (record) => record?.format === FORMAT && typeof record.id === "string"
    && typeof record.text === "string" && typeof record.stamp === "string" && typeof record.time === "number";

  /** The newest first, with those that cannot be read: of another version, or broken. */
  async function list() {
    const records = await transact("readonly", (designs, _, answer) => {
      designs.getAll().onsuccess = (event) => answer(event.target.result);
    });
    return records.sort((one, other) => (other.time || 0) - (one.time || 0));
  }

  async function load(id) {
    return transact("readonly", (designs, histories, answer) => {
      designs.get(id).onsuccess = ({ target: { result } }) => {
        if (!whole(result)) return;
        histories.get(id).onsuccess = (event) => {
          const steps = event.target.result?.steps;
          answer({ ...result, steps: typeof steps === "string" ? steps : "" });
        };
      };
    });
  }

  const mine = {
    get() { try { return sessionStorage.getItem("presswright.open"); } catch { return null; } },
    set(id) { try { sessionStorage.setItem("presswright.open", id); } catch { /* the newest is opened instead */ } },
  };

  /** What this tab had open, or else what was saved last. */
  async function first() {
    const records = await list();
    const good = records.filter(whole);
    const chosen = good.find(({ id }) => id === mine.get()) ?? good[0];
    return { broken: records.length - good.length, design: chosen && await load(chosen.id) };
  }

  /** Whether what was saved last is saved. */
  let saved = Promise.resolve(true);

  const tell = (news) => channel?.postMessage(news);
  const started = first();
  started.catch(() => { /* the program asks, and says it */ });

  return {
    load,
    async list() {
      const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
      return (await list()).filter(whole).map((record) => ({ ...record, when: when.format(record.time) }));
    },
    async remove(id) {
      const removed = await transact("readwrite", (designs, histories, answer) => {
        designs.get(id).onsuccess = ({ target: { result: design } }) => {
          histories.get(id).onsuccess = ({ target: { result: history } }) => answer({ design, history });
          histories.delete(id);
        };
        designs.delete(id);
      });
      tell({ id });
      return removed;
    },
    restore: ({ design, history }) => transact("readwrite", (designs, histories) => {
      designs.add(design);
      if (history) histories.add(history);
    }),
    tab: () => tab,
    /** The text as it stands, for the dialog that says that the program stopped. */
    latest: "",
    first: () => started,
    /** The design that this tab shows now, and its text. */
    shows(id, text) {
      if (id) mine.set(id);
      presswrightDesigns.latest = text;
    },
    /** Whether all work is saved, once what is on its way is: not where nothing was ever shown, or saving failed. */
    async settled() {
      let last;
      do { last = saved; await last; } while (last !== saved);
      return presswrightDesigns.latest !== "" && last;
    },
    /** Saves, unless another tab has saved meanwhile; says whether it did. */
    async save(id, seen, stamp, text, draft, note, steps) {
      const saving = transact("readwrite", (designs, histories, answer) => {
        designs.get(id).onsuccess = ({ target: { result: found } }) => {
          const free = found ? found.stamp === seen || String(found.stamp).endsWith(`.${tab}`) : seen === "";
          if (free) {
            designs.put({ id, format: FORMAT, text, draft, stamp, time: Date.now(), note: note ?? found?.note ?? "" });
            histories.put({ id, steps });
          }
          answer(free);
        };
      });
      saved = saving.catch(() => false);
      const done = await saving;
      if (done) tell({ id, stamp });
      return done;
    },
    /** Tells what other tabs do: `heard(id, stamp)`, without a stamp for what was deleted. */
    listen: (heard) => channel?.addEventListener("message", ({ data }) => heard(String(data?.id), data?.stamp ?? undefined)),
  };
})();
