import { upgradeSelects } from "./selects.js";
import { upgradeUnitPickers } from "./units.js";

const form = document.querySelector("[data-unit-information]");
if (form) {
  upgradeUnitPickers(form);
  upgradeSelects(form);
}
