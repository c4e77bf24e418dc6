import { changesSince } from "./changes.js";
import { matches } from "./match.js";

/** Shows and hides what depends on answers, at once; the server decides again on every save. */
export function followConditions(form) {
  let known = JSON.parse(form.dataset.facts);
  const changes = changesSince(form);
  const update = () => {
    const facts = { ...known, ...typed(form) };
    apply(form, relevant(form, { ...facts, ...changes(relevant(form, facts)) }));
  };
  form.addEventListener("change", update);
  filterDependent(form);
  update();
  return {
    learn(facts) {
      known = facts;
      update();
    },
  };
}

/** What stands in the fields of this page now. */
function typed(form) {
  const facts = {};
  for (const field of form.querySelectorAll("[data-field]")) {
    const controls = [...field.querySelectorAll('[name^="field:"]')];
    if (controls.length) facts[field.dataset.field] = valueOf(controls);
  }
  return facts;
}

function valueOf(controls) {
  if (controls.some((control) => control.type === "checkbox")) {
    return controls.filter((control) => control.checked).map((control) => control.value);
  }
  if (controls[0].type !== "radio") return controls.map((control) => control.value).filter(Boolean).at(-1) ?? "";
  const value = controls.find((control) => control.checked)?.value ?? "";
  return { true: true, false: false }[value] ?? value;
}

/** An answer to a question that is not asked any more decides nothing. */
function relevant(form, facts) {
  const kept = { ...facts };
  const conditional = [...form.querySelectorAll("[data-field][data-when]")];
  for (;;) {
    const idle = conditional.filter((field) => field.dataset.field in kept && !isAsked(field, kept));
    if (!idle.length) return kept;
    idle.forEach((field) => delete kept[field.dataset.field]);
  }
}

const isAsked = (element, facts) => !element.dataset.when || matches(JSON.parse(element.dataset.when), facts);

function apply(form, facts) {
  form.querySelectorAll("[data-field]").forEach((field) => (field.hidden = !isAsked(field, facts)));
  // The row of a record has no condition of its own: it is there while its record is.
  form.querySelectorAll("[data-slot][data-required]").forEach((slot) => {
    slot.hidden = !isAsked(slot, facts);
    const required = JSON.parse(slot.dataset.required);
    slot.querySelector("[data-required-mark]").hidden = !(required === true || (required && matches(required, facts)));
  });
  form.querySelectorAll("[data-at-least]").forEach((words) => countWanted(words, facts[words.dataset.atLeast]));
}

/** How many files a slot calls for, as a field says; one goes without saying. */
function countWanted(words, answer) {
  const count = Math.min(/^\d{1,15}$/.test(answer ?? "") ? Number(answer) : 1, Number(words.dataset.most));
  words.hidden = count < 2;
  words.textContent = count < 2 ? "" : words.dataset.words.replace("{count}", count);
}

/** Leaves a list only those options whose group is the answer of another field. */
function filterDependent(form) {
  form.querySelectorAll("select[data-depends-on]").forEach((select) => {
    const groups = [...select.querySelectorAll("optgroup")];
    const filter = () => {
      const wanted = new FormData(form).get(select.dataset.dependsOn) ?? "";
      const value = select.value;
      groups.forEach((group) => group.remove());
      select.append(...groups.filter((group) => !wanted || group.dataset.group === wanted));
      select.value = value;
      if (select.value === value) return;
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    form.addEventListener("change", (event) => event.target.name === select.dataset.dependsOn && filter());
    filter();
  });
}
