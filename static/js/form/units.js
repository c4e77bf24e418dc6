import { Combobox } from "./combobox.js";

/** Finds the employer while its name is typed; what the register knows of it comes back with the next save. */
export function upgradeUnitPickers(form) {
  form.querySelectorAll("[data-unit-picker]").forEach((picker) => {
    const value = picker.querySelector("[data-unit-value]");
    const input = picker.querySelector("input[type=text]");
    picker.querySelector("[data-unit-find]").hidden = true;
    const choose = (unit) => {
      value.value = unit.value;
      picker.querySelector("[data-unit-name]").textContent = unit.label;
      picker.querySelector("[data-unit-chosen]").hidden = !unit.value;
      input.value = "";
      value.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const first = { value: value.value, label: picker.querySelector("[data-unit-name]").textContent };
    form.addEventListener("reset", () => setTimeout(() => choose(first)));
    new Combobox(input, {
      words: { type: picker.dataset.wordsType, none: picker.dataset.wordsNone },
      delay: 200,
      find: (text) => search(picker.dataset.searchUrl, text),
      choose,
    });
  });
}

async function search(url, text) {
  if (!text) return [];
  const response = await fetch(`${url}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) return [];
  const { options } = await response.json();
  return options.map((unit) => ({ value: unit.id, label: unit.name, note: [unit.district, unit.level].filter(Boolean).join(" · ") }));
}
