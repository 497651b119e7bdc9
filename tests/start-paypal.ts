import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPayPalControl, type PayPalControl } from '../stand-ins/paypal/control-client.ts';
import { createPayPal } from '../stand-ins/paypal/create-paypal.ts';

export const credentials = { clientId: 'client-of-the-tests', secret: 'secret-of-the-tests' };

export type TestPayPal = { url: string; control: PayPalControl; stop(): Promise<void> };

/** The PayPal stand-in on a free port with a folder of its own, both gone after `stop`. */
export async function startPayPal(): Promise<TestPayPal> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-paypal-'));
  const paypal = createPayPal({
    dataDir,
    ...credentials,
    onError: (error) => console.error('the PayPal stand-in failed', error),
  });
  await new Promise<void>((resolve, reject) => {
    paypal.server.once('error', reject);
    paypal.server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(paypal.server.address() as AddressInfo).port}`;
  return {
    url,
    control: createPayPalControl(url),
    async stop() {
      await paypal.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
