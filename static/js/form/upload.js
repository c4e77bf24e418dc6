import { newKey } from "../write_key.js";
import { showCorrections } from "./corrections.js";
import { Fetching } from "./fetching.js";
import { addCamera, adviceOn, look, looksFirst } from "./look.js";
import { Row } from "./row.js";
import { request, words } from "./sending.js";
import { askToSignIn, renew } from "./session.js";
import { shrink } from "./shrink.js";
import { showPages, showStep } from "./step.js";

const LARGEST = 30 * 1024 * 1024;

/** Sends files as soon as they are chosen, one after the other in their order, each with its progress. */
export function upgradeSlots(form, autosave) {
  form.querySelectorAll("[data-slot]").forEach((element) => new Slot(element, form, autosave).start());
}

class Slot {
  constructor(element, form, autosave) {
    Object.assign(this, { element, form, autosave, waiting: [], choosing: Promise.resolve(), running: null });
    this.input = element.querySelector("input[type=file]");
    this.drop = element.querySelector("[data-drop]");
    this.rows = element.querySelector("[data-uploads]");
    [this.width, this.height] = (element.dataset.photo ?? "").split("x").map(Number);
  }

  start() {
    this.element.addEventListener("click", (event) => this.remove(event));
    const fetching = this.element.querySelector("[data-fetch]");
    if (fetching) this.fetching = new Fetching(fetching, this).start();
    if (!this.input) return;
    if (looksFirst()) addCamera(this.drop, this.input, (files) => this.take(files));
    this.input.addEventListener("change", () => {
      const files = [...this.input.files];
      this.input.value = ""; // sent from here, not again with the page
      this.take(files);
    });
    for (const name of ["dragover", "dragleave", "drop"]) {
      this.drop.addEventListener(name, (event) => {
        event.preventDefault();
        this.drop.classList.toggle("is-over", name === "dragover");
        if (name === "drop") this.take([...event.dataTransfer.files]);
      });
    }
  }

  take(files) {
    this.rows.querySelectorAll(".is-advice, .is-bad:not(:has(button))").forEach((row) => row.remove()); // said, and tried anew
    const given = files.map((file) => ({ file, key: newKey(), row: this.line(file.name) }));
    this.choosing = this.choosing.then(() => this.prepare(given));
    this.autosave.hold(this.choosing.then(() => true));
  }

  line(name) {
    const row = new Row(this.rows, name, { given: () => this.giveUp(row) });
    row.say(words().wordsQueued);
    return row;
  }

  /** Each is looked at or cut first, where that is called for; what is wanted goes on its way meanwhile. */
  async prepare(given) {
    let looks = !this.width && looksFirst();
    const pictures = given.filter((one) => one.file.type.startsWith("image/"));
    for (const one of given) {
      const answer = await this.ready(one.file, looks, pictures.indexOf(one) + 1, pictures.length);
      looks &&= !answer.rest;
      if (!answer.file) one.row.remove();
      else this.waiting.push({ ...one, file: answer.file, wasSeen: looks || this.width });
      if (answer.file) this.go();
    }
  }

  async ready(file, looks, number, count) {
    if (this.width) return { file: await (await import("./photo.js")).crop(file, this.width, this.height), rest: false };
    return looks && number ? look(file, number, count) : { file, rest: false };
  }

  go() {
    this.running ??= this.sendAll().finally(() => (this.running = null));
    this.autosave.hold(this.running);
  }

  /** Whether all are kept. Where the network fails the others wait, so that files stand in the order they were chosen in. */
  async sendAll() {
    let allKept = true;
    while (this.waiting.length) {
      const came = await this.send(this.waiting[0]);
      if (came === "interrupted") return false;
      this.waiting.shift();
      allKept &&= came === "kept";
    }
    return allKept;
  }

