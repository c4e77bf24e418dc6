let count = 0;

/**
 * A text box with a list below it (the ARIA combobox pattern): arrows, Enter and Escape work.
 * `find(text)` gives the options {value, label, note}; `choose(option)` is told which one was taken.
 */
export class Combobox {
  constructor(input, { find, choose, words, delay = 0 }) {
    Object.assign(this, { input, find, choose, words, delay, options: [], active: -1 });
    count += 1;
    this.list = document.createElement("ul");
    this.list.id = `combobox-${count}`;
    this.list.className = "combobox-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.type);
    this.list.hidden = true;
    this.live = document.createElement("p");
    this.live.className = "visually-hidden";
    this.live.setAttribute("role", "status");
    const frame = document.createElement("div");
    frame.className = "combobox";
    input.before(frame);
    frame.append(input, this.list, this.live);
    this.prepareInput();
  }

  prepareInput() {
    const attributes = { role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.placeholder = this.words.type;
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.isEntered || this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option][data-index]");
      if (item) this.take(Number(item.dataset.index));
    });
  }

  search() {
    this.giveUpSearch();
    this.forgetActive(); // it is of the list that what is typed now will replace
    const search = (this.searching = {});
    this.timer = setTimeout(() => this.open(search), this.delay);
  }

  giveUpSearch() {
    clearTimeout(this.timer);
    this.searching = null;
    this.isEntered = false;
  }

  async open(search = (this.searching = {})) {
    const text = this.input.value.trim();
    const options = await this.found(text);
    if (search !== this.searching) return; // overtaken by what was typed meanwhile, or by a choice
    this.searching = null;
    if (!options) return this.close(); // the network failed: what is shown is no answer
    this.options = options;
    this.draw(text);
    if (this.isEntered) this.takeMeant();
  }

  async found(text) {
    try {
      return await this.find(text);
    } catch {
      return null;
    }
  }

  forgetActive() {
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.querySelectorAll("[aria-selected=true]").forEach((item) => item.setAttribute("aria-selected", "false"));
  }

  draw(text) {
    this.forgetActive();
    this.list.replaceChildren(...this.options.map((option, index) => this.item(option, index)));
    const isEmpty = !this.options.length;
    if (isEmpty && text) this.list.append(this.nothing());
    this.live.textContent = isEmpty && text ? this.words.none : String(this.options.length);
    this.list.hidden = isEmpty && !text;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  /** A list has options only (WAI-ARIA), so what is said in their place is one that cannot be chosen. */
  nothing() {
    const item = Object.assign(document.createElement("li"), { role: "option", textContent: this.words.none });
    item.setAttribute("aria-disabled", "true");
    return item;
  }

  item(option, index) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = `${this.list.id}-${index}`;
    item.dataset.index = index;
    item.textContent = option.label;
    if (option.note) item.append(" ", Object.assign(document.createElement("small"), { textContent: option.note }));
    return item;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.list.hidden) this.open();
      else this.move(step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.enter();
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  /** What is typed is not yet answered by the list that is shown: then the answer to it is waited for. */
  enter() {
    if (this.active >= 0) this.take(this.active);
    else if (this.searching) this.isEntered = true;
    else this.takeMeant();
  }

  takeMeant() {
    this.isEntered = false;
    const index = meant(this.options, this.input.value);
    if (index >= 0) this.take(index);
  }

  move(step) {
    if (!this.options.length) return;
    this.active = (this.active + step + this.options.length) % this.options.length;
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.active)));
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    this.list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const option = this.options[index];
    this.close();
    this.choose(option);
  }

  /** An answer that comes later opens nothing. */
  close() {
    this.giveUpSearch();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

/** The index of the option that the typed text means: the one it names in full, or the only one left; else -1. */
export function meant(options, text) {
  const wanted = text.trim().toLowerCase();
  const named = options.findIndex((option) => option.label.toLowerCase() === wanted);
  return named < 0 && options.length === 1 && wanted ? 0 : named;
}
