import { askToSignIn, renew } from "./session.js";
import { forget, keep, kept } from "./unsaved.js";

/**
 * Keeps what is written in boxes that the server does not save while typing, until their form is sent: an explanation, a
 * pasted table. A form that knows how to ask is not sent once the session has ended: the words would go with it.
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

/** Ask before sending whether somebody is still signed in, where words stand in such a box. */
export function guardTexts(form) {
  let isSignedIn = false;
  form.addEventListener("submit", async (event) => {
    const isFilled = [...form.querySelectorAll("textarea[data-keep]")].some((box) => box.value);
    if (event.defaultPrevented || isSignedIn || !isFilled) return;
    event.preventDefault();
    event.stopPropagation(); // the guard against double submits must not count this one
    isSignedIn = await renew(form).catch(() => true); // without a connection the browser says so itself
    askToSignIn(!isSignedIn);
    if (isSignedIn) form.requestSubmit(event.submitter);
    isSignedIn = false;
  });
}
