/** Show of a decision form only what the chosen decision asks for. The server checks it all the same. */
function fit(form) {
  const decision = form.querySelector('input[name="decision"]:checked')?.value;
  const passes = decision === "pass";
  form.querySelector("[data-for-pass]").hidden = Boolean(decision) && !passes;
  form.querySelector("[data-for-return]").hidden = decision !== "return";
}

document.querySelectorAll("form[data-decision]").forEach((form) => {
  form.addEventListener("change", () => fit(form));
  fit(form);
});
