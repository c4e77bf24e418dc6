// The OpenID Connect server itself is oidc-provider; here is what it is told.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { Provider, interactionPolicy } from 'oidc-provider';

import { claimsOf } from './accounts.mjs';
import { ClientAdapter } from './clients.mjs';
import { fetchLocally } from './loopback.mjs';
import { MemoryAdapter } from './memory.mjs';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const IDENTITY = [
  'account_kind',
  'name',
  'id_type',
  'id_number',
  'real_name_level',
  'phone_number',
  'upgrade_url',
  'unit_name',
  'uscc',
];

function makeKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomBytes(6).toString('hex');
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}

/** Sign-in is asked for again where a session is of the other kind; nobody is asked to consent. */
function signInPolicy(accounts, clients) {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.remove('consent');
  policy.get('login').checks.add(
    new Check('other_kind', 'the account is of the other kind', ({ oidc }) => {
      const { accountId } = oidc.session;
      const person = accountId && accounts.bySubject(accountId);
      const fits = !accountId || person?.kind === clients.kindOf(oidc.client.clientId);
      return fits ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}

async function grantOf({ oidc }) {
  const { Grant } = oidc.provider;
  const known = oidc.session.grantIdFor(oidc.client.clientId);
  const found = known && (await Grant.find(known));
  if (found) return found;
  const grant = new Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid identity');
  await grant.save();
  return grant;
}

/** `show` are the pages of our own: `{ leave, left, error }`. */
export function makeProvider({ issuer, accounts, clients, show }) {
  const kept = new Map();
  const provider = new Provider(issuer, {
    adapter: (model) => (model === 'Client' ? new ClientAdapter(clients) : new MemoryAdapter(model, kept)),
    claims: { openid: ['sub'], identity: IDENTITY },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientBasedCORS: () => false,
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      names: { session: 'network_session', interaction: 'network_sign_in', resume: 'network_resume' },
    },
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: show.leave, postLogoutSuccessSource: show.left },
    },
    fetch: fetchLocally,
    findAccount: async (ctx, sub) => {
      const person = accounts.bySubject(sub);
      return person && { accountId: sub, claims: async () => claimsOf(person, issuer) };
    },
    interactions: { policy: signInPolicy(accounts, clients), url: (ctx, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [makeKey()] },
    loadExistingGrant: grantOf,
    pkce: { required: () => true },
    renderError: show.error,
    responseTypes: ['code'],
    scopes: ['openid', 'identity'],
    ttl: {
      AccessToken: 10 * MINUTE,
      AuthorizationCode: MINUTE,
      Grant: 8 * HOUR,
      IdToken: 8 * HOUR,
      Interaction: 15 * MINUTE,
      Session: 8 * HOUR,
    },
  });
  return provider;
}
