/** Conditions, as applications/scheme/match.py has them: all keys must match, a list means any of, `not` negates. */
export function matches(match, facts) {
  return Object.entries(match ?? {}).every(([key, wanted]) => holds(key, wanted, facts));
}

function holds(key, wanted, facts) {
  if (key === "not") return !matches(wanted, facts);
  if (wanted !== null && typeof wanted === "object" && !Array.isArray(wanted)) return !among(facts[key], wanted.not);
  return among(facts[key], wanted);
}

function among(value, wanted) {
  const values = Array.isArray(value) ? value : [value];
  const options = Array.isArray(wanted) ? wanted : [wanted];
  return values.some((one) => options.includes(one));
}
