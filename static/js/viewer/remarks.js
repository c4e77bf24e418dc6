import { forget, keep, kept } from "../form/unsaved.js";

/**
 * The remarks of a decision: counted in its form, each a link to its box, and kept in the browser until the form is sent, so
 * that a reload or a session that ended does not cost them. What the server gave back counts more than what was kept.
 */
export function countRemarks(root) {
  root.querySelectorAll("[data-remark-list]").forEach((list) => {
    const form = list.closest("form");
    if (!form || list.dataset.ready) return;
    list.dataset.ready = "yes";
    watch(form, list);
  });
}

const boxesOf = (form) => [...form.elements].filter((one) => one.matches("textarea"));
const isRemark = (box) => box.name.startsWith("remark:");

async function watch(form, list) {
  const key = `decision:${list.dataset.keepAs}`;
  boxesOf(form).forEach((box) => {
    box.addEventListener("input", () => {
      show(form, list);
      save(form, key);
    });
  });
  form.addEventListener("submit", (event) => event.defaultPrevented || forget(key));
  restore(form, await kept(key));
  show(form, list);
}

/** `data-kept` tells who would ask before the page is left that nothing is lost. */
async function save(form, key) {
  const written = boxesOf(form).filter((box) => box.value);
  const done = written.length ? keep(key, Object.fromEntries(written.map((box) => [box.name, box.value]))) : forget(key);
  form.toggleAttribute("data-kept", Boolean(await done));
}

function restore(form, texts) {
  boxesOf(form).forEach((box) => {
    box.value ||= texts?.[box.name] ?? "";
    if (box.value) box.closest("details")?.setAttribute("open", "");
  });
  form.toggleAttribute("data-kept", Boolean(texts));
}

function show(form, list) {
  const written = boxesOf(form).filter((box) => isRemark(box) && box.value.trim());
  boxesOf(form).forEach((box) => box.closest(".remark-box")?.classList.toggle("is-written", written.includes(box)));
  const words = document.createElement("p");
  words.textContent = written.length ? `${list.dataset.words} ${written.length}` : list.dataset.none;
  words.classList.toggle("muted", !written.length);
  list.replaceChildren(words, ...(written.length ? [links(written)] : []));
}

function links(boxes) {
  const list = document.createElement("ul");
  list.append(...boxes.map(link));
  return list;
}

function link(box) {
  const item = document.createElement("li");
  const anchor = document.createElement("a");
  anchor.href = `#${box.id}`;
  anchor.textContent = box.dataset.about;
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    box.closest("details")?.setAttribute("open", "");
    box.focus();
  });
  item.append(anchor);
  return item;
}
