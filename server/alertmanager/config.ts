import { z } from 'zod';
import { mailFromForm } from '../mail/mail-settings.ts';

const address = z.string().regex(/^[^<>,@\s]+@[^<>,@\s]+$/, 'must be one or more addresses, comma-separated');

const alertSchema = z
  .object({
    /** Who is told by mail; needs SMTP_URL and MAIL_FROM, which the site's own mail uses too. */
    ALERT_MAIL_TO: z
      .string()
      .transform((list) => list.split(',').map((one) => one.trim()))
      .pipe(z.array(address))
      .optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z.string().regex(mailFromForm).optional(),
    /** Gets Alertmanager's JSON by POST. May hold a token: never logged. */
    ALERT_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  })
  .superRefine((env, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (env.ALERT_MAIL_TO && !env.SMTP_URL) refuse('SMTP_URL', 'is needed with ALERT_MAIL_TO');
    if (env.ALERT_MAIL_TO && !env.MAIL_FROM) refuse('MAIL_FROM', 'is needed with ALERT_MAIL_TO');
    // Alertmanager takes TLS from the first byte for granted on that port, and knows no other way to ask for it.
    if (env.SMTP_URL?.startsWith('smtps:') && new URL(env.SMTP_URL).port !== '465') {
      refuse('SMTP_URL', 'must name port 465 with smtps:// for Alertmanager; smtp:// with a password uses STARTTLS');
    }
  });

export type AlertConfig = z.infer<typeof alertSchema>;

/** Throws one error that names every wrong variable, without its value. */
export function parseAlertConfig(environment: Record<string, string | undefined>): AlertConfig {
  const parsed = alertSchema.safeParse(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
  );
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path[0]?.toString()}: ${issue.message}`);
  throw new Error(`The configuration of alerts is wrong.\n${problems.join('\n')}`);
}

export const readAlertConfig = (): AlertConfig => parseAlertConfig(process.env);
