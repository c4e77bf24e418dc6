/** Another case is put in the place of the one beside the list (htmx); the list keeps where it was scrolled to. */

let scrolled = 0;

export function swapCases() {
  const bench = document.querySelector("[data-workbench]");
  if (!bench) return;
  document.addEventListener("htmx:beforeSwap", before);
  document.addEventListener("htmx:responseError", (event) => leave(event.detail.pathInfo?.requestPath));
  document.addEventListener("htmx:sendError", (event) => leave(event.detail.pathInfo?.requestPath));
  document.addEventListener("htmx:afterSettle", after);
  showCurrent();
}

/** What is no case, such as the sign-in after the session's end, is gone to instead. */
function before(event) {
  if (event.detail.target?.id !== "case") return;
  scrolled = document.getElementById("desk-list")?.scrollTop ?? 0;
  if (event.detail.xhr.status === 200 && !event.detail.serverResponse.includes('id="case"')) {
    event.detail.shouldSwap = false;
    leave(event.detail.pathInfo.requestPath);
  }
}

function leave(path) {
  if (path) window.location.assign(path);
}

function after(event) {
  if (event.detail.target?.id !== "case" && event.detail.elt?.id !== "case") return;
  const list = document.getElementById("desk-list");
  if (list) list.scrollTop = scrolled;
  showCurrent();
  window.scrollTo(0, Math.min(window.scrollY, document.querySelector("[data-workbench]").offsetTop));
  document.querySelector("[data-case-title]")?.focus({ preventScroll: true });
}

/** The case that is open is in sight in the list, which alone is scrolled for that. */
function showCurrent() {
  const list = document.getElementById("desk-list");
  const current = list?.querySelector("[aria-current]");
  if (!current || !current.getClientRects().length) return;
  const [place, frame] = [current.getBoundingClientRect(), list.getBoundingClientRect()];
  if (place.top < frame.top) list.scrollTop -= frame.top - place.top + 8;
  if (place.bottom > frame.bottom) list.scrollTop += place.bottom - frame.bottom + 8;
}
