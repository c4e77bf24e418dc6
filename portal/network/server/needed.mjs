// Looked at before anything else is loaded: an older Node, as Debian 12's own, fails later and in words nobody understands.
import crypto from 'node:crypto';

if (!crypto.hash || !URL.parse) {
  throw new Error(`Node ${process.version} is too old for the account network, which needs 22 or a late 20`);
}
