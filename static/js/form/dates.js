/** The ✕ beside a date empties it in place; without scripts it sends the page. */
export function clearDates(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear-date]");
    if (!button) return;
    event.preventDefault();
    const input = button.parentElement.querySelector("input");
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}
