// Where oidc-provider keeps sessions, codes and tokens: in memory, and gone when the server stops.

const byUid = (uid) => `uid:${uid}`;

export class MemoryAdapter {
  constructor(model, store) {
    this.model = model;
    this.store = store;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    this.store.set(this.key(id), { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
    if (this.model === 'Session') this.store.set(byUid(payload.uid), { payload: id, until: Infinity });
  }

  async find(id) {
    const kept = this.store.get(this.key(id));
    if (kept && kept.until > Date.now()) return kept.payload;
    this.store.delete(this.key(id));
    return undefined;
  }

  async findByUid(uid) {
    return this.find(this.store.get(byUid(uid))?.payload);
  }

  async consume(id) {
    const payload = await this.find(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    const payload = await this.find(id);
    this.store.delete(this.key(id));
    if (payload?.uid) this.store.delete(byUid(payload.uid));
  }

  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of this.store) {
      if (payload?.grantId === grantId && key.startsWith(`${this.model}:`)) this.store.delete(key);
    }
  }
}
