/* What the harness asks of a page in the browser. `early` runs before the page's own scripts; the rest is called. */
(() => {
  const seen = { shift: 0, moved: [], refused: [] };
  window.faces = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      seen.shift += entry.value;
      for (const source of entry.sources ?? []) seen.moved.push(nameOf(source.node));
    }
  }).observe({ type: "layout-shift", buffered: true });
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.refused.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile ?? ""}`);
  });

  function nameOf(node) {
    const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!element?.tagName) return "?";
    const id = element.id ? `#${element.id}` : "";
    const classes = [...(element.classList ?? [])].map((one) => `.${one}`).join("");
    return `${element.tagName.toLowerCase()}${id}${classes}`;
  }

  function isShown(element) {
    return element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  }

  seen.wide = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const stickingOut = (e) => e.getBoundingClientRect().right > width + 1 && isShown(e);
    const found = [...document.querySelectorAll("body *")].filter(stickingOut);
    const inmost = found.filter((e) => ![...e.children].some(stickingOut));
    return (inmost.length ? inmost : [document.body]).slice(0, 5)
      .map((e) => `${nameOf(e)} “${e.textContent.trim().slice(0, 30)}” reaches ${Math.round(e.getBoundingClientRect().right)} px`);
  };

  seen.frame = () => ({
    headings: [...document.querySelectorAll("h1")].filter(isShown).map((e) => e.textContent.trim()),
    title: document.title.trim(),
    language: document.documentElement.lang,
    landmarks: ["main", "header", "footer"].filter((tag) => !document.querySelector(`${tag}, [role=${tag === "header" ? "banner" : tag === "footer" ? "contentinfo" : "main"}]`)),
    shift: seen.shift,
    moved: [...new Set(seen.moved)].slice(0, 5),
    refused: seen.refused,
    loaded: performance.getEntriesByType("resource").map((one) => one.name),
  });

  seen.barriers = async (tags) => {
    const rules = { "target-size": { enabled: true } };
    const result = await axe.run(document, { runOnly: tags, rules, resultTypes: ["violations"], preload: false });
    return result.violations.map((v) => ({
      rule: v.id,
      impact: v.impact,
      help: v.help,
      nodes: v.nodes.map((n) => ({ target: n.target.join(" "), why: n.failureSummary, html: n.html.slice(0, 160) })),
    }));
  };
})();
