import { forget, keep, kept } from "./unsaved.js";

/**
 * Keeps what is written in boxes that the server does not save while typing, until their form is sent: an explanation, a
 * pasted table.
 */
export function keepTexts(root) {
  root.querySelectorAll("textarea[data-keep]").forEach(async (box) => {
    const key = `kept:${location.pathname}:${box.name}`;
    box.addEventListener("input", () => (box.value ? keep(key, box.value) : forget(key)));
    box.form.addEventListener("submit", (event) => event.defaultPrevented || forget(key));
    if (!box.value) box.value ||= (await kept(key)) ?? "";
    if (box.value) box.closest("details")?.setAttribute("open", "");
  });
}
