/** How high the bar above the case is, for what must not lie beneath it: it wraps with its words, and each case has its own. */

export function measureBar() {
  const place = document.documentElement.style;
  const watcher = new ResizeObserver(([entry]) => place.setProperty("--case-bar", `${entry.target.offsetHeight}px`));
  const watch = () => {
    watcher.disconnect();
    const bar = document.querySelector(".case-bar");
    if (bar) watcher.observe(bar);
  };
  document.addEventListener("htmx:load", watch);
  watch();
}
