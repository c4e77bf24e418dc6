import { showErrors } from "./errors.js";
import { askToSignIn, renew, token } from "./session.js";
import { forget, keep, kept } from "./unsaved.js";

const DELAY = 700; // after the last key
const LONGEST_DELAY = 2000; // after the first one, however long somebody goes on typing
const RETRIES = [2000, 5000, 10000, 30000];

/**
 * Saves what changes as it changes. What is not saved yet is kept by the browser, so that neither a lost connection, an
 * ended session, a closed page nor a crash costs anything that was typed.
 */
export class Autosave {
  constructor(form, learn) {
    this.form = form;
    this.learn = learn;
    this.pending = new Set();
    this.failures = 0;
    this.running = null;
    this.uploads = new Set();
    this.key = `unsaved:${form.dataset.case}:${form.dataset.section}`;
    this.state = document.querySelector("[data-save-state]");
    this.said = document.querySelector("[data-save-said]");
  }

  start() {
    this.form.addEventListener("input", (event) => this.note(event.target, DELAY));
    this.form.addEventListener("change", (event) => this.note(event.target, 0));
    this.form.addEventListener("submit", (event) => this.beforeSubmit(event));
    this.form.addEventListener("reset", () => setTimeout(() => this.noteAll()));
    document.addEventListener("visibilitychange", () => document.hidden && this.pending.size && this.flush());
    window.addEventListener("focus", () => this.pending.size && this.flush());
    window.addEventListener("online", () => this.pending.size && this.flush());
    window.addEventListener("beforeunload", (event) => this.isBusy() && event.preventDefault());
    this.restore();
  }

  isBusy() {
    return this.pending.size > 0 || this.uploads.size > 0;
  }

  /** Leaving the page waits for this upload; `upload` comes to true when its file is kept or was not wanted after all. */
  hold(upload) {
    this.uploads.add(upload);
    upload.finally(() => this.uploads.delete(upload));
  }

  /** Whether every file on its way arrived; one that did not says so where it was chosen. */
  async uploaded() {
    if (this.uploads.size) this.say("Waiting");
    const kept = (await Promise.all(this.uploads)).every(Boolean);
    if (!kept) this.say(this.pending.size ? "Unsaved" : "Saved");
    return kept;
  }

  note(control, delay) {
    if (!control.name?.startsWith("field:")) return;
    this.pending.add(control.name);
    this.remember();
    this.say("Unsaved");
    this.since ??= Date.now();
    this.later(Math.max(0, Math.min(delay, this.since + LONGEST_DELAY - Date.now())));
  }

