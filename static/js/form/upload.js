import { newKey } from "../write_key.js";
import { Fetching } from "./fetching.js";
import { crop } from "./photo.js";
import { request, words } from "./sending.js";
import { askToSignIn, renew } from "./session.js";
import { shrink } from "./shrink.js";
import { showStep } from "./step.js";

const LARGEST = 30 * 1024 * 1024;

/** Sends files as soon as they are chosen, one after the other, each with its progress. */
export function upgradeSlots(form, autosave) {
  form.querySelectorAll("[data-slot]").forEach((element) => new Slot(element, form, autosave).start());
}

class Slot {
  constructor(element, form, autosave) {
    Object.assign(this, { element, form, autosave, queue: Promise.resolve() });
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
    this.rows.querySelectorAll(".is-bad:not(:has(button))").forEach((row) => row.remove()); // said, and tried anew
    for (const file of files) {
      this.queue = this.queue.then(() => this.send(file));
      this.autosave.hold(this.queue);
    }
  }

  /** Whether the file is kept, or was not wanted after all. */
  async send(file) {
    const cut = this.width ? await crop(file, this.width, this.height) : file;
    if (!cut) return true;
    const row = new Row(this.rows, file.name);
    row.say(words().wordsShrinking);
    const ready = await shrink(cut);
    if (ready.size > LARGEST) return row.fail(words().wordsTooLarge);
    await this.autosave.flush(); // whether the slot is offered may depend on what was just typed
    return this.post(ready, row, newKey());
  }

  /** The key stays the same from try to try: a file whose arrival nobody heard of is not kept twice. */
  async post(file, row, key) {
    const body = new FormData();
    body.append("file", file, file.name);
    let answer = await request(this.element.dataset.uploadUrl, body, key, (part) => row.progress(part));
    if (answer.status === 403 && (await renew(this.form).catch(() => false))) {
      answer = await request(this.element.dataset.uploadUrl, body, key, (part) => row.progress(part));
    }
    if (answer.status === 200) {
      row.remove();
      this.show(answer.content);
      return true;
    }
    if (answer.status === 401 || answer.status === 403) askToSignIn(true);
    return row.fail(answer.content?.reason ?? words().wordsFailed, answer.status !== 422 && (() => this.post(file, row, key)));
  }

  async remove(event) {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    button.disabled = true;
    const body = new FormData();
    body.append("id", button.dataset.remove);
    const answer = await request(this.element.dataset.removeUrl, body, newKey());
    if (answer.status === 200) return this.show(answer.content);
    button.disabled = false;
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
    this.element.querySelector("[data-slot-files]").innerHTML = content.files;
    const errors = this.element.matches("tr") ? ".errorlist" : ":scope > .errorlist";
    this.element.querySelectorAll(errors).forEach((list) => list.remove());
    const missing = this.element.querySelector("[data-missing-mark]");
    if (missing) missing.hidden = content.files.includes("data-file");
    this.element.classList.remove("slot-invalid");
    this.clearFromSummary();
    if (this.drop) this.drop.hidden = !content.takes_more;
    const checklist = document.querySelector("[data-checklist]");
    if (checklist && content.checklist) checklist.innerHTML = content.checklist;
    if (content.fetch !== undefined) this.fetching?.show(content.fetch);
    const steps = document.querySelector("[data-steps]");
    if (steps && content.steps) steps.innerHTML = content.steps;
    showStep(content);
  }
}

/** One file on its way. */
class Row {
  constructor(list, name) {
    this.element = document.createElement("li");
    this.text = document.createElement("span");
    this.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    this.bar.setAttribute("aria-label", name);
    this.name = name;
    this.element.append(this.text, this.bar);
    list.append(this.element);
  }

  say(text) {
    this.text.textContent = this.name ? `${this.name} · ${text}` : text;
  }

  progress(part) {
    this.bar.hidden = false;
    this.bar.value = part;
    this.say(part < 1 ? `${words().wordsUploading} ${Math.round(part * 100)}%` : words().wordsChecking);
  }

  /** Say why not; always false. */
  fail(reason, retry) {
    this.bar.hidden = true;
    this.element.className = "is-bad";
    this.text.textContent = reason;
    if (!retry) return false;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words().wordsRetry });
    button.className = "btn btn-sm btn-outline-primary";
    button.addEventListener("click", () => {
      button.remove();
      this.element.className = "";
      retry();
    });
    this.element.append(button);
    return false;
  }

  remove() {
    this.element.remove();
  }
}
