import { z } from 'zod';
import { parseEnvironment } from '../../platform/parse-environment.ts';
import { mayListenAt, ownHost, standIns } from '../place.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const environmentSchema = z
  .object({
    MAILBOX_HOST: ownHost,
    STAND_INS: standIns,
    MAILBOX_PORT: port.default(8092),
    SMTP_PORT: port.default(2525),
    MAILBOX_DATA_DIR: z.string().default('var/mailbox'),
  })
  .refine((env) => mayListenAt(env.MAILBOX_HOST, env.STAND_INS), {
    path: ['MAILBOX_HOST'],
    error: 'must be an address of this machine alone: the mailbox shows every mail to whoever asks',
  });

export type MailboxConfig = z.infer<typeof environmentSchema>;

/** Throws one error that names every wrong variable. */
export function readMailboxConfig(environment: Record<string, string | undefined> = process.env): MailboxConfig {
  return parseEnvironment(environmentSchema, environment);
}
