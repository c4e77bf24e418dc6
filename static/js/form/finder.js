import { Combobox, meant } from "./combobox.js";
import { getOptions } from "./options.js";

/** Finds a code while its name is typed, by the server: the page does not carry thousands of them. */
export function upgradeFinders(form) {
  form.querySelectorAll("[data-finder]").forEach((finder) => upgrade(form, finder));
}

function upgrade(form, finder) {
  const value = finder.querySelector("[data-finder-value]");
  const input = finder.querySelector("input[type=text]");
  const name = finder.querySelector("[data-finder-name]");
  finder.querySelector("[data-finder-button]").hidden = true;
  finder.querySelector("[data-finder-chosen]").hidden = true;
  finder.querySelectorAll("[data-found]").forEach((found) => found.remove()); // what the button had found
  let known = { text: "", options: [] };
  const showChosen = () => (input.value = name.textContent);
  const choose = (option) => {
    name.textContent = option.label;
    showChosen();
    if (value.value === option.value) return;
    value.value = option.value;
    value.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const ask = async (text) => {
    const options = await find(form, finder, text);
    known = { text, options };
    return options;
  };
  new Combobox(input, {
    words: { type: finder.dataset.wordsType, none: finder.dataset.wordsNone },
    delay: 200,
    find: (text) => ask(text === name.textContent ? "" : text),
    choose,
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", async () => {
    const text = input.value.trim();
    if (!text) return choose({ value: "", label: "" });
    if (text === name.textContent) return;
    const options = text === known.text ? known.options : await ask(text).catch(() => []);
    if (input === document.activeElement || input.value.trim() !== text) return; // came back to type on, or chose meanwhile
    const option = options[meant(options, text)];
    if (option) choose(option);
    else showChosen();
  });
  const first = { value: value.value, label: name.textContent }; // a hidden input is not reset by the browser
  form.addEventListener("reset", () => setTimeout(() => choose(first)));
  showChosen();
}

function find(form, finder, text) {
  const asked = { q: text };
  if (finder.dataset.dependsOn) asked.of = new FormData(form).get(finder.dataset.dependsOn) ?? "";
  return getOptions(finder.dataset.searchUrl, asked);
}
