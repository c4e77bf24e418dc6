import { getOptions } from "./options.js";

/** Fills the next list with what lies within the division chosen in the one before. */
export function upgradeRegions(form) {
  form.querySelectorAll("[data-region]").forEach((region) => {
    const lists = [...region.querySelectorAll("select")];
    region.querySelector("[data-region-button]").hidden = true;
    lists.forEach((list, index) => list.addEventListener("change", () => open(region, lists.slice(index + 1), list.value)));
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

async function open(region, below, value) {
  const [next, ...others] = below;
  others.forEach((list) => fill(list, []));
  if (!next) return;
  fill(next, value ? await getOptions(region.dataset.searchUrl, { children: value }) : []);
}

function fill(list, options) {
  const first = list.options[0];
  list.replaceChildren(first, ...options.map((option) => new Option(option.label, option.value)));
  list.value = "";
  list.hidden = !options.length;
}

const hideEmpty = (lists) => lists.slice(1).forEach((list) => (list.hidden = list.options.length < 2));
