/**
 * Says beside each field what is wrong with its answer, or stops saying it. Nobody is interrupted: a field that is being
 * typed in waits until it is left, and one left empty keeps what the check of the whole form said of it.
 */
export function showErrors(form, errors) {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("[data-field]")) {
    const name = `field:${field.dataset.field}`;
    const isGiven = field.querySelector("[data-fixed]") || data.getAll(name).some(Boolean);
    const message = errors[name];
    if (message ? !isTypedIn(field) : isGiven) show(field, message);
  }
}

const isTypedIn = (field) => !field.matches("fieldset") && field.contains(document.activeElement);

function show(field, message) {
  if (!message && !field.querySelector(".errorlist")) return;
  const list = field.querySelector(".errorlist") ?? field.appendChild(emptyList(field));
  list.replaceChildren(...(message ? [Object.assign(document.createElement("li"), { textContent: message })] : []));
  list.hidden = !message;
  field.classList.toggle("field-invalid", Boolean(message));
  const control = field.matches("fieldset") ? field : field.querySelector("input:not([type=hidden]), select, textarea");
  if (control) describe(control, list.id, Boolean(message));
}

function emptyList(field) {
  const list = Object.assign(document.createElement("ul"), { className: "errorlist", id: `field-${field.dataset.field}-error` });
  list.setAttribute("role", "status");
  return list;
}

function describe(control, id, isWrong) {
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  control.setAttribute("aria-describedby", (isWrong ? [...others, id] : others).join(" "));
  control.setAttribute("aria-invalid", String(isWrong));
}
