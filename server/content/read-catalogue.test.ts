import { expect, test } from 'vitest';
import type { DocumentProblem } from './parse-document.ts';
import { readCatalogue } from './read-catalogue.ts';

const read = async (vouchers: object[]) => {
  const problems: DocumentProblem[] = [];
  const answer = { currency: 'EUR', ticketTypes: [], quotas: [], vouchers };
  const client = { fetch: async () => answer } as unknown as Parameters<typeof readCatalogue>[0];
  const catalogue = await readCatalogue(client, (problem) => problems.push(problem));
  return { vouchers: catalogue.vouchers, problems };
};

test('a voucher is read with the figure that its kind needs, and without the others', async () => {
  const { vouchers, problems } = await read([
    {
      id: 'one',
      code: 'SPRING-25',
      gives: 'percent',
      percentOff: 25,
      priceCents: 100,
      validFrom: '2027-01-01T00:00:00Z',
    },
    { id: 'two', code: 'BACKSTAGE', gives: 'access', ticketTypeIds: ['crew'], maxUses: 3 },
    // As it was written down before there was a choice.
    { id: 'old', code: 'LONG-AGO', percentOff: 10 },
  ]);
  expect(problems).toEqual([]);
  expect(vouchers).toMatchObject([
    { id: 'one', gives: { kind: 'percent', percentOff: 25 }, validFromAt: Date.UTC(2027, 0, 1), maxUses: null },
    { id: 'two', gives: { kind: 'access' }, ticketTypeIds: ['crew'], maxUses: 3 },
    { id: 'old', gives: { kind: 'percent', percentOff: 10 }, ticketTypeIds: [] },
  ]);
  expect(vouchers[0]?.gives).toEqual({ kind: 'percent', percentOff: 25 });
});

test('what cannot be used as it is meant is left out whole, and said', async () => {
  const { vouchers, problems } = await read([
    { id: 'short', code: 'AB-12', gives: 'percent', percentOff: 25 },
    { id: 'empty', code: 'NO-AMOUNT', gives: 'amount' },
    { id: 'much', code: 'TOO-MUCH', gives: 'percent', percentOff: 101 },
    { id: 'first', code: 'SPRING-25', gives: 'access' },
    { id: 'second', code: 'spring 25', gives: 'access' },
  ]);
  expect(vouchers.map(({ id }) => id)).toEqual(['first']);
  expect(problems.map(({ documentId, leftOut }) => `${documentId}: ${leftOut}`)).toEqual([
    'short: the document',
    'empty: the document',
    'much: the document',
    'second: the document',
  ]);
});
