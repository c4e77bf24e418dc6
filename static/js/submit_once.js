import { keyForContent } from "./write_key.js";

/** A double click sends a form once. The server holds this too; here it spares the person a confusing answer. */
export function guardDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method.toLowerCase() !== "post" || form.hasAttribute("data-hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    keyForContent(form, event.submitter);
    form.dataset.sent = "yes";
  });
  // The back button shows the page as it was left, where it may be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
}
