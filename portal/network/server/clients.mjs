// The portals that may ask this network who somebody is: two clients each, one for units and one for individuals.
import { readFileSync } from 'node:fs';

export class Clients {
  constructor(file) {
    this.file = file;
  }

  all() {
    return JSON.parse(readFileSync(this.file, 'utf8'));
  }

  find(clientId) {
    return this.all().find((client) => client.client_id === clientId);
  }

  kindOf(clientId) {
    return this.find(clientId)?.kind;
  }

  /** Where the portals are, each once. */
  origins() {
    const addresses = this.all().flatMap((client) => [
      ...client.redirect_uris,
      ...(client.post_logout_redirect_uris ?? []),
    ]);
    return [...new Set(addresses.map((address) => new URL(address).origin))];
  }

  /** Whether somebody may be led to this address: it is on one of the portals. */
  knows(address) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    return url !== undefined && !url.username && !url.password && this.origins().includes(url.origin);
  }
}

/** What oidc-provider has to know of a client. */
function metadataOf({ kind, ...client }) {
  const leaving = client.backchannel_logout_uri ? { backchannel_logout_session_required: true } : {};
  return { ...leaving, ...client };
}

/** An adapter that finds clients in their file, whenever one is asked for. */
export class ClientAdapter {
  constructor(clients) {
    this.clients = clients;
  }

  async find(clientId) {
    const client = this.clients.find(clientId);
    return client && metadataOf(client);
  }
}
