/** Which answers are others than in the last recognition, as applications/comparing.py tells them apart. */

const plain = (value, none) => {
  if (Array.isArray(value)) return value.map(String).filter(Boolean).sort().join("\n");
  if (typeof value === "boolean") return String(value);
  const text = String(value ?? "").trim();
  return none.includes(text) ? "" : text;
};

/** Returns what tells the facts `changed.<group>` for answers; nothing for a form that renews nothing. */
export function changesSince(form) {
  if (!form.dataset.before) return () => ({});
  const { groups, answers, none } = JSON.parse(form.dataset.before);
  const differs = (key, facts) => plain(facts[key], none[key]) !== plain(answers[key], none[key]);
  return (facts) =>
    Object.fromEntries(Object.entries(groups).map(([name, keys]) => [name, keys.some((key) => differs(key, facts))]));
}
