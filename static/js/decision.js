/** Show of a decision form only what the chosen decision asks for. The server checks it all the same. */
function fit(form) {
  const decision = form.querySelector('input[name="decision"]:checked')?.value;
  const passes = decision === "pass";
  form.querySelector("[data-for-pass]").hidden = Boolean(decision) && !passes;
  form.querySelector("[data-for-return]").hidden = decision !== "return";
}

const fitAll = (root) => root.querySelectorAll("form[data-decision]").forEach(fit);

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-decision]");
  if (form) fit(form);
});
document.addEventListener("htmx:load", (event) => fitAll(event.target)); // another case took the place of one
fitAll(document);
