import type { Catalogue } from '../../core/orders/catalogue.ts';
import type { Logger } from '../context.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { CourierMetrics } from './courier-metrics.ts';
import { showReport } from './show-report.ts';

export type JobParts = {
  ledger: Ledger;
  readCatalogue: () => Promise<Catalogue>;
  metrics: CourierMetrics;
  log: Logger;
};

const expiryBatch = 200;
/** Long enough to look at what happened; an entry is about 100 bytes of the ledger's memory. */
const outboxKeptMs = 30 * 24 * 3600_000;

/** The courier's work, each a function that may be repeated at any time: every step is idempotent in the ledger. */
export function createJobs({ ledger, readCatalogue, metrics, log }: JobParts) {
  let knownConflicts = '';
  let knownFindings = '';
  return {
    /** Brings what organizers published into the ledger. An empty catalogue is taken too: then nothing is for sale. */
    async syncCatalogue() {
      const { version, changed, conflicts } = await ledger.applyCatalogue(await readCatalogue());
      metrics.catalogueVersion.set(version);
      if (changed) log.info({ version }, 'the ledger sells from a new catalogue');
      const conflictText = JSON.stringify(conflicts);
      if (conflicts.length > 0 && conflictText !== knownConflicts) {
        log.error(
          { conflicts },
          'a capacity is below what is held and sold: these quotas sell nothing until it is raised',
        );
      }
      knownConflicts = conflictText;
    },

    async expireHolds() {
      let expired: string[];
      do {
        expired = await ledger.expireDue({ limit: expiryBatch });
        metrics.expired.inc(expired.length);
      } while (expired.length === expiryBatch);
    },

    /** Reminds of transfers that are due, and gives the seats back of those that did not come. */
    async sweepTransfers() {
      let swept: { reminded: string[]; ended: string[] };
      do {
        swept = await ledger.sweepTransfers({ limit: expiryBatch });
        for (const orderId of swept.reminded) log.info({ orderId }, 'a bank transfer is overdue');
        for (const orderId of swept.ended) log.info({ orderId }, 'a bank transfer did not come: its seats go back');
        metrics.expired.inc(swept.ended.length);
      } while (swept.reminded.length + swept.ended.length === expiryBatch);
    },

    async trimOutbox() {
      const entries = await ledger.trimOutbox({ keepMs: outboxKeptMs });
      if (entries > 0) log.info({ entries }, 'the outbox is shorter by what everybody has read long ago');
    },

    async measureInbox() {
      const { waiting, oldestMs } = await ledger.measureWebhooks();
      metrics.webhooksWaiting.set(waiting);
      metrics.webhookOldest.set(oldestMs / 1000);
    },

    async recount() {
      const report = await ledger.check();
      showReport(report, metrics);
      const findings = JSON.stringify(report.findings);
      if (report.findings.length > 0 && findings !== knownFindings) {
        log.error({ findings: report.findings.slice(0, 20) }, 'the ledger does not add up: run `npm run ledger:check`');
      }
      knownFindings = findings;
    },
  };
}
