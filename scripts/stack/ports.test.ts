import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findFreePorts, type Ports, readPorts, requireFreePorts } from './ports.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function occupy(port: number, host = '127.0.0.1') {
  const server = createServer().listen(port, host);
  servers.push(server);
  await once(server, 'listening');
}

const complain = (ports: Ports, webInstances = 2) =>
  requireFreePorts(ports, ['site', 'ledger', 'metrics'], webInstances).then(
    () => 'nothing',
    (error: Error) => error.message,
  );

test('each port has its usual place and a variable that moves it', () => {
  expect(readPorts({})).toMatchObject({ site: 8080, prometheus: 9090 });
  expect(readPorts({ SITE_PORT: '8181', PROMETHEUS_PORT: '' })).toMatchObject({ site: 8181, prometheus: 9090 });
  expect(() => readPorts({ SITE_PORT: 'http' })).toThrow('SITE_PORT is http; it must be a port number');
  expect(() => readPorts({ SITE_PORT: '70000' })).toThrow('SITE_PORT is 70000');
});

test('ports that are free raise no complaint, and others than those wanted are not looked at', async () => {
  const ports = await findFreePorts(2);
  await occupy(ports.redis);
  expect(await complain(ports)).toBe('nothing');
});

test('every taken port is named at once, with its variable, who has it and a way out', async () => {
  const ports = await findFreePorts(2);
  await occupy(ports.site);
  await occupy(ports.ledger, '0.0.0.0');
  await occupy(ports.metrics + 1);
  const message = await complain(ports);
  expect(message).toContain(`port ${ports.site} (SITE_PORT) is taken by `);
  expect(message).toContain(`(process ${process.pid})`);
  expect(message).toContain(`port ${ports.ledger} (LEDGER_PORT) is taken`);
  expect(message).toContain(`port ${ports.metrics + 1} (METRICS_PORT) is taken`);
  expect(message).toContain(`SITE_PORT=${ports.site + 1000} npm start`);
  expect(await complain(ports, 1)).not.toContain('METRICS_PORT');
});

test('two doors at one port are told apart from a port that somebody else has', async () => {
  const ports = await findFreePorts(2);
  const message = await complain({ ...ports, ledger: ports.site });
  expect(message).toContain(`port ${ports.site} is asked for more than once: LEDGER_PORT and SITE_PORT`);
  expect(message).not.toContain('is taken');
});
