import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseAlertConfig } from './config.ts';
import { renderAlertmanagerConfig } from './render-config.ts';

const template = await readFile(new URL('../../prometheus/alertmanager.yml', import.meta.url), 'utf8');
const render = (environment: Record<string, string>) =>
  parse(renderAlertmanagerConfig(template, parseAlertConfig(environment)));

const mail = {
  ALERT_MAIL_TO: 'ops@example.org, night@example.org',
  SMTP_URL: 'smtp://foyer:p%40ss%3A%22word@mail.example',
  MAIL_FROM: 'Some Conference <tickets@example.org>',
};

test('with nothing configured it stays what it is', () => {
  expect(render({})).toEqual(parse(template));
  expect(render({ SMTP_URL: mail.SMTP_URL, ALERT_WEBHOOK_URL: '' })).toEqual(parse(template));
});

test('mail goes to everybody named, by STARTTLS where there is a password', () => {
  const { global, receivers } = render(mail);
  expect(global).toEqual({
    smtp_smarthost: 'mail.example:587',
    smtp_auth_username: 'foyer',
    smtp_auth_password: 'p@ss:"word',
    smtp_require_tls: true,
    smtp_from: mail.MAIL_FROM,
  });
  expect(receivers).toMatchObject([{ name: 'operators', email_configs: [{ to: mail.ALERT_MAIL_TO }] }]);
  expect(receivers[0]).not.toHaveProperty('webhook_configs');
});

test('smtps has TLS from the first byte, which Alertmanager must not ask for again', () => {
  expect(render({ ...mail, SMTP_URL: 'smtps://a:b@mail.example:465' }).global).toMatchObject({
    smtp_smarthost: 'mail.example:465',
    smtp_require_tls: false,
  });
});

test('a webhook is a way of its own', () => {
  const { global, receivers } = render({ ALERT_WEBHOOK_URL: 'https://chat.example/hook?token=abc' });
  expect(global).toBeUndefined();
  expect(receivers[0].webhook_configs).toEqual([{ url: 'https://chat.example/hook?token=abc', send_resolved: true }]);
});

test('what is wrong is named, all at once and without its value', () => {
  const wrong = { ALERT_MAIL_TO: 'ops', SMTP_URL: 'smtps://user:secret@mail.example', ALERT_WEBHOOK_URL: 'chat' };
  expect(() => parseAlertConfig(wrong)).toThrow(/ALERT_MAIL_TO: [\s\S]*ALERT_WEBHOOK_URL: /);
  expect(() => parseAlertConfig({ ...mail, SMTP_URL: 'smtps://user:secret@mail.example' })).toThrow(/SMTP_URL: .*465/);
  expect(() => parseAlertConfig({ ALERT_MAIL_TO: 'ops@example.org' })).toThrow(/SMTP_URL: [\s\S]*MAIL_FROM: /);
  expect(() => parseAlertConfig({ ...mail, SMTP_URL: 'smtps://user:secret@mail.example' })).not.toThrow(/secret/);
});
