// Pages are strings made by html`…`: whatever is put into one is escaped, unless it was made by html`…` itself.

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (value) => String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);

function shown(value) {
  if (value === undefined || value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(shown).join('');
  return value instanceof Markup ? value.text : escaped(value);
}

export function html(strings, ...values) {
  return new Markup(strings.map((text, i) => text + (i < values.length ? shown(values[i]) : '')).join(''));
}

/** Markup that somebody else has made, oidc-provider's own forms. */
export const trusted = (text) => new Markup(text);

/** Chinese with its English, the one below the other. */
export const both = (zh, en) => html`${zh} <span class="en" lang="en">${en}</span>`;

export function page(network, title, content) {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${network}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p class="name"><a href="/">${network}</a></p>
<p class="stand-in">${both(
    '这是演示和测试用的替身，不是真实的账号网络；其中的人员和单位均为虚构。',
    'A stand-in for demonstrations and tests. Everybody here is invented.',
  )}</p></header>
<main>
${content}
</main>
</body>
</html>`.toString();
}
