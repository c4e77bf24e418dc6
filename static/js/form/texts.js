import { getOptions } from "./options.js";

/** Says how many characters stand in a field that takes so many: characters as people count them. */
export function countCharacters(form) {
  form.querySelectorAll("[data-count]").forEach((control) => {
    const place = control.closest("[data-field]").querySelector("[data-counted]");
    if (!place) return;
    const show = () => {
      const count = [...control.value.trim()].length;
      place.textContent = ` · ${form.dataset.wordsCount.replace("{count}", count)}`;
      place.classList.toggle("is-bad", Boolean(control.dataset.count) && count > Number(control.dataset.count));
    };
    control.addEventListener("input", show);
    form.addEventListener("reset", () => setTimeout(show));
    show();
  });
}

/** Writes 201809, 2018.9 and 2018年9月 as 2018-09 when the field is left. */
export function tidyMonths(form) {
  form.querySelectorAll("[data-year-month]").forEach((control) => {
    control.addEventListener("change", () => (control.value = asMonth(control.value)));
  });
}

export function asMonth(text) {
  // in Chinese: read, in what people write
  const parts = text.normalize("NFKC").trim().match(/^(\d{4})(?:[年/.\-\s]*)(\d{1,2})月?$/);
  return parts ? `${parts[1]}-${parts[2].padStart(2, "0")}` : text;
}

/** Offers names of a code set while a text is typed; anything else may be typed as well. */
export function suggestNames(form) {
  form.querySelectorAll("[data-suggest]").forEach((control, index) => {
    const list = Object.assign(document.createElement("datalist"), { id: `suggestions-${index}` });
    control.after(list);
    control.setAttribute("list", list.id);
    let timer;
    control.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = control.value.trim();
        const options = text ? await getOptions(control.dataset.suggest, { q: text }) : [];
        list.replaceChildren(...options.map((option) => new Option(option.label, option.label)));
      }, 200);
    });
  });
}
