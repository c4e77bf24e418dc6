import { goThroughChanges } from "./changes.js";
import { offerPhrases, showPhrasesBesideFocus } from "./phrases.js";
import { countRemarks } from "./remarks.js";

/** What a page with a submission needs at once; the viewer itself is loaded when the first file is opened. */

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

async function open(link) {
  const { openFile } = await import("./viewer.js");
  openFile(link);
}

/** The file that is meant from where the focus is: of that answer, record or slot, else the first one of the page. */
function meantFrom(element) {
  const place = element?.closest("dd, tr, .submitted-slot, .shown-section");
  return place?.querySelector("a[data-view]") ?? document.querySelector("a[data-view]");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.button || !isPlain(event) || !document.getElementById("viewer-frame")) return;
  event.preventDefault();
  open(link);
});

// A letter is a command only while the focus is in what was submitted, and not in a box to write in. The workbench has keys
// for its whole page, which a person can switch off: there this one is theirs.
document.addEventListener("keydown", (event) => {
  const isHere = event.target.closest?.(".submission") && !event.target.closest("input, textarea, select");
  if (event.key !== "o" || event.defaultPrevented || !isHere || !isPlain(event)) return;
  if (document.querySelector("[data-keys]")) return;
  event.preventDefault();
  open(meantFrom(event.target));
});

document.addEventListener("desk:open-attachment", (event) => {
  const link = meantFrom(event.detail.from);
  if (!link || !document.getElementById("viewer-frame")) return;
  event.preventDefault();
  open(link);
});

function begin(root) {
  countRemarks(root);
  offerPhrases(root);
}

goThroughChanges();
showPhrasesBesideFocus();
begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
