/** Show the panel of each `details[data-confirm]` as a modal dialog instead of in place. */
export function upgradeConfirmations(root) {
  root.querySelectorAll("details[data-confirm]").forEach((details) => {
    if (details.dataset.confirm === "ready") return;
    details.dataset.confirm = "ready";
    const dialog = makeDialog(details);
    details.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  });
}

function makeDialog(details) {
  const panel = details.querySelector(".confirm-panel");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", panel.querySelector("h2").id);
  dialog.append(panel);
  details.after(dialog);
  const cancel = panel.querySelector("[data-cancel]");
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close());
  panel.querySelector("[data-cancel-too]")?.addEventListener("click", () => dialog.close());
  return dialog;
}
