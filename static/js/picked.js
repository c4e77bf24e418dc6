/**
 * People ticked in a unit's list stay ticked on its other pages, while one leafs, searches and sorts, until the tab is
 * closed; how many they are is said aloud. Without scripts what is ticked on the page is sent, or all of the list.
 */

const PLACE = "juxian.picked.";

/** What is kept in this tab: the value of each box by its case, so that a newer page brings the newer value. */
function read(name) {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(PLACE + name) || "[]"));
  } catch {
    return new Map();
  }
}

function keep(name, picked) {
  try {
    sessionStorage.setItem(PLACE + name, JSON.stringify([...picked]));
  } catch {
    // A browser that keeps nothing: what is on the page can be chosen all the same.
  }
}

const caseOf = (box) => box.value.split(":")[0];

function start(form) {
  const name = form.dataset.picks;
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=case]")];
  const whole = form.querySelector("input[name=all]");
  const page = addPageBox(form.querySelector("[data-select-all]"));
  const count = form.querySelector("[data-count]");
  const clear = form.querySelector("[data-clear]");

  function take() {
    const picked = read(name);
    boxes.forEach((box) => (box.checked ? picked.set(caseOf(box), box.value) : picked.delete(caseOf(box))));
    keep(name, picked);
    show(picked);
  }

  function show(picked) {
    const here = boxes.filter((box) => box.checked).length;
    page.checked = whole.checked || here === boxes.length;
    page.indeterminate = !whole.checked && here > 0 && here < boxes.length;
    for (const box of [page, ...boxes]) box.disabled = whole.checked;
    const words = whole.checked ? count.dataset.all : wordsFor(picked.size, picked.size - here);
    const text = words.replace("{count}", whole.checked ? whole.dataset.total : picked.size).replace("{elsewhere}", picked.size - here);
    if (count.textContent !== text) count.textContent = text;
    clear.hidden = !whole.checked && picked.size === 0;
  }

  function wordsFor(all, elsewhere) {
    if (all === 0) return count.dataset.none;
    return elsewhere > 0 ? count.dataset.elsewhere : count.dataset.some;
  }

  function restore() {
    const picked = read(name);
    boxes.forEach((box) => (box.checked = picked.has(caseOf(box))));
    take();
  }

  function forget() {
    whole.checked = false;
    boxes.forEach((box) => (box.checked = false));
    keep(name, new Map());
    show(new Map());
    page.focus(); // the button that was pressed is gone
  }

  boxes.forEach((box) => box.addEventListener("change", take));
  whole.addEventListener("change", () => show(read(name)));
  clear.addEventListener("click", forget);
  page.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = page.checked));
    take();
  });
  form.addEventListener("submit", () => addElsewhere(form, whole.checked ? new Map() : read(name), boxes));
  window.addEventListener("pageshow", (event) => event.persisted && restore());
  restore();
}

function addPageBox(place) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input" });
  const label = document.createElement("label");
  label.append(box, ` ${place.dataset.words}`);
  place.append(label);
  place.hidden = false;
  return box;
}

/** Who is ticked on other pages goes along. */
function addElsewhere(form, picked, boxes) {
  form.querySelectorAll("input[data-elsewhere]").forEach((input) => input.remove());
  const here = new Set(boxes.map(caseOf));
  for (const [id, value] of picked) {
    if (here.has(id)) continue;
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: "case", value });
    input.dataset.elsewhere = "yes";
    form.append(input);
  }
}

for (const form of document.querySelectorAll("form[data-picks]")) start(form);

// What was done is ticked no longer.
for (const place of document.querySelectorAll("[data-picked-done]")) {
  const done = new Set(place.dataset.pickedDone.split(" "));
  const name = place.dataset.of;
  keep(name, new Map([...read(name)].filter(([id]) => !done.has(id))));
}