  /** The page is as it was when it was opened: that is saved too, and what depends on answers follows them. */
  noteAll() {
    for (const control of this.form.querySelectorAll('[name^="field:"]')) {
      if (control.matches("select, [type=hidden]")) control.dispatchEvent(new Event("change", { bubbles: true }));
      this.note(control, 0);
    }
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Save until nothing is pending, what is typed meanwhile included; returns whether everything is saved now. */
  async flushAll() {
    do {
      if (!(await this.flush())) return false;
    } while (this.pending.size);
    return true;
  }

  /** Save what is pending now; returns whether it is saved. Calls do not overlap. */
  flush() {
    clearTimeout(this.timer);
    this.since = undefined;
    this.running ??= this.save().finally(() => (this.running = null));
    return this.running;
  }

  async save(isSecondTry = false) {
    const names = [...this.pending];
    if (!names.length) return true;
    this.say("Saving");
    const sent = this.snapshot(names);
    let response;
    try {
      response = await this.post(sent);
    } catch {
      return this.failed();
    }
    if (response.status === 403 && !isSecondTry && (await renew(this.form).catch(() => false))) return this.save(true);
    if (response.status === 401 || response.status === 403) return this.signedOut();
    if (response.status === 409) return this.refused(await response.json());
    if (!response.ok) return this.failed();
    return this.saved(sent, await response.json());
  }

  post(sent) {
    const body = new FormData();
    for (const [name, values] of Object.entries(sent)) values.forEach((value) => body.append(name, value));
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    return fetch(this.form.dataset.saveUrl, { method: "POST", body, headers });
  }

  saved(sent, answer) {
    const now = this.snapshot(Object.keys(sent));
    for (const name of Object.keys(sent)) {
      if (JSON.stringify(now[name]) === JSON.stringify(sent[name])) this.pending.delete(name);
    }
    this.failures = 0;
    askToSignIn(false);
    this.remember();
    this.show(answer);
    showErrors(this.form, answer.errors);
    if (this.pending.size) this.later(0);
    else this.say("Saved", answer.saved_at);
    return true;
  }

  show(answer) {
    for (const [path, text] of Object.entries(answer.fixed)) {
      const place = this.form.querySelector(`[data-fixed="${path}"]`);
      if (place) place.textContent = text || "—";
    }
    const checklist = document.querySelector("[data-checklist]");
    if (checklist && answer.checklist) checklist.innerHTML = answer.checklist;
    this.learn(answer);
  }

  /** Without a connection what was typed is kept here, and that is said: nobody need copy it anywhere. */
  failed() {
    this.say(navigator.onLine ? "Failed" : "Offline", navigator.onLine ? "" : clock());
    this.later(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
    return false;
  }

  signedOut() {
    this.say("Unsaved");
    askToSignIn(true);
    this.later(RETRIES.at(-1));
    return false;
  }

  refused(answer) {
    this.state.textContent = this.said.textContent = answer.reason;
    this.state.classList.add("is-bad");
    return false;
  }

  async beforeSubmit(event) {
    if (event.submitter?.hasAttribute("data-stay")) return this.stay(event);
    if (!this.isBusy() && !this.running) return;
    event.preventDefault();
    event.stopPropagation(); // the guard against double submits must not count this one
    const button = event.submitter;
    if ((await this.uploaded()) && (await this.flushAll())) this.form.requestSubmit(button);
  }

  /** Enter in a text field saves in place: a page that loads anew would swallow what is typed meanwhile. */
  stay(event) {
    event.preventDefault();
    event.stopPropagation();
    if (event.target.contains(document.activeElement)) this.note(document.activeElement, 0);
    this.flush();
  }

  snapshot(names) {
    const data = new FormData(this.form);
    return Object.fromEntries(names.map((name) => [name, data.getAll(name).length ? data.getAll(name) : [""]]));
  }

  remember() {
    if (this.pending.size) keep(this.key, this.snapshot([...this.pending]));
    else forget(this.key);
  }

  /** Put what was kept where it had been typed; what has been typed by now in the same place is newer. */
  async restore() {
    for (const [name, values] of Object.entries((await kept(this.key)) ?? {})) {
      if (!this.pending.has(name)) this.fill(name, values);
    }
    if (this.pending.size) this.flush();
  }

  fill(name, values) {
    const controls = [...this.form.querySelectorAll(`[name="${name}"]`)];
    if (!controls.length) return;
    controls.forEach((control, index) => {
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (control.type !== "hidden" || controls.length === 1) control.value = values.length > 1 ? values[index] : values[0];
    });
    this.pending.add(name);
    controls[0].dispatchEvent(new Event("change", { bubbles: true })); // what shows or follows the answer hears of it
  }

  say(word, time = "") {
    const text = `${this.form.dataset[`words${word}`]}${time ? ` ${time}` : ""}`;
    this.state.classList.toggle("is-bad", word === "Failed" || word === "Offline");
    this.state.classList.toggle("is-saved", word === "Saved");
    this.state.textContent = text;
    this.announce(word, text);
  }

  /** What is read out: that all is saved, once a minute at most, and at once that something is not. */
  announce(word, text) {
    if (!["Saved", "Failed", "Offline", "Waiting"].includes(word) || this.said.textContent === text) return;
    this.said.textContent = text;
  }
}

const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
