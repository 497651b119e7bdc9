import { parse, stringify } from 'yaml';
import type { AlertConfig } from './config.ts';

const text = `{{ range .Alerts }}{{ .Status | toUpper }} {{ .Labels.alertname }}
{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ .Annotations.runbook }}

{{ end }}`;

/** prometheus/alertmanager.yml with the ways to tell somebody that are configured. The result holds the mail server's password. */
export function renderAlertmanagerConfig(template: string, config: AlertConfig): string {
  const document = parse(template) as { receivers: [object]; global?: object };
  const { ALERT_MAIL_TO, ALERT_WEBHOOK_URL, SMTP_URL, MAIL_FROM } = config;
  const mail = ALERT_MAIL_TO && SMTP_URL && MAIL_FROM ? { ...describeSmtp(SMTP_URL), smtp_from: MAIL_FROM } : null;
  const [operators] = document.receivers;
  return stringify({
    ...(mail ? { global: mail } : {}),
    ...document,
    receivers: [
      {
        ...operators,
        ...(mail ? { email_configs: [{ to: ALERT_MAIL_TO?.join(', '), send_resolved: true, html: '', text }] } : {}),
        ...(ALERT_WEBHOOK_URL ? { webhook_configs: [{ url: ALERT_WEBHOOK_URL, send_resolved: true }] } : {}),
      },
    ],
  });
}

function describeSmtp(smtpUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const isSecret = password !== '';
  return {
    smtp_smarthost: `${hostname}:${port || (isSecret ? 587 : 25)}`,
    ...(username ? { smtp_auth_username: decodeURIComponent(username) } : {}),
    ...(isSecret ? { smtp_auth_password: decodeURIComponent(password) } : {}),
    // A password is never sent in the open; on port 465 TLS is there from the first byte.
    smtp_require_tls: isSecret && protocol === 'smtp:',
  };
}
