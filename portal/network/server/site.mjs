// The network's own addresses, beside those of the protocol.
import { readFileSync } from 'node:fs';

import { errors } from 'oidc-provider';

import { ADVANCED, subjectOf } from './accounts.mjs';
import * as pages from './pages.mjs';

const STYLE = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
const LONGEST_FORM = 10_000;

async function formOf(ctx) {
  let text = '';
  for await (const chunk of ctx.req) {
    text += chunk;
    if (text.length > LONGEST_FORM) ctx.throw(413);
  }
  return Object.fromEntries(new URLSearchParams(text));
}

/** The sign-in that this browser has begun, if it has, and not too long ago. */
async function beginningOf(provider, ctx) {
  try {
    return await provider.interactionDetails(ctx.req, ctx.res);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

export class Site {
  constructor({ name, accounts, clients, listPeople }) {
    Object.assign(this, { name, accounts, clients, listPeople });
    this.answer = this.answer.bind(this);
  }

  /** What oidc-provider shows in our words. */
  get shown() {
    return {
      leave: (ctx, hidden) => {
        const person = this.accounts.bySubject(ctx.oidc.session.accountId);
        this.show(ctx, pages.leave(this.name, { person, hidden }));
      },
      left: (ctx) => this.show(ctx, pages.left(this.name, this.places())),
      error: (ctx, { error, error_description: detail }) => {
        const words = { ...pages.FAILURES.request, detail: `${error}: ${detail ?? ''}` };
        this.show(ctx, pages.failure(this.name, { ...words, ...this.places() }));
      },
    };
  }

  places() {
    return { origins: this.clients.origins() };
  }

  show(ctx, body) {
    const leadsTo = ["'self'", ...this.clients.origins()].join(' ');
    ctx.type = 'html';
    ctx.set('cache-control', 'no-store');
    ctx.set('referrer-policy', 'no-referrer');
    ctx.set(
      'content-security-policy',
      `default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action ${leadsTo}`,
    );
    ctx.body = body;
  }

  async answer(ctx, next) {
    const [, first, second] = ctx.path.split('/');
    if (first === 'interaction' && second) return this.signIn(ctx);
    const page = { '/': this.home, '/register': this.register, '/upgrade': this.upgrade, '/style.css': this.style };
    if (page[ctx.path]) return page[ctx.path].call(this, ctx);
    await next();
    if (ctx.status === 404 && !ctx.body && ctx.accepts('html')) this.fail(ctx, pages.FAILURES.missing, 404);
  }

  style(ctx) {
    ctx.type = 'css';
    ctx.body = STYLE;
  }

  home(ctx) {
    this.show(ctx, pages.home(this.name, this.places()));
  }

  register(ctx) {
    this.show(ctx, pages.register(this.name, { people: this.accounts.all() }));
  }

  /** The account that a form names: picked from the list, where there is one, or typed with its password. */
  named({ picked, account, password }) {
    if (picked === undefined || !this.listPeople) {
      const person = this.accounts.withPassword(account, password);
      return { person, fault: person ? undefined : pages.FAULTS.password };
    }
    const person = this.accounts.named(picked);
    return { person, fault: person ? undefined : pages.FAULTS.unknown };
  }

  async signIn(ctx) {
    const provider = ctx.app;
    const begun = await beginningOf(provider, ctx);
    if (begun === undefined) return this.fail(ctx, pages.FAILURES.expired);
    const { uid, params } = begun;
    const client = this.clients.find(params.client_id);
    if (ctx.method !== 'POST') return this.askWho(ctx, { uid, client });
    const form = await formOf(ctx);
    const { result, fault } = this.outcome(form, client.kind);
    if (fault) return this.askWho(ctx, { uid, client, fault, account: form.account });
    ctx.status = 303;
    const options = { mergeWithLastSubmission: false };
    return ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, options));
  }

  /** What to tell oidc-provider, or what is wrong. */
  outcome(form, kind) {
    if (form.leave) return { result: { error: 'access_denied', error_description: 'the visitor went back' } };
    const { person, fault } = this.named(form);
    if (fault) return { fault };
    if (person.kind !== kind) return { fault: pages.faultOfKind(kind) };
    return { result: { login: { accountId: subjectOf(person) } } };
  }

  askWho(ctx, { uid, client, account, fault }) {
    const portal = new URL(client.redirect_uris[0]).origin;
    const people = this.listPeople && this.accounts.ofKind(client.kind);
    this.show(ctx, pages.signIn(this.name, { uid, kind: client.kind, portal, people, account, fault }));
  }

  async upgrade(ctx) {
    const returnTo = ctx.query.return_to;
    if (returnTo !== undefined && !this.clients.knows(returnTo)) return this.fail(ctx, pages.FAILURES.return_to);
    if (ctx.method !== 'POST') return this.askWhom(ctx, { returnTo });
    const form = await formOf(ctx);
    const { person, fault } = this.named(form);
    const wrong = fault ?? (person.kind === 'unit' ? pages.FAULTS.unit_level : undefined);
    if (wrong) return this.askWhom(ctx, { returnTo, account: form.account, fault: wrong });
    this.accounts.raise(person.account);
    if (returnTo === undefined) return this.show(ctx, pages.upgraded(this.name, this.places()));
    ctx.status = 303;
    return ctx.redirect(returnTo);
  }

  askWhom(ctx, { returnTo, account, fault }) {
    const people = this.listPeople && this.accounts.ofKind('person').filter(({ level }) => level !== ADVANCED);
    this.show(ctx, pages.upgrade(this.name, { returnTo, people, account, fault }));
  }

  fail(ctx, words, status = 400) {
    ctx.status = status;
    this.show(ctx, pages.failure(this.name, { ...words, ...this.places() }));
  }
}
