/** What the page says of a saved step goes when an answer or a file has changed since. */
export function showStep(answer) {
  if (answer?.progress === undefined) return;
  for (const place of document.querySelectorAll("[data-while]")) {
    place.hidden = !place.dataset.while.split(" ").includes(answer.progress);
  }
  for (const place of document.querySelectorAll("[data-label]")) place.textContent = answer.label;
}
