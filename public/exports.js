// What stands beside a design: what was exported of it last, with which the files are compared, and the
// file of this machine in which it is saved. It is in a database of its own, so that no design ever waits
// for it or is lost with it.
const presswrightExports = (() => {
  // For a browser that keeps nothing, as long as the page is open.
  const here = new Map();
  const STORES = ["exports", "files"];

  function transact(name, mode, work) {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("presswright-exports", 2);
      request.onupgradeneeded = () => {
        const { result } = request;
        for (const store of STORES) if (!result.objectStoreNames.contains(store)) result.createObjectStore(store, { keyPath: "id" });
      };
      request.onblocked = request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        try {
          const transaction = database.transaction(name, mode);
          const asked = work(transaction.objectStore(name));
          transaction.onabort = () => { database.close(); reject(transaction.error); };
          transaction.oncomplete = () => { database.close(); resolve(asked.result); };
        } catch (error) {
          database.close();
          reject(error);
        }
      };
    });
  }

  /** What cannot be kept the page has until it is closed. */
  async function keep(name, record) {
    try {
      const designs = new Set((await presswrightDesigns.list()).map((design) => design.id));
      await transact(name, "readwrite", (store) => {
        store.getAllKeys().onsuccess = ({ target: { result } }) => {
          // What belongs to a design that is gone is of no use.
          for (const key of result) if (key !== record.id && !designs.has(key)) store.delete(key);
        };
        return store.put(record);
      });
    } catch { /* as above */ }
  }

  async function kept(name, id) {
    try { return await transact(name, "readonly", (store) => store.get(id)); } catch { return undefined; }
  }

  return {
    /** Keeps path, text, path, text, … as the last export of a design. */
    async remember(id, files) {
      const record = { id, time: Date.now(), files };
      here.set(id, record);
      await keep("exports", record);
    },
    /** The last export of a design, and when that was. */
    async last(id) {
      const record = await kept("exports", id) ?? here.get(id);
      if (!Array.isArray(record?.files)) return undefined;
      const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
      return { files: record.files, when: when.format(record.time) };
    },
    /** Keeps in which file a design is saved, and with which text. */
    hold: (id, handle, name, text) => keep("files", { id, handle, name, text }),
    /** That file. */
    async held(id) {
      const file = await kept("files", id);
      return typeof file?.handle?.getFile === "function" && typeof file.text === "string" ? file : undefined;
    },
  };
})();
