/** Talking to the portal from a form page: the token, and what to do when the session has ended. */

const tokenInputs = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");

export const token = () => tokenInputs()[0].value;

/** Ask for a fresh token, as signing in again makes the old one worthless. Returns whether somebody is signed in. */
export async function renew(form) {
  const response = await fetch(form.dataset.sessionUrl, { headers: { Accept: "application/json" } });
  const session = await response.json();
  if (session.signed_in) tokenInputs().forEach((input) => (input.value = session.token));
  return session.signed_in;
}

export function askToSignIn(wanted) {
  const box = document.querySelector("[data-sign-in]");
  box.hidden = !wanted;
  if (wanted) box.scrollIntoView({ block: "nearest" });
}
