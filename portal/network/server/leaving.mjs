// oidc-provider asks the browser to send a form before a session ends. Where nothing is left to be asked, the form is
// sent for it, so that nobody needs a script or one more click; what ends, and how, stays oidc-provider's.
import { fetchLocally } from './loopback.mjs';

/** The portal has shown, by a token of this very account, that it is the one who leaves. */
function isVouchedFor({ session, entities }) {
  return !session.accountId || entities.IdTokenHint?.payload.sub === session.accountId;
}

/** Whether the answer is a form that ends the session: at a sign-out, or when another account signs in. */
function isWaiting(ctx) {
  const { route, session } = ctx.oidc ?? {};
  if (ctx.status !== 200 || !session?.state?.secret) return false;
  return route === 'resume' || (route === 'end_session' && isVouchedFor(ctx.oidc));
}

/** What the browser's cookies will be once it has this answer. */
function cookiesAfter(ctx) {
  const sent = (ctx.get('cookie') || '').split('; ').filter(Boolean);
  const given = [ctx.response.get('set-cookie')].flat().filter(Boolean).map((cookie) => cookie.split(';')[0]);
  const cookies = new Map([...sent, ...given].map((cookie) => [cookie.split('=')[0], cookie]));
  return [...cookies.values()].join('; ');
}

async function confirm(ctx) {
  const { provider, session } = ctx.oidc;
  const address = new URL(provider.pathFor('end_session_confirm'), provider.issuer).href;
  const headers = { cookie: cookiesAfter(ctx), 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ xsrf: session.state.secret, logout: 'yes' });
  return fetchLocally(address, { method: 'POST', headers, body });
}

export async function confirmForTheBrowser(ctx, next) {
  await next();
  if (!isWaiting(ctx)) return;
  const answer = await confirm(ctx);
  ctx.remove('content-security-policy');
  ctx.set('set-cookie', answer.headers.getSetCookie());
  ctx.status = answer.status;
  if (answer.headers.has('location')) ctx.redirect(answer.headers.get('location'));
  else ctx.body = await answer.text();
}
