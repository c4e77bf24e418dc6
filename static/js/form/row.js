import { words } from "./sending.js";

/** One file on its way: its line says how far it is, why it was not taken, and lets it be tried again or given up. */
export class Row {
  constructor(list, name, { given = () => {} } = {}) {
    this.element = document.createElement("li");
    this.text = document.createElement("span");
    this.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0, hidden: true });
    this.bar.setAttribute("aria-label", name);
    this.name = name;
    this.given = given; // called when the person gives the file up, which takes the line away
    this.element.append(this.text, this.bar);
    list.append(this.element);
  }

  say(text) {
    this.text.textContent = this.name ? `${this.name} · ${text}` : text;
  }

  /** It is tried, perhaps again: what was said of the last time goes, and the line keeps the focus of its button. */
  begin() {
    const hadFocus = this.element.contains(document.activeElement);
    this.element.querySelectorAll("button").forEach((one) => one.remove());
    this.element.className = "";
    this.say(words().wordsShrinking);
    if (!hadFocus) return;
    this.element.tabIndex = -1;
    this.element.focus();
  }

  progress(part) {
    if (this.element.className) return; // an upload that has failed may still say how far it came
    this.bar.hidden = false;
    this.bar.value = part;
    this.say(part < 1 ? `${words().wordsUploading} ${Math.round(part * 100)}%` : words().wordsChecking);
  }

  /** Say why not; with `retry` the file can be tried again, or given up so that those after it go on. */
  fail(reason, retry, isNamed = false) {
    this.bar.hidden = true;
    this.element.className = "is-bad";
    this.text.textContent = this.name && !isNamed ? `${this.name}${words().wordsColon}${reason}` : reason;
    if (!retry) return;
    this.button(words().wordsRetry, retry);
    this.button(words().wordsGiveUp, () => this.given(this));
  }

  button(label, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.className = "btn btn-sm btn-outline-primary";
    button.addEventListener("click", () => {
      this.begin();
      act();
    });
    this.element.append(button);
  }

  /** The file is there; what may be wrong with it is said, and nobody is kept from going on. */
  advise(advice) {
    this.bar.hidden = true;
    this.element.className = "is-advice";
    this.text.textContent = `${this.name}${words().wordsColon}${advice.join(" ")} ${words().wordsLookAgain}`;
  }

  remove() {
    this.element.remove();
  }
}
