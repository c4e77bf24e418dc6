import { sheetIn } from "./sheet.js";

/**
 * Files of a case, looked at in the page: beside the fields on a wide screen, over them on a phone. Pages are pictures that
 * the server draws; a file that it cannot draw says why, and is opened as it is.
 */
const frame = document.getElementById("viewer-frame");
const words = frame.dataset;
const dialog = frame.content.firstElementChild.cloneNode(true);
const find = (name) => dialog.querySelector(`[data-${name}]`);
const narrow = matchMedia("(max-width: 61.99rem)");
const LARGE_FROM = 1.2;

document.querySelector("main").append(dialog);
const sheet = sheetIn(find("area"), show);
const at = { files: [], file: 0, page: 1, pages: 1, size: "page", pixels: 0, opener: null, asked: 0 };

/** Open the file of a link: of one in a slot, or of one beside an answer that the file proves. */
export function openFile(link) {
  at.opener = link;
  at.files = filesOfPage();
  at.file = Math.max(0, at.files.findIndex((one) => one.href === link.href));
  if (!dialog.open) unfold();
  goToFile(at.file);
  dialog.querySelector("h2").focus();
}

function filesOfPage() {
  const links = [...document.querySelectorAll(".file-list a[data-view]")];
  return links.filter((one, number) => links.findIndex((other) => other.href === one.href) === number);
}

function unfold() {
  document.documentElement.classList.toggle("has-viewer", !narrow.matches);
  if (narrow.matches) dialog.showModal();
  else dialog.show();
}

narrow.addEventListener("change", () => {
  if (!dialog.open) return;
  dialog.close();
  unfold();
});

function close() {
  dialog.close();
  document.documentElement.classList.remove("has-viewer");
  markProved("");
  at.opener?.focus();
}

function goToFile(number) {
  at.file = (number + at.files.length) % at.files.length;
  const link = at.files[at.file];
  Object.assign(at, { page: 1, pages: 1, size: "page" });
  dialog.querySelector("h2").textContent = link.textContent.trim();
  find("slot").textContent = link.dataset.slot;
  find("facts").textContent = link.dataset.size;
  find("proves").textContent = link.dataset.proves;
  find("proves-line").hidden = !link.dataset.proves;
  find("download").href = link.href;
  find("file").textContent = numbered(words.file, at.file + 1, at.files.length);
  markProved(link.href);
  sheet.begin();
  load();
}

const numbered = (text, number, count) => text.replace("{}", number).replace("{}", count);

/** Mark the answers that the file proves, and bring the first of them beside it. */
function markProved(href) {
  document.querySelectorAll(".is-being-proved").forEach((one) => one.classList.remove("is-being-proved"));
  const proofs = [...document.querySelectorAll("a.proof")].filter((one) => one.href === href);
  const places = proofs.map((one) => one.closest("dd, tr, h3"));
  places.forEach((one) => one.classList.add("is-being-proved"));
  const shown = at.opener?.matches(".proof") && at.opener.href === href ? at.opener : places[0] ?? at.opener;
  if (href && !narrow.matches) shown?.scrollIntoView({ block: "center" });
}

async function load() {
  const asked = ++at.asked;
  find("pager").hidden = at.pages < 2;
  if (at.size === "page") find("words").textContent = words.loading;
  dialog.setAttribute("aria-busy", "true");
  const answer = await ask(new URL(`pages/${at.page}/?size=${at.size}`, at.files[at.file].href));
  if (asked !== at.asked) return; // somebody was quicker than the server
  dialog.removeAttribute("aria-busy");
  if (answer.blob) await lay(answer);
  else refuse(answer.words);
}

async function ask(address) {
  try {
    const response = await fetch(address);
    if (response.redirected) return { words: words.ended };
    if (response.status === 422) return { words: await response.text() };
    if (!response.ok) return { words: response.status === 404 ? words.gone : words.failed };
    return { blob: await response.blob(), about: JSON.parse(response.headers.get("X-File")) };
  } catch {
    return { words: words.failed };
  }
}

async function lay({ blob, about }) {
  const picture = find("picture");
  URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(blob);
  await picture.decode().catch(() => {});
  at.pages = about.pages;
  find("sheet").hidden = false;
  find("words").textContent = "";
  find("pager").hidden = at.pages < 2;
  find("page").textContent = numbered(words.page, at.page, at.pages);
  picture.alt = `${dialog.querySelector("h2").textContent} ${numbered(words.page, at.page, at.pages)}`;
  find("facts").textContent = [at.files[at.file].dataset.size, about.uploaded, about.state].join(" · ");
  dialog.classList.toggle("is-altered", !about.is_whole);
  sheet.lay();
}

function refuse(reason) {
  find("sheet").hidden = true;
  find("words").textContent = reason;
}

/** How near the page is looked at; near enough, it is drawn again in more detail. */
function show({ mode, zoom, pixels }) {
  find("zoom").textContent = `${Math.round(zoom * 100)}%`;
  dialog.querySelector("[data-do=width]").setAttribute("aria-pressed", String(mode === "width"));
  dialog.querySelector("[data-do=whole]").setAttribute("aria-pressed", String(mode === "whole"));
  const natural = find("picture").naturalWidth;
  if (at.size === "large" || !natural || pixels < LARGE_FROM * natural) return;
  at.size = "large";
  load();
}

function turn(step) {
  const next = at.page + step;
  if (next < 1 || next > at.pages) return;
  Object.assign(at, { page: next, size: "page" });
  sheet.beginPage();
  load();
}

const deeds = {
  close,
  in: sheet.in,
  out: sheet.out,
  width: () => sheet.fit("width"),
  whole: () => sheet.fit("whole"),
  rotate: sheet.rotate,
  "page-back": () => turn(-1),
  "page-on": () => turn(1),
  "file-back": () => goToFile(at.file - 1),
  "file-on": () => goToFile(at.file + 1),
};

const keys = { "+": "in", "=": "in", "-": "out", w: "width", f: "whole", r: "rotate", "[": "file-back", "]": "file-on" };

/** Page keys scroll to the end of a page before they turn it. */
function deedOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const area = find("area");
  const isAtEnd = area.scrollTop + area.clientHeight >= area.scrollHeight - 2;
  if (event.key === "PageDown" && at.page < at.pages && isAtEnd) return "page-on";
  if (event.key === "PageUp" && at.page > 1 && area.scrollTop <= 2) return "page-back";
  return keys[event.key];
}

dialog.addEventListener("click", (event) => deeds[event.target.closest("[data-do]")?.dataset.do]?.());
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});
dialog.addEventListener("keydown", (event) => {
  const deed = deedOf(event);
  event.stopPropagation(); // the page behind has letters of its own
  if (event.key === "Escape") close();
  if (!deed && event.key !== "Escape") return;
  event.preventDefault();
  deeds[deed]?.();
});
// A file of one person never stays beside the case of another.
document.addEventListener("htmx:load", () => dialog.open && !at.opener.isConnected && close());
document.addEventListener("keydown", (event) => {
  const isOurs = dialog.open && !event.defaultPrevented && !document.querySelector("dialog:modal");
  if (event.key === "Escape" && isOurs) close();
});
