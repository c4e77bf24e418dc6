import { keepTexts } from "./keep.js";

keepTexts(document);
document.querySelector("#understood")?.focus();
