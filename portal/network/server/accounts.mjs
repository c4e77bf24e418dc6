// The invented people and units who have an account here. Their file is read anew whenever somebody is looked for,
// because whoever started the server may write other people into it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export const ADVANCED = 'advanced';

const digest = (text) => createHash('sha256').update(String(text)).digest();

/** What the clients know an account by: always the same, and nothing can be read from it. */
export const subjectOf = (person) => digest(`${person.kind}:${person.account}`).toString('hex').slice(0, 24);

export const nameOf = (person) => (person.kind === 'unit' ? person.unit_name : person.name);

/** The claims of one account, as docs/developer.md lists them. */
export function claimsOf(person, issuer) {
  const common = { sub: subjectOf(person), account_kind: person.kind };
  if (person.kind === 'unit') return { ...common, unit_name: person.unit_name, uscc: person.uscc };
  return {
    ...common,
    name: person.name,
    id_type: person.id_type,
    id_number: person.id_number,
    real_name_level: person.level,
    phone_number: person.mobile,
    ...(person.level === ADVANCED ? {} : { upgrade_url: `${issuer}/upgrade` }),
  };
}

export class Accounts {
  constructor(file) {
    this.file = file;
  }

  all() {
    return JSON.parse(readFileSync(this.file, 'utf8')).map((person) => ({ kind: 'person', ...person }));
  }

  ofKind(kind) {
    return this.all().filter((person) => person.kind === kind);
  }

  bySubject(sub) {
    return this.all().find((person) => subjectOf(person) === sub);
  }

  named(account) {
    return this.all().find((person) => person.account === account);
  }

  /** The account of this name, if the password is its own. */
  withPassword(account, password) {
    const person = this.named(account);
    return person && timingSafeEqual(digest(person.password), digest(password)) ? person : undefined;
  }

  /** What is raised stays raised, also for the next server that is started with this file. */
  raise(account) {
    const people = this.all().map((person) => (person.account === account ? { ...person, level: ADVANCED } : person));
    const beside = `${this.file}.new`;
    writeFileSync(beside, JSON.stringify(people, null, 2));
    renameSync(beside, this.file); // nobody reads half a file
  }
}
