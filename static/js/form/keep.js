/**
 * Keeps in this tab what is written in boxes that the server does not save while typing, until their form is sent: an
 * explanation, a pasted table.
 */
export function keepTexts(root) {
  root.querySelectorAll("textarea[data-keep]").forEach((box) => {
    const key = `kept:${location.pathname}:${box.name}`;
    if (!box.value) box.value = read(key);
    box.addEventListener("input", () => write(key, box.value));
    box.form.addEventListener("submit", (event) => event.defaultPrevented || write(key, ""));
    if (box.value) box.closest("details")?.setAttribute("open", "");
  });
}

function read(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(key, text) {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // Storage may be full or switched off.
  }
}
