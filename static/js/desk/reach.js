/** Go to what belongs to a field of the case: the box for a remark on it, or the file that proves it. */

/** Open the box for a remark of the item with the focus; without one, of the first item in sight. */
export function openRemark() {
  const boxes = [...document.querySelectorAll("#case .remark-box")].filter((one) => one.getClientRects().length);
  const box = ofFocus(boxes) ?? boxes.find(isInSight) ?? boxes[0];
  if (!box) return false;
  box.open = true;
  box.querySelector("textarea").focus();
  return true;
}

function ofFocus(boxes) {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused.matches("[data-case-title]")) return undefined;
  const item = focused.closest("dd, td, .submitted-slot, [data-path]");
  return boxes.find((box) => box.contains(focused) || item?.contains(box));
}

function isInSight(box) {
  const { top, bottom } = box.getBoundingClientRect();
  const bar = document.querySelector(".case-bar")?.getBoundingClientRect();
  return top >= Math.max(0, bar?.bottom ?? 0) && bottom <= window.innerHeight;
}

/**
 * Open the file nearest to the focus. The viewer of files listens for `desk:open-attachment`, whose `detail.from` is the
 * element with the focus, and calls `preventDefault()`; where it does not, the first file is opened as its link does.
 */
export function openAttachment() {
  const event = new CustomEvent("desk:open-attachment", { cancelable: true, detail: { from: document.activeElement } });
  if (!document.dispatchEvent(event)) return true;
  const link = document.querySelector("#case .file-list a");
  link?.click();
  return Boolean(link);
}
