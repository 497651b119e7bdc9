// A courier's round over payments in a process of its own, so that a test can kill it: `node settling-process.ts SETTING`.
import { Redis } from 'ioredis';
import { createLedger } from '../../server/ledger/create-ledger.ts';
import { createPayPalClient } from '../../server/payments/create-paypal-client.ts';
import { createSettle } from '../../server/payments/settle.ts';
import { createSettleUnsettled } from '../../server/payments/settle-unsettled.ts';
import { credentials } from '../start-paypal.ts';

export type SettlingSetting = { redisPort: number; eventId: string; paypalUrl: string; nowMs: number };

const { redisPort, eventId, paypalUrl, nowMs } = JSON.parse(process.argv[2] ?? '') as SettlingSetting;
const redis = new Redis(redisPort);
const ledger = createLedger({ redis, eventId, nowMs: () => nowMs });
const paypal = createPayPalClient({ baseUrl: paypalUrl, ...credentials });
const log = { info: () => {}, warn: () => {}, error: () => {} };
const settle = createSettle({ ledger, paypal, log, merchantId: null, declineGraceMs: 0 });
await createSettleUnsettled({ ledger, settle, log })();
redis.disconnect();
