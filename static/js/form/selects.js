import { Combobox, meant } from "./combobox.js";

const MOST = 60;

/** Gives long lists a box to type in. The <select> stays, out of sight, and holds the value. */
export function upgradeSelects(form) {
  form.querySelectorAll("select[data-searchable]").forEach(upgrade);
}

function upgrade(select) {
  const input = document.createElement("input");
  input.type = "text";
  input.id = select.id; // the label and links to this field find it
  select.id += "-list";
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.before(input);
  select.hidden = true;
  const showChosen = () => (input.value = select.value ? select.selectedOptions[0].label : "");
  new Combobox(input, {
    words: { type: select.dataset.wordsType, none: select.dataset.wordsNone },
    find: (text) => fitting(select, text),
    choose: (option) => set(select, option.value),
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => input.dispatchEvent(new Event("input")));
  input.addEventListener("blur", () => {
    settle(select, input.value.trim());
    showChosen();
  });
  select.addEventListener("change", showChosen);
  showChosen();
}

/** Leaving the box takes what was typed, if it can mean one option only. */
function settle(select, text) {
  const options = fitting(select, text);
  const value = text ? options[meant(options, text)]?.value : "";
  if (value !== undefined && value !== select.value) set(select, value);
}

function set(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Everything as long as the text is still the answer that stands there; else what contains it, beginnings first. */
function fitting(select, text) {
  const wanted = text.toLowerCase();
  const options = [...select.options].filter((option) => option.value);
  const isChosen = select.value && select.selectedOptions[0].label.toLowerCase() === wanted;
  const found = isChosen ? options : options.filter((option) => option.label.toLowerCase().includes(wanted));
  const begins = (option) => (option.label.toLowerCase().startsWith(wanted) ? 0 : 1);
  return found
    .map((option) => ({ value: option.value, label: option.label, rank: begins(option) }))
    .sort((one, other) => one.rank - other.rank)
    .slice(0, MOST);
}
