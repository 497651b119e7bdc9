import { expect, test } from 'vitest';
import { readScript } from '../../server/ledger/scripts.ts';
import { cutInTwo } from './check-then-write.ts';

test('the script that holds seats can be cut where it stops looking: the half that looks writes no order', () => {
  const { look, take } = cutInTwo(readScript('hold'));
  const ownPart = (half: string) => half.slice(half.indexOf('local FORM_LIFE_S'));
  expect(ownPart(look)).toContain('make_offer(');
  expect(ownPart(look)).not.toContain('hold_seats(');
  expect(ownPart(take)).toContain('hold_seats(');
  expect(ownPart(take)).not.toContain('make_offer(');
});
