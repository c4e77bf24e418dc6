// Requests to addresses of this machine. Debian's resolver does not know names like portal.localhost, browsers do.
import http from 'node:http';

const LOOPBACK = '127.0.0.1';

function lookUp(hostname, options, found) {
  if (options.all) found(null, [{ address: LOOPBACK, family: 4 }]);
  else found(null, LOOPBACK, 4);
}

export function isLocal(url) {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && (hostname === 'localhost' || hostname === LOOPBACK || hostname.endsWith('.localhost'));
}

/** A `fetch` that reaches this machine only, whatever the name, and follows no redirect. */
export function fetchLocally(url, { method = 'GET', headers = {}, body, signal } = {}) {
  if (!isLocal(url)) return Promise.reject(new Error(`${url} is not on this machine`));
  const text = body === undefined ? '' : String(body);
  const sent = { ...Object.fromEntries(new Headers(headers)), 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: sent, lookup: lookUp, signal, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(asFetched(response, Buffer.concat(chunks))));
    });
    request.on('error', reject);
    request.end(text);
  });
}

function asFetched(response, content) {
  const headers = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const mayHaveBody = content.length && ![204, 304].includes(response.statusCode);
  return new Response(mayHaveBody ? content : null, { status: response.statusCode, headers });
}
