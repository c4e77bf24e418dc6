import { newKey } from "../write_key.js";
import { request, words } from "./sending.js";
import { askToSignIn, renew } from "./session.js";

const BETWEEN_LOOKS = 1500;

/**
 * The button by which a service is asked for the document of a slot, and what has come of it. The page looks again
 * until there is an answer or its time is over; then it can still be looked at by hand.
 */
export class Fetching {
  constructor(element, slot) {
    Object.assign(this, { element, slot });
    this.button = element.querySelector("[data-fetch-button]");
    this.state = element.querySelector("[data-fetch-state]");
  }

  start() {
    this.element.addEventListener("click", (event) => {
      if (event.target.closest("[data-fetch-button]")) this.press(event, () => this.ask());
      if (event.target.closest("[data-fetch-look]")) this.press(event, () => this.look());
    });
    this.follow();
    return this;
  }

  press(event, act) {
    event.preventDefault();
    if (!this.isBusy) act();
  }

  async ask() {
    this.busy(true);
    await this.slot.autosave.flushAll(); // whose unit's document it is may depend on what was just typed
    const key = newKey();
    let answer = await this.post(key);
    if (answer.status === 403 && (await renew(this.slot.form).catch(() => false))) answer = await this.post(key);
    if (answer.status === 200) return this.slot.show(answer.content);
    if (answer.status === 401 || answer.status === 403) askToSignIn(true);
    this.say(answer.content?.reason ?? words().wordsNotAsked);
    this.busy(false);
  }

  post(key) {
    return request(this.element.dataset.fetch, new FormData(), key);
  }

  /** Put what the server says in place of what it said before, and wait on if there is reason to. */
  show(html) {
    if (this.state.innerHTML.trim() !== html.trim()) this.state.innerHTML = html;
    this.follow();
  }

  follow() {
    const waiting = this.state.querySelector("[data-fetch-waits]");
    this.busy(Boolean(waiting));
    if (!waiting) return;
    this.until ??= Date.now() + Number(waiting.dataset.fetchWaits) * 1000;
    const isOver = Date.now() > this.until;
    waiting.querySelector("[data-fetch-look]").hidden = !isOver;
    clearTimeout(this.timer);
    if (isOver) this.busy(false);
    else this.timer = setTimeout(() => this.look(), BETWEEN_LOOKS);
  }

  async look() {
    const answer = await fetch(this.element.dataset.fetch, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) return this.learn(await answer.json());
    if (answer?.status === 401) return askToSignIn(true);
    this.follow();
  }

  /** While nothing has changed the slot stays as it is: somebody may be about to press a button in it. */
  learn(content) {
    const isWaiting = content.fetch.includes("data-fetch-waits");
    if (isWaiting) this.follow();
    else this.slot.show(content);
  }

  busy(isBusy) {
    this.isBusy = isBusy;
    if (!isBusy) this.until = undefined;
    this.button?.setAttribute("aria-disabled", String(isBusy));
  }

  say(text) {
    const line = Object.assign(document.createElement("p"), { className: "fetch-failed", textContent: text });
    this.state.replaceChildren(line);
  }
}
