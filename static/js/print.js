document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));

// Chromium before 131 prints nothing of a closed <details>: what a guide folds away belongs on its paper.
const folded = () => document.querySelectorAll("details.open-in-print:not([open])");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...folded()];
  opened.forEach((one) => (one.open = true));
});
addEventListener("afterprint", () => opened.forEach((one) => (one.open = false)));
