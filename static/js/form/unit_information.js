import { upgradeFinders } from "./finder.js";
import { upgradeRegions } from "./region.js";
import { upgradeSelects } from "./selects.js";
import { upgradeUnitPickers } from "./units.js";

const form = document.querySelector("[data-unit-information]");
if (form) {
  upgradeUnitPickers(form);
  upgradeFinders(form);
  upgradeRegions(form);
  upgradeSelects(form);
}
