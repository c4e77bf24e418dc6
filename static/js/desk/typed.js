/** What was typed for a decision, not sent, and not kept by the browser either, is not lost by going to another case unasked. */

export function guardTyped() {
  window.addEventListener("beforeunload", (event) => {
    if (isTyped() && !document.querySelector("form[data-sent]")) event.preventDefault();
  });
  document.addEventListener("htmx:confirm", (event) => {
    const words = document.querySelector("form[data-decision]")?.dataset.unsent;
    if (!words || !isTyped()) return;
    event.preventDefault();
    if (window.confirm(words)) event.detail.issueRequest(true);
  });
}

function isTyped() {
  const form = document.querySelector("form[data-decision]");
  if (form?.hasAttribute("data-kept")) return false;
  return [...(form?.elements ?? [])].some((one) => one.matches("textarea") && one.value !== one.defaultValue);
}
