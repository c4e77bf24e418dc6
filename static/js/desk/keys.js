/**
 * Single letters as commands (WCAG 2.1.4): only while no input has the focus, and not for who switched them off. A key
 * presses what names it in `data-press`: its keys with blanks between them, `gq` for g and then q.
 */
import { choose } from "./decide.js";
import { openAttachment, openRemark } from "./reach.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const WAITS = 1500;
let first = "";

export function listenForKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (leavesInput(event) || (isCommand(event) && press(event.key))) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-choose], [data-opens]");
    if (link && act(link)) event.preventDefault();
  });
}

function leavesInput(event) {
  const isLeaving = event.key === "Escape" && event.target.matches(TYPING) && !document.querySelector("dialog:modal");
  if (isLeaving) event.target.blur();
  return isLeaving;
}

function isCommand(event) {
  const isOn = document.querySelector("[data-keys]")?.dataset.keys === "on";
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && event.key.length === 1;
  return isOn && isPlain && !event.target.matches(TYPING) && !document.querySelector("dialog:modal");
}

function press(key) {
  const both = first + key;
  first = "";
  if (both.length > 1 && use(both)) return true;
  if (key === "g") return waitForSecond(key);
  if (key === "m") return openRemark();
  if (key === "o") return openAttachment();
  return use(key);
}

function waitForSecond(key) {
  first = key;
  setTimeout(() => (first = ""), WAITS);
  return true;
}

function use(keys) {
  const found = [...document.querySelectorAll("[data-press]")].find((one) => one.dataset.press.split(" ").includes(keys) && isSeen(one));
  if (!found) return false;
  if (found.matches("input")) found.focus();
  else found.click();
  return true;
}

/** What is not drawn, such as the list beside the case on a phone, is not pressed. */
function isSeen(element) {
  return element.getClientRects().length > 0;
}

function act(link) {
  if (link.dataset.choose) return choose(link.dataset.choose);
  const dialog = document.getElementById(link.dataset.opens);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  dialog.showModal();
  return true;
}
