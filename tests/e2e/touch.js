/* What a telephone's page is held to: used by touch.py, which says how. */
(() => {
  const SMALLEST = 24; // WCAG 2.2, 2.5.8
  const EASY = 44; // what does the work of a page
  const NO_ZOOM = 16; // a box with smaller letters makes iOS enlarge the page
  const KINDS = { tel: ["tel", "tel"], email: ["email", "email"] };

  const name = (e) => `${e.tagName.toLowerCase()} “${(e.innerText || e.getAttribute("aria-label") || e.name || e.id).trim().slice(0, 24)}”`;
  const round = (size) => Math.round(size * 10) / 10;

  /** What a finger may touch: a box's own label counts. */
  const targetOf = (e) => (e.matches("input[type=checkbox], input[type=radio], input[data-camera]") && e.closest("label")) || e;

  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden, .skip-link, .skip-tabs");

  /** A link within a sentence is as high as its line. */
  const isInText = (e) => {
    if (!e.matches("a") || getComputedStyle(e).display !== "inline") return false;
    const words = e.parentElement.innerText.trim();
    return words.length > e.innerText.trim().length + 1;
  };

  const smallness = (e) => {
    const { width, height } = targetOf(e).getBoundingClientRect();
    if (isInText(e)) return [];
    if (width < SMALLEST || height < SMALLEST) return [`${name(e)} is ${round(width)} × ${round(height)}`];
    const isMain = e.matches(".btn, summary.form-progress") && height < EASY;
    return isMain ? [`button ${name(e)} is ${round(height)} high`] : [];
  };

  const lies = (e, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (e.contains(hit) || targetOf(e).contains(hit) || [...(e.labels ?? [])].some((one) => one.contains(hit)));
  };

  const middle = (e) => {
    const place = targetOf(e).getClientRects()[0];
    return [place.x + place.width / 2, place.y + Math.min(place.height / 2, 22)];
  };

  const covered = (e) => {
    const [x, y] = middle(e);
    const hit = document.elementFromPoint(x, y);
    return lies(e, x, y) ? [] : [`${name(e)} at ${round(x)}, ${round(y)} lies below ${hit ? name(hit) : "the edge"}`];
  };

  const asked = (e) => {
    const [wanted, fills] = KINDS[e.type] ?? [];
    const troubles = [];
    if (parseFloat(getComputedStyle(e).fontSize) < NO_ZOOM) troubles.push(`${name(e)} has letters smaller than ${NO_ZOOM} px`);
    if (wanted && !["off", fills].includes(e.autocomplete)) troubles.push(`${name(e)} fills in ${e.autocomplete}`);
    if (e.type === "tel" && e.inputMode !== "tel") troubles.push(`${name(e)} has no keyboard for numbers`);
    return troubles;
  };

  return {
    /** Bring it into view as the page's own scrolling would, and say where to touch. */
    aim: (e) => {
      targetOf(e).scrollIntoView({ block: "nearest", behavior: "instant" });
      const [x, y] = middle(e);
      return { x, y, troubles: [...smallness(e), ...covered(e)] };
    },
    look: (width) => {
      const all = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);
      const { scrollWidth } = document.documentElement;
      return [
        ...(scrollWidth > width ? [`scrolls sideways: ${scrollWidth}`] : []),
        ...all("a[href], button, summary, input:not([type=hidden]), select, textarea, label.camera").flatMap(smallness),
        ...all("input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select, textarea").flatMap(asked),
      ];
    },
    focused: () => covered(document.activeElement),
  };
})()
