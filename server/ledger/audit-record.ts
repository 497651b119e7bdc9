import { z } from 'zod';
import { type AuditEntry, auditActions } from '../../core/orders/organizer-act.ts';

const auditEntrySchema: z.ZodType<AuditEntry> = z.object({
  requestId: z.string(),
  by: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  note: z.string().nullable(),
  action: z.enum(auditActions),
  at: z.number(),
  registrationId: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
});

/** An order's audit as the scripts keep it: one JSON text an entry. */
export function parseAudit(reply: unknown): AuditEntry[] {
  return z
    .array(z.string())
    .parse(reply)
    .map((json) => auditEntrySchema.parse(JSON.parse(json)));
}
