// `npm run ticket:verify -- CODE`: judges a ticket with the public key alone. 0: genuine; 1: not; 2: it could not be judged.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isRefused, type RefusedTickets } from '../core/tickets/refused-tickets.ts';
import { isSignedList, verifyTicketCode } from '../server/tickets/sign-tickets.ts';
import { parsePublicKey } from '../server/tickets/ticket-keys.ts';
import { publicKeyFile } from './stack/data-dir.ts';
import { projectDir } from './stack/project.ts';

const usage = `npm run ticket:verify -- CODE [--key FILE|URL] [--refused FILE|URL]

  CODE       what the QR code says: F1.EVENT.K7Q2ABCDEF-1.1.<signature>
  --key      the public key: a PEM file, or the site's /api/ticket-key; without it, that of the local stack (var/)
  --refused  the list of refused tickets: a file, or the site's /api/ticket-revocations`;

const localKey = publicKeyFile(join(projectDir, 'var'));

async function main(): Promise<0 | 1> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, refused: { type: 'string' } },
  });
  const [code] = positionals;
  if (code === undefined || positionals.length > 1) throw new Error('Give exactly one code.');

  const publicKey = parsePublicKey(await read(values.key ?? localKey, 'The public key'));
  const ticket = verifyTicketCode(code, publicKey);
  if (!ticket) {
    console.log('Not genuine: this is no ticket, or it was not signed with this key.');
    return 1;
  }
  const subject = `registration ${ticket.registrationId}, revision ${ticket.revision}, of event "${ticket.eventId}"`;
  if (values.refused === undefined) {
    console.log(`Genuine: ${subject}. Whether it was cancelled since, --refused tells.`);
    return 0;
  }
  const list = JSON.parse(await read(values.refused, 'The list of refused tickets')) as RefusedTickets;
  if (!isSignedList(list, publicKey)) throw new Error('The list of refused tickets was not signed with this key.');
  if (list.eventId !== ticket.eventId) throw new Error(`The list of refused tickets is that of "${list.eventId}".`);
  const asOf = new Date(list.at).toISOString();
  if (isRefused(list, ticket)) {
    console.log(`Genuine, but refused (cancelled or replaced by ${asOf}): ${subject}.`);
    return 1;
  }
  console.log(`Genuine, and not refused by ${asOf}: ${subject}.`);
  return 0;
}

async function read(source: string, what: string): Promise<string> {
  try {
    if (!/^https?:\/\//.test(source)) return await readFile(source, 'utf8');
    const response = await fetch(source, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    return await response.text();
  } catch (error) {
    const hint = source === localKey ? ' Start Foyer once (`npm start`), or name a key with --key.' : '';
    throw new Error(`${what} cannot be read from ${source}: ${(error as Error).message}.${hint}`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
