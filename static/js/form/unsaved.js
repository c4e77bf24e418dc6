/**
 * Keeps what is typed and not yet on the server, so that it outlives a closed page and a killed browser: IndexedDB has it
 * on the disk within milliseconds, which other storage of browsers takes seconds for. It is taken away once it is saved,
 * and forgotten after a week. Where the browser keeps nothing, saving itself goes on.
 */
const KEPT_FOR = 7 * 24 * 3600 * 1000;

const opening = new Promise((resolve) => {
  try {
    const request = indexedDB.open("juxian", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("unsaved");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  } catch {
    resolve(null);
  }
});

/** Do something with the kept texts; comes to its result, or to undefined where nothing can be kept. */
async function within(mode, act) {
  const database = await opening;
  if (!database) return undefined;
  return new Promise((resolve) => {
    const transaction = database.transaction("unsaved", mode);
    const request = act(transaction.objectStore("unsaved"));
    transaction.commit?.();
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => resolve(undefined);
  });
}

export const keep = (key, value) => within("readwrite", (store) => store.put({ value, at: Date.now() }, key));

export const forget = (key) => within("readwrite", (store) => store.delete(key));

/** What was kept under this key; undefined if there is nothing, or only something too old. */
export async function kept(key) {
  const found = await within("readonly", (store) => store.get(key));
  if (found && Date.now() - found.at > KEPT_FOR) forget(key);
  return found && Date.now() - found.at <= KEPT_FOR ? found.value : undefined;
}
