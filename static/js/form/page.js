import { Autosave } from "./autosave.js";
import { followConditions } from "./conditions.js";
import { upgradeSelects } from "./selects.js";
import { upgradeUnitPickers } from "./units.js";
import { upgradeSlots } from "./upload.js";

const form = document.querySelector("[data-case-form]");
if (form) {
  const conditions = followConditions(form);
  const autosave = new Autosave(form, (answer) => conditions.learn(answer.facts));
  upgradeUnitPickers(form);
  upgradeSelects(form);
  upgradeSlots(form, autosave);
  autosave.start();
}