  async send(one) {
    one.row.begin();
    one.ready ??= await shrink(one.file);
    if (one.ready.size > LARGEST) return this.refuse(one, words().wordsTooLarge);
    await this.autosave.flush(); // whether the slot is offered may depend on what was just typed
    return this.post(one);
  }

  refuse(one, reason) {
    one.row.fail(reason, null, reason.includes(one.file.name));
    return "refused";
  }

  giveUp(row) {
    this.keepingFocus(() => row.remove());
    this.waiting = this.waiting.filter((one) => one.row !== row);
    this.go();
  }

  /** The key stays the same from try to try: a file whose arrival nobody heard of is not kept twice. */
  async post(one) {
    let answer = await this.ask(one);
    if (answer.status === 403 && (await renew(this.form).catch(() => false))) answer = await this.ask(one);
    if (answer.status === 200) return this.kept(one, answer.content);
    if (answer.status === 401 || answer.status === 403) askToSignIn(true);
    if (answer.status === 422) return this.refuse(one, answer.content?.reason ?? words().wordsFailed);
    one.row.fail(answer.content?.reason ?? words().wordsFailed, () => this.go());
    return "interrupted";
  }

  ask({ ready, row, key }) {
    const body = new FormData();
    body.append("file", ready, ready.name);
    return request(this.element.dataset.uploadUrl, body, key, (part) => row.progress(part));
  }

  async kept(one, content) {
    this.show(content);
    const advice = one.wasSeen ? [] : await adviceOn(one.file);
    if (advice.length) one.row.advise(advice);
    else this.keepingFocus(() => one.row.remove());
    return "kept";
  }

  async remove(event) {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    if (button.ariaDisabled === "true") return; // a button that is disabled would lose the focus
    button.ariaDisabled = "true";
    const body = new FormData();
    body.append("id", button.dataset.remove);
    const answer = await request(this.element.dataset.removeUrl, body, newKey());
    if (answer.status === 200) return this.show(answer.content);
    button.ariaDisabled = "false";
    if (answer.status === 401) askToSignIn(true);
    new Row(this.rows, "").fail(answer.content?.reason ?? words().wordsFailed);
  }

  /** The list of what is missing no longer names this slot, nor counts it. */
  clearFromSummary() {
    const summary = document.querySelector("[data-error-summary]");
    summary?.querySelectorAll(`a[href$="#${this.element.id}"]`).forEach((link) => link.closest("li").remove());
    if (!summary) return;
    const left = summary.querySelectorAll("li").length;
    if (!left) return summary.remove();
    const heading = summary.querySelector("h2");
    heading.textContent = heading.textContent.replace(/\d+/, left);
  }

  show(content) {
    this.keepingFocus(() => this.showSlot(content));
    this.showPage(content);
  }

  /** What had the focus may go with what is changed: then the slot goes on having it, by its button if it takes more. */
  keepingFocus(change) {
    const hadFocus = this.element.contains(document.activeElement);
    change();
    const focused = document.activeElement;
    if (!hadFocus || (this.element.contains(focused) && focused.getClientRects().length)) return;
    (this.drop && !this.drop.hidden ? this.input : this.element).focus();
  }

  showSlot(content) {
    this.element.querySelector("[data-slot-files]").innerHTML = content.files;
    const errors = this.element.matches("tr") ? ".errorlist" : ":scope > .errorlist";
    this.element.querySelectorAll(errors).forEach((list) => list.remove());
    const missing = this.element.querySelector("[data-missing-mark]");
    if (missing) missing.hidden = content.files.includes("data-file");
    this.element.classList.remove("slot-invalid");
    if (this.drop) this.drop.hidden = !content.takes_more;
    if (content.fetch !== undefined) this.fetching?.show(content.fetch);
  }

  showPage(content) {
    this.clearFromSummary();
    const checklist = document.querySelector("[data-checklist]");
    if (checklist && content.checklist) checklist.innerHTML = content.checklist;
    showPages(content);
    showStep(content);
    showCorrections(content);
  }
}
