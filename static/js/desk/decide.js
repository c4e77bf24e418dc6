/** Choose a decision and go to what it still needs: the first thing to fill in, or the button that sends it. */

export function choose(decision) {
  const form = document.querySelector("form[data-decision]");
  const radio = form?.querySelector(`input[name=decision][value="${decision}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const place = decision === "pass" ? firstToFillIn(form) : form.querySelector("textarea[name=words]");
  const goal = place ?? form.querySelector("button[type=submit]");
  goal.focus({ preventScroll: true });
  goal.scrollIntoView({ block: "center" });
  return true;
}

function firstToFillIn(form) {
  const asked = [...form.querySelectorAll("[data-for-pass] :is(input, select, textarea)")];
  return asked.find((one) => (one.type === "checkbox" ? !one.checked : !one.value));
}
