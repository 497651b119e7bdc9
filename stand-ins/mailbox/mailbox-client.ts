import type { Fault } from './faults.ts';
import type { StoredMail } from './store.ts';

export type MailboxMessage = StoredMail & {
  headers: { name: string; value: string }[];
  text: string;
  html: string | null;
  attachments: { name: string; contentType: string; cid: string | null; base64: string }[];
};

/** For tests and proofs: reads the mailbox at `url`, and plans what goes wrong there. */
export function createMailboxClient(url: string) {
  async function ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  return {
    /** The newest first, each Message-ID once. */
    list: () => ask<StoredMail[]>('/api/messages'),
    read: (id: number) => ask<MailboxMessage>(`/api/messages/${id}`),
    plan: (fault: Fault) => ask<Fault[]>('/control/faults', fault),
    clearFaults: () => ask('/control/clear-faults', {}),
  };
}

export type MailboxClient = ReturnType<typeof createMailboxClient>;
