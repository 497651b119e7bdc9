import { z } from 'zod';

/** Something that goes wrong, or is slow, at a step of the SMTP conversation. */
export const faultSchema = z
  .object({
    /** `data` is after the whole mail has come in. */
    at: z.enum(['connect', 'mail', 'rcpt', 'data']),
    /** The server's answer; 4xx: try again later, 5xx: never. Nothing is kept. */
    refuse: z.number().int().min(400).max(599).optional(),
    text: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/)
      .optional(),
    /** At `data`: the mail is kept and the connection broken, so that the sender cannot know it. Elsewhere: broken at once. */
    drop: z.literal(true).optional(),
    delayMs: z.number().int().min(1).max(120_000).optional(),
    /** Only for this recipient; at `data`, for mails that have it. */
    recipient: z.string().optional(),
    /** How often; without end where it is left out. */
    times: z.number().int().min(1).optional(),
  })
  .refine((fault) => fault.refuse || fault.drop || fault.delayMs, 'a fault must refuse, drop or delay');

export type Fault = z.infer<typeof faultSchema>;
export type Step = Fault['at'];

/** In memory: a mailbox that is started again works. */
export function createFaults() {
  let planned: Fault[] = [];
  return {
    list: () => planned,
    plan(fault: Fault) {
      planned.push({ ...fault });
    },
    clear() {
      planned = [];
    },
    /** The first that fits, counted down. */
    take(step: Step, recipients: string[]): Fault | null {
      const fits = (fault: Fault) =>
        fault.at === step && (fault.recipient === undefined || recipients.includes(fault.recipient));
      const fault = planned.find(fits);
      if (!fault) return null;
      if (fault.times !== undefined) {
        fault.times -= 1;
        if (fault.times === 0) planned = planned.filter((other) => other !== fault);
      }
      return fault;
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
