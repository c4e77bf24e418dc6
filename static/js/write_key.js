/** Keys by which the server knows a repetition of a write: whatever comes twice under one key counts once. */

const sentWith = new WeakMap();

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Give a form that the back button brought back another key if something else is typed into it now. Sent as it was, say
 * because no answer came, it keeps the key and is not written a second time.
 */
export function keyForContent(form, submitter) {
  const input = form.querySelector("input[name=write_key]");
  if (!input) return;
  const content = contentOf(form, submitter);
  if (sentWith.has(form) && sentWith.get(form) !== content) input.value = newKey();
  sentWith.set(form, content);
}

function contentOf(form, submitter) {
  const entries = [...new FormData(form)].filter(([name]) => name !== "write_key" && name !== "csrfmiddlewaretoken");
  const plain = entries.map(([name, value]) => [name, value.size === undefined ? value : [value.name, value.size, value.lastModified]]);
  return JSON.stringify([...plain, [submitter?.name, submitter?.value]]);
}
