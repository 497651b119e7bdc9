import { expect, test } from 'vitest';
import { type PayPalConfig, paymentOriginsOf, paypalSettingsOf } from './paypal-settings.ts';

const local: PayPalConfig = {
  PAYPAL_ENVIRONMENT: 'sandbox',
  PAYPAL_STAND_IN_URL: 'http://127.0.0.1:8091/',
  PAYPAL_STAND_IN_CLIENT_ID: 'local-client',
  PAYPAL_STAND_IN_CLIENT_SECRET: 'local-secret',
};
const app = { PAYPAL_CLIENT_ID: 'app', PAYPAL_CLIENT_SECRET: 'app-secret' };

test('without an app everything points to the stand-in', () => {
  expect(paypalSettingsOf(local)).toMatchObject({
    mode: 'stand-in',
    baseUrl: 'http://127.0.0.1:8091',
    clientId: 'local-client',
    secret: 'local-secret',
    scriptOrigin: 'http://127.0.0.1:8091',
    approvalOrigin: 'http://127.0.0.1:8091',
  });
});

test("an app's credentials never go to the stand-in, nor the stand-in's to PayPal", () => {
  expect(paypalSettingsOf({ ...local, ...app })).toMatchObject({
    mode: 'sandbox',
    baseUrl: 'https://api-m.sandbox.paypal.com',
    clientId: 'app',
    secret: 'app-secret',
    merchantId: null,
    approvalOrigin: 'https://www.sandbox.paypal.com',
  });
  expect(paypalSettingsOf({ ...local, ...app, PAYPAL_ENVIRONMENT: 'production' })).toMatchObject({
    baseUrl: 'https://api-m.paypal.com',
    scriptOrigin: 'https://www.paypal.com',
  });
});

test('pages allow the stand-in alone, or PayPal alone', () => {
  expect(paymentOriginsOf(paypalSettingsOf(local))).toEqual({
    form: ['http://127.0.0.1:8091'],
    script: ['http://127.0.0.1:8091'],
  });
  const live = paymentOriginsOf(paypalSettingsOf({ ...local, ...app }));
  expect(live.form).toEqual(['https://www.sandbox.paypal.com']);
  expect(live.script.every((origin) => /paypal(objects)?\.com$/.test(origin))).toBe(true);
});
