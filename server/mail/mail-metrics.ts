import { Counter, Gauge, type Registry } from 'prom-client';
import { mailKinds } from '../../core/mail/mail-kinds.ts';

export function createMailMetrics(registry: Registry, outboxLag: Gauge<'reader'>) {
  const registers = [registry];
  const metrics = {
    sent: new Counter({
      name: 'foyer_mail_sent_total',
      help: 'Mails that the mail server has taken',
      labelNames: ['kind'],
      registers,
    }),
    failures: new Counter({
      name: 'foyer_mail_failures_total',
      help: 'Tries that failed. later: tried again; never: set aside for a person; server: the server took no mail at all',
      labelNames: ['verdict'],
      registers,
    }),
    waiting: new Gauge({
      name: 'foyer_mail_waiting',
      help: 'Changes of orders whose mail is not sent yet',
      registers,
    }),
    outboxLag,
    setAside: new Gauge({
      name: 'foyer_mail_set_aside',
      help: 'Mails that no server will take and that a person has to look at: npm run mail:failed',
      registers,
    }),
  };
  // A counter that is not there yet has no rate: the first mail, or the first failure, would go unseen.
  for (const kind of mailKinds) metrics.sent.inc({ kind }, 0);
  for (const verdict of ['later', 'never', 'server']) metrics.failures.inc({ verdict }, 0);
  return metrics;
}

export type MailMetrics = ReturnType<typeof createMailMetrics>;
