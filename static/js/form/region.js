import { getOptions } from "./options.js";

/** Fills the next list with what lies within the division chosen in the one before. */
export function upgradeRegions(form) {
  form.querySelectorAll("[data-region]").forEach((region) => {
    const lists = [...region.querySelectorAll("select")];
    region.querySelector("[data-region-button]").hidden = true;
    lists.forEach((list, index) => list.addEventListener("change", () => open(region, list, lists.slice(index + 1))));
    hideEmpty(lists);
    const first = lists.map((list) => ({ options: [...list.options], value: list.value }));
    form.addEventListener("reset", () => {
      lists.forEach((list, index) => {
        list.replaceChildren(...first[index].options);
        setTimeout(() => (list.value = first[index].value));
      });
      setTimeout(() => hideEmpty(lists));
    });
  });
}

async function open(region, list, [next, ...others]) {
  const value = list.value;
  others.forEach((other) => fill(other, []));
  if (!next) return;
  const options = value ? await getOptions(region.dataset.searchUrl, { children: value }) : [];
  if (list.value === value) fill(next, options); // else overtaken by another choice
}

function fill(list, options) {
  const first = list.options[0];
  list.replaceChildren(first, ...options.map((option) => new Option(option.label, option.value)));
  list.value = "";
  list.hidden = !options.length;
}

const hideEmpty = (lists) => lists.slice(1).forEach((list) => (list.hidden = list.options.length < 2));
