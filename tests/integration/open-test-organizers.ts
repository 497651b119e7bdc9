import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import type { Catalogue } from '../../core/orders/catalogue.ts';
import type { Question } from '../../core/orders/questions.ts';
import { createMoneyPages } from '../../server/ledger/money-pages.ts';
import { createOrderPages } from '../../server/ledger/order-pages.ts';
import { createOrderId } from '../../server/orders/create-order-service.ts';
import { createAskWho } from '../../server/organizer/ask-who.ts';
import { createMoney } from '../../server/organizer/create-money.ts';
import { createSummary } from '../../server/organizer/create-summary.ts';
import { createGuards } from '../../server/organizer/guard.ts';
import { createIdentifyOrganizer } from '../../server/organizer/identify-organizer.ts';
import { createOrganizerApi } from '../../server/organizer/organizer-api.ts';
import { createTicketService } from '../../server/tickets/create-ticket-service.ts';
import { createTicketSigner } from '../../server/tickets/sign-tickets.ts';
import { createTicketKey, parseTicketKey } from '../../server/tickets/ticket-keys.ts';
import { createTestLedgers, createVisitor } from './open-test-ledger.ts';

const listen = (handle: RequestListener) =>
  new Promise<Server>((resolve) => {
    const server = createServer(handle).listen(0, '127.0.0.1', () => resolve(server));
  });
const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** The organizer API on a real ledger, and before it somebody who knows the organizers, as a test wants them. */
export function createTestOrganizers() {
  const ledgers = createTestLedgers();
  const servers: Server[] = [];
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(ledgers.url());
  });
  afterAll(() => {
    redis.disconnect();
    for (const server of servers) server.close().closeAllConnections();
  });

  return {
    async open({
      catalogue,
      sanityProject,
      questions = [],
    }: {
      catalogue?: Catalogue;
      sanityProject?: string;
      questions?: Question[];
    } = {}) {
      const opened = await ledgers.open(catalogue);
      const signer = createTicketSigner({ privateKey: parseTicketKey(createTicketKey()), eventId: opened.eventId });
      const logged: object[] = [];
      const note = (fields: object, message: string) => void logged.push({ ...fields, message });
      const log = { info: note, warn: note, error: note };

      const asked: string[] = [];
      /** By cookie or token; what is not here is nobody. */
      const people = new Map<string, object>();
      let isAway = false;
      const who = await listen((request, response) => {
        asked.push(request.url ?? '');
        const { cookie, authorization } = request.headers;
        if (isAway) return void response.writeHead(503).end();
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(people.get(authorization ?? cookie ?? '') ?? {}));
      });
      const config = { SANITY_PROJECT_ID: sanityProject, LAKE_URL: originOf(who), ORGANIZER_ROLES: 'administrator' };
      const pages = createOrderPages({ ...opened, redis });
      const app = express().set('trust proxy', true);
      const api = createOrganizerApi({
        guards: createGuards({
          redis,
          identify: createIdentifyOrganizer(createAskWho(config, originOf(who))),
          onLimited: () => note({}, 'limited'),
        }),
        ledger: opened.ledger,
        pages,
        getMoney: createMoney({
          pages: createMoneyPages({ redis, eventId: opened.eventId }),
          ledger: opened.ledger,
          now: () => opened.clock.nowMs,
        }),
        getSummary: createSummary({ pages, getTimeZone: async () => 'Europe/Lisbon' }),
        getQuestions: async () => questions,
        tickets: createTicketService({ ledger: opened.ledger, signer }),
        createOrderId,
        log,
      });
      const site = await listen(app.use('/organizer/api', api));
      servers.push(who, site);
      const origin = originOf(site);

      /** Somebody who is signed in, with a session and an address of their own. */
      function signIn(name: string) {
        const session = `foyer-organizer=${randomUUID()}`;
        people.set(session, { id: `o-${name}`, name, email: `${name}@example.org` });
        const headers = { Cookie: `foyer=somebody; ${session}`, Origin: origin, 'Sec-Fetch-Site': 'same-origin' };
        const send = async (path: string, init: RequestInit = {}) => {
          const response = await fetch(`${origin}/organizer/api${path}`, {
            ...init,
            headers: { ...headers, 'X-Forwarded-For': `10.0.0.${people.size}`, ...init.headers },
          });
          const text = await response.text();
          const isJson = response.headers.get('content-type')?.includes('json');
          return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
        };
        return {
          session,
          get: send,
          post: (path: string, form: object = {}, headers: Record<string, string> = {}) =>
            send(path, {
              method: 'POST',
              headers: { 'Content-Type': 'application/json', ...headers },
              body: JSON.stringify({ requestId: randomUUID(), ...form }),
            }),
        };
      }
      return {
        ...opened,
        ...createVisitor(opened.ledger),
        codeOf: signer.codeOf,
        origin,
        people,
        asked,
        logged,
        signIn,
        setAway: (away: boolean) => {
          isAway = away;
        },
      };
    },
  };
}
