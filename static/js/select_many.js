/** A list of rows with boxes: one box above them ticks or clears the whole page. Without scripts each is ticked alone. */

for (const form of document.querySelectorAll("[data-select-many]")) {
  const place = form.querySelector("[data-select-all]");
  const boxes = [...form.querySelectorAll("input[name=case]")];
  if (place && boxes.length > 1) addAll(place, boxes);
}

function addAll(place, boxes) {
  const all = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input" });
  const label = document.createElement("label");
  label.append(all, ` ${place.dataset.words}`);
  place.append(label);
  place.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  boxes.forEach((box) => box.addEventListener("change", () => show(all, boxes)));
  show(all, boxes);
}

function show(all, boxes) {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && !all.checked;
}
