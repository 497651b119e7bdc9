import { expect, test } from 'vitest';
import { classifyFailure } from './classify-failure.ts';

const refusal = (issue: string) => ({ name: 'UNPROCESSABLE_ENTITY', details: [{ issue }], debug_id: 'in-body' });

test.each([
  ['INSTRUMENT_DECLINED', 'declined'],
  ['PAYER_CANNOT_PAY', 'declined'],
  ['ORDER_NOT_APPROVED', 'declined'],
  ['SOMETHING_NEW', 'declined'],
  ['PAYEE_ACCOUNT_RESTRICTED', 'rejected'],
  ['DUPLICATE_INVOICE_ID', 'rejected'],
  ['ORDER_ALREADY_CAPTURED', 'unknown'],
  ['CAPTURE_FULLY_REFUNDED', 'unknown'],
  ['PAYPAL_REQUEST_ID_PREVIOUSLY_USED', 'unknown'],
])('422 %s is %s', (issue, kind) => {
  expect(classifyFailure(422, refusal(issue), null)).toEqual({
    ok: false,
    kind,
    issue,
    status: 422,
    debugId: 'in-body',
  });
});

test.each([
  [400, 'rejected'],
  [401, 'rejected'],
  [403, 'rejected'],
  [404, 'rejected'],
  [408, 'unknown'],
  [409, 'unknown'],
  [429, 'unknown'],
  [500, 'unknown'],
  [503, 'unknown'],
  [302, 'unknown'],
])('%d is %s', (status, kind) => {
  expect(classifyFailure(status, { name: 'SOME_NAME' }, 'in-header')).toMatchObject({
    kind,
    issue: 'SOME_NAME',
    debugId: 'in-header',
  });
});

test.each([[undefined], ['<html>'], [{}], [null], [{ details: 'x' }]])(
  'a 4xx that is not in the words of PayPal is no answer of PayPal: %s',
  (body) => {
    expect(classifyFailure(403, body, null)).toEqual({
      ok: false,
      kind: 'unknown',
      issue: null,
      status: 403,
      debugId: null,
    });
  },
);

test("OAuth's form is read too, and an error without details has its name for an issue", () => {
  expect(classifyFailure(401, { error: 'invalid_client' }, null)).toMatchObject({ issue: 'invalid_client' });
  expect(classifyFailure(400, { name: 'INVALID_REQUEST', details: [] }, null)).toMatchObject({
    issue: 'INVALID_REQUEST',
  });
});
