import type { MoneyCase } from './case-model.ts';
import { refundCases } from './cases-after.ts';
import { payingCases } from './cases-paying.ts';

/** Every case of paying that the design lists, in its order. */
export const cases: MoneyCase[] = [...payingCases, ...refundCases];
