import { expect, test } from 'vitest';
import { renderNginxSettings } from './nginx-settings.ts';

const none = { TRUSTED_PROXIES: '', VENUE_NETWORKS: '' };

test('the built-in content has doors of its own; with a project at Sanity nobody asks for it', () => {
  const demo = renderNginxSettings({ ...none, SANITY_PROJECT_ID: undefined });
  expect(demo['doors.conf']).toContain('proxy_pass http://lake;');
  expect(demo['doors-upstream.conf']).toContain('server lake:8090 resolve');
  const real = renderNginxSettings({ ...none, SANITY_PROJECT_ID: 'abc' });
  expect(`${real['doors.conf']}${real['doors-upstream.conf']}`).not.toContain('lake');
  expect(real['doors.conf']).toContain('proxy_pass http://studio;');
});

test('networks are the operator’s, and a wrong one is named', () => {
  const settings = renderNginxSettings({
    SANITY_PROJECT_ID: 'abc',
    TRUSTED_PROXIES: '10.0.0.0/8',
    VENUE_NETWORKS: '192.0.2.0/24',
  });
  expect(settings['trusted-proxies.conf']).toContain('set_real_ip_from 10.0.0.0/8;');
  expect(settings['venue-networks.conf']).toBe('192.0.2.0/24 1;\n');
  expect(() => renderNginxSettings({ ...none, SANITY_PROJECT_ID: 'abc', TRUSTED_PROXIES: 'door' })).toThrow(
    'TRUSTED_PROXIES',
  );
});
