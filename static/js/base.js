import { upgradeConfirmations } from "./confirm.js";
import { keepFormsOnSwitch } from "./language.js";
import { closeMenusOutside, toggleNavigation } from "./menus.js";
import { watchSession } from "./session.js";
import { guardDoubleSubmit } from "./submit_once.js";

toggleNavigation();
closeMenusOutside();
guardDoubleSubmit();
watchSession();
keepFormsOnSwitch();
upgradeConfirmations(document);
document.addEventListener("htmx:load", (event) => upgradeConfirmations(event.target));

// The list of errors takes the focus, so that it is read out and its links are one key away.
document.querySelector("[data-error-summary]")?.focus();
