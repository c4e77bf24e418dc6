import { forget, keep, kept } from "./form/unsaved.js";

/**
 * Turning to the other language keeps what stands in the page's forms: it is put aside in this browser just before, put
 * back when the page has come, and forgotten. Passwords and chosen files are not kept; a browser lets nobody choose files.
 */
const KEY = "language-switch";
const FOR_A_MOMENT = 2 * 60 * 1000;
const NOT_KEPT = ["hidden", "password", "file", "submit", "button", "reset", "image"];

export function keepFormsOnSwitch() {
  document.addEventListener("submit", putAside, true); // before the guard against double submits counts it
  putBack();
}

async function putAside(event) {
  const form = event.target;
  if (event.submitter?.name !== "language" || form.dataset.putAside) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.dataset.putAside = "yes";
  const values = controls().map(valueOf);
  if (values.length) await keep(KEY, { path: location.pathname, at: Date.now(), values });
  form.requestSubmit(event.submitter);
}

async function putBack() {
  const found = await kept(KEY);
  if (!found) return;
  forget(KEY);
  if (found.path !== location.pathname || Date.now() - found.at > FOR_A_MOMENT) return;
  const present = controls();
  found.values.forEach((value, place) => fill(present[place], value));
}

function controls() {
  const all = [...document.querySelectorAll("main form[method='post'] :is(input, textarea, select)")];
  return all.filter((one) => one.name && !one.readOnly && !NOT_KEPT.includes(one.type));
}

const isTicked = (control) => ["checkbox", "radio"].includes(control.type);

function valueOf(control) {
  const value = isTicked(control) ? control.checked : control.value;
  return { name: control.name, value };
}

function fill(control, { name, value }) {
  if (control?.name !== name || valueOf(control).value === value) return;
  control[isTicked(control) ? "checked" : "value"] = value;
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
}
