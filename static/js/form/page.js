import { Autosave } from "./autosave.js";
import { followConditions } from "./conditions.js";
import { showCorrections } from "./corrections.js";
import { clearDates } from "./dates.js";
import { upgradeFinders } from "./finder.js";
import { guardTexts, keepTexts } from "./keep.js";
import { upgradeRegions } from "./region.js";
import { upgradeSelects } from "./selects.js";
import { showPages, showStep } from "./step.js";
import { countCharacters, suggestNames, tidyMonths } from "./texts.js";
import { upgradeUnitPickers } from "./units.js";
import { upgradeSlots } from "./upload.js";

const form = document.querySelector("[data-case-form]");
if (form) {
  const conditions = followConditions(form);
  const autosave = new Autosave(form, (answer) => {
    conditions.learn(answer.facts);
    showStep(answer);
    showPages(answer);
    showCorrections(answer);
  });
  tidyMonths(form);
  clearDates(form);
  upgradeUnitPickers(form);
  upgradeFinders(form);
  upgradeRegions(form);
  upgradeSelects(form);
  countCharacters(form);
  suggestNames(form);
  upgradeSlots(form, autosave);
  autosave.start();
  guardTexts(form);
  keepTexts(form);
  if (form.hasAttribute("data-focus-first") && !location.hash && !document.querySelector("[data-error-summary]")) {
    form.querySelector(":is(input:not([type=hidden]), select, textarea):not([hidden], [hidden] *)")?.focus();
  }
}
