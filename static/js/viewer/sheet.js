/**
 * One page on the screen: as wide as the pane, whole, or nearer; turned; moved by scrolling, dragging and two fingers. 100 %
 * is as wide as the pane.
 */
const STEP = 1.25;
const FARTHEST = 0.25;
const NEAREST = 6;

export function sheetIn(area, changed) {
  const sheet = area.querySelector("[data-sheet]");
  const picture = area.querySelector("[data-picture]");
  const state = { mode: "width", zoom: 1, turns: 0, isNew: true };

  const isAcross = () => state.turns % 2 === 1;
  const width = () => (isAcross() ? picture.naturalHeight : picture.naturalWidth) || 1;
  const height = () => (isAcross() ? picture.naturalWidth : picture.naturalHeight) || 1;
  const fitting = () => area.clientWidth / width();

  function scale() {
    if (state.mode === "whole") return Math.min(fitting(), area.clientHeight / height());
    return fitting() * (state.mode === "width" ? 1 : state.zoom);
  }

  /** Lay the page out anew; what was in the middle stays there, and another page is seen from its top. */
  function lay() {
    const middle = [(area.scrollLeft + area.clientWidth / 2) / area.scrollWidth, (area.scrollTop + area.clientHeight / 2) / area.scrollHeight];
    const factor = scale();
    sheet.style.width = `${width() * factor}px`;
    sheet.style.height = `${height() * factor}px`;
    picture.style.width = `${picture.naturalWidth * factor}px`;
    picture.style.height = `${picture.naturalHeight * factor}px`;
    picture.style.transform = `translate(-50%, -50%) rotate(${state.turns * 90}deg)`;
    area.scrollLeft = state.isNew ? 0 : middle[0] * area.scrollWidth - area.clientWidth / 2;
    area.scrollTop = state.isNew ? 0 : middle[1] * area.scrollHeight - area.clientHeight / 2;
    changed({ mode: state.mode, zoom: factor / fitting(), pixels: picture.naturalWidth * factor * devicePixelRatio });
  }

  function zoomTo(zoom) {
    state.zoom = Math.min(NEAREST, Math.max(FARTHEST, zoom));
    state.mode = "zoom";
    lay();
  }

  const now = () => scale() / fitting();
  moveByHand(area, () => now(), zoomTo);
  new ResizeObserver(lay).observe(area);

  return {
    lay() {
      lay();
      state.isNew = false;
    },
    in: () => zoomTo(now() * STEP),
    out: () => zoomTo(now() / STEP),
    fit(mode) {
      state.mode = mode;
      lay();
    },
    rotate() {
      state.turns = (state.turns + 1) % 4;
      lay();
    },
    /** Another file begins upright; how near it is looked at stays. */
    begin() {
      state.turns = 0;
      state.isNew = true;
    },
    beginPage() {
      state.isNew = true;
    },
  };
}

const apart = ([one, two]) => Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);

function moveByHand(area, zoom, zoomTo) {
  let start = null;
  area.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(zoom() * Math.exp(-event.deltaY / 200));
  }, { passive: false });
  area.addEventListener("touchstart", (event) => {
    start = event.touches.length === 2 ? { apart: apart(event.touches), zoom: zoom() } : null;
  }, { passive: true });
  area.addEventListener("touchmove", (event) => {
    if (!start || event.touches.length !== 2) return;
    event.preventDefault();
    zoomTo((start.zoom * apart(event.touches)) / start.apart);
  }, { passive: false });
  area.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    area.setPointerCapture(event.pointerId);
  });
  area.addEventListener("pointermove", (event) => {
    if (!area.hasPointerCapture(event.pointerId)) return;
    area.scrollBy(-event.movementX, -event.movementY);
  });
}
