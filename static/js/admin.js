/** Names what Django's administration leaves nameless: fields in rows of tables, by the head of their column. */

const NAMED = "[aria-label], [aria-labelledby], [type=hidden]";

const wordsOf = (element) => element?.textContent.trim() ?? "";

function nameOfRow(row) {
  return wordsOf(row.querySelector("th, .original p")) || wordsOf(row.cells[0]);
}

function nameFields(table) {
  const heads = [...table.querySelectorAll("thead :is(th, td)")];
  for (const row of table.tBodies[0]?.rows ?? []) {
    for (const [number, cell] of [...row.cells].entries()) {
      for (const field of cell.querySelectorAll(`:is(input, select, textarea):not(${NAMED})`)) {
        if (field.labels.length) continue;
        field.setAttribute("aria-label", [wordsOf(heads[number]), nameOfRow(row)].filter(Boolean).join(" "));
      }
    }
  }
}

function nameBoxes() {
  for (const box of document.querySelectorAll(".select2-selection:not([aria-label])")) {
    const select = box.closest(".related-widget-wrapper, .form-row, td")?.querySelector("select");
    const name = wordsOf(select?.labels[0]) || select?.getAttribute("aria-label");
    if (!name) continue;
    box.setAttribute("aria-label", name);
    box.querySelector("[role=textbox]")?.setAttribute("aria-label", name);
  }
}

function run() {
  for (const head of document.querySelectorAll("thead th:empty")) head.replaceWith(asCell(head));
  for (const table of document.querySelectorAll("table")) nameFields(table);
  nameBoxes();
}

/** A column of buttons has no head: a cell says so, an empty head does not. */
function asCell(head) {
  const cell = document.createElement("td");
  cell.className = head.className;
  cell.colSpan = head.colSpan;
  return cell;
}

run();
document.addEventListener("formset:added", run);
// Boxes take the place of lists whenever Django's own scripts are ready.
new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
