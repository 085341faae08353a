// Files of this machine, as a person chooses them. They are real ones, of the browser's own file system:
// a test cannot answer the system's dialogs, so what those would give is given in their place.

export class Files {
  constructor(page) {
    this.page = page;
  }

  /** What the person will choose in the next dialogs. */
  async choose(name) {
    await this.page.evaluate(async (name) => {
      const folder = await navigator.storage.getDirectory();
      const chosen = async () => {
        if (name === null) throw new DOMException("closed", "AbortError");
        const handle = await folder.getFileHandle(name, { create: true });
        handle.requestPermission = async () => window.refused ? "denied" : "granted";
        return handle;
      };
      window.showOpenFilePicker = async () => [await chosen()];
      window.showSaveFilePicker = chosen;
    }, name);
  }

  write(name, text) {
    return this.page.evaluate(
      async ({ name, text }) => {
        const folder = await navigator.storage.getDirectory();
        const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await writable.write(text);
        await writable.close();
      },
      { name, text },
    );
  }

  read(name) {
    return this.page.evaluate(async (name) => {
      const folder = await navigator.storage.getDirectory();
      return (await (await folder.getFileHandle(name)).getFile()).text();
    }, name);
  }

  /** Waits until the browser has kept that a design is saved in it. */
  async kept(name) {
    await this.page.waitForFunction(
      (name) =>
        new Promise((resolve) => {
          const request = indexedDB.open("presswright-exports");
          request.onerror = () => resolve(false);
          request.onsuccess = () => {
            const { result } = request;
            if (!result.objectStoreNames.contains("files")) return result.close(), resolve(false);
            const all = result.transaction("files").objectStore("files").getAll();
            all.onsuccess = () => {
              result.close();
              resolve(all.result.some((file) => file.name === name));
            };
          };
        }),
      name,
    );
  }

  remove(name) {
    return this.page.evaluate(async (name) => (await navigator.storage.getDirectory()).removeEntry(name), name);
  }

  /** Opens it as a person does who chooses it. */
  async open(name) {
    await this.choose(name);
    await this.page.getByRole("button", { name: "Open", exact: true }).click();
  }
}
