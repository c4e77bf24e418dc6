/** What the page says of a saved step goes when an answer or a file has changed since. */
export function showStep(answer) {
  if (answer?.progress === undefined) return;
  for (const place of document.querySelectorAll("[data-while]")) {
    place.hidden = !place.dataset.while.split(" ").includes(answer.progress);
  }
  for (const place of document.querySelectorAll("[data-label]")) place.textContent = answer.label;
}

/** How much each page of the form still lacks, as it is now. A list that is open stays open, one in use as it is. */
export function showPages(answer) {
  const place = document.querySelector("[data-steps]");
  if (!place || !answer?.steps || place.matches(":active, :focus-within")) return;
  const isOpen = place.querySelector("details")?.open;
  place.innerHTML = answer.steps;
  place.querySelector("details")?.toggleAttribute("open", Boolean(isOpen));
}
