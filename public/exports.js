// What was exported last of each design: with it the files are compared. It is in a database of its own,
// so that no design ever waits for it or is lost with it.
const presswrightExports = (() => {
  // For a browser that keeps nothing, as long as the page is open.
  const here = new Map();

  function transact(mode, work) {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("presswright-exports", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("exports", { keyPath: "id" });
      request.onblocked = request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        const transaction = database.transaction("exports", mode);
        const asked = work(transaction.objectStore("exports"));
        transaction.onabort = () => { database.close(); reject(transaction.error); };
        transaction.oncomplete = () => { database.close(); resolve(asked.result); };
      };
    });
  }

  return {
    /** Keeps path, text, path, text, … as the last export of a design. */
    async remember(id, files) {
      const record = { id, time: Date.now(), files };
      here.set(id, record);
      try {
        const designs = new Set((await presswrightDesigns.list()).map((design) => design.id));
        await transact("readwrite", (exports) => {
          exports.getAllKeys().onsuccess = ({ target: { result } }) => {
            // What was exported of a design that is gone is of no use.
            for (const key of result) if (key !== id && !designs.has(key)) exports.delete(key);
          };
          return exports.put(record);
        });
      } catch { /* the page has it until it is closed */ }
    },
    /** The last export of a design, and when that was. */
    async last(id) {
      let record;
      try { record = await transact("readonly", (exports) => exports.get(id)); } catch { /* as above */ }
      record ??= here.get(id);
      if (!Array.isArray(record?.files)) return undefined;
      const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
      return { files: record.files, when: when.format(record.time) };
    },
  };
})();
