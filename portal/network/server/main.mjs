// node main.mjs CONFIG: the account network of demonstrations and tests, at 127.0.0.1. CONFIG is a JSON file with
// `issuer`, `port`, `people` and `clients` (paths of JSON files), and, if wanted, `name`, `listPeople` and `instance`, a word
// that stands in the head of every answer: so whoever started it knows that it is this one that answers.
// It ends when its standard input does, and so with whoever started it.
import './needed.mjs';

import { readFileSync } from 'node:fs';
import http from 'node:http';

import { Accounts } from './accounts.mjs';
import { Clients } from './clients.mjs';
import { confirmForTheBrowser } from './leaving.mjs';
import { makeProvider } from './provider.mjs';
import { Site } from './site.mjs';

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const accounts = new Accounts(config.people);
const clients = new Clients(config.clients);
const site = new Site({ name: config.name, listPeople: config.listPeople, accounts, clients });
const provider = makeProvider({ issuer: config.issuer, accounts, clients, show: site.shown });

provider.use((ctx, next) => {
  if (config.instance) ctx.set('x-instance', config.instance);
  return next();
});
provider.use(confirmForTheBrowser);
provider.use(site.answer);
provider.on('backchannel.error', (ctx, error, client) => {
  console.error(`${client.clientId} was not told: ${error.message}`);
});
provider.on('server_error', (ctx, error) => console.error(error));

const server = http.createServer(provider.callback());
server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(config.port, '127.0.0.1', () => console.log(`${config.issuer} is ready`));

process.stdin.resume();
process.stdin.on('close', () => process.exit(0));
