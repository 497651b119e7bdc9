import { expect, test } from 'vitest';
import { readScript } from '../../server/ledger/scripts.ts';
import { withoutComparing } from './without-compare-and-set.ts';

test('the script that books a capture can be left without its comparison, and books all the same', () => {
  const script = readScript('recordCapture');
  const blind = withoutComparing(script);
  const ownPart = (text: string) => text.slice(text.indexOf('local capture_id, amount_cents'));
  expect(ownPart(script)).toContain('is_booked');
  expect(ownPart(blind)).not.toContain('is_booked');
  expect(ownPart(blind)).toContain("state = 'CONFIRMED'");
});
