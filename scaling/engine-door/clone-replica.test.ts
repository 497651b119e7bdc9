import { expect, test } from 'vitest';
import { cloneReplica, findAliases } from './clone-replica.ts';
import { makeReplica } from './example-replica.ts';

const of = { project: 'foyer', service: 'app', number: 4, frontNetwork: 'foyer_front', term: 7 };

test('a clone is its model with a number, a name and a way in of its own', () => {
  const model = makeReplica(1);
  const clone = cloneReplica(model, of);
  expect(clone?.name).toBe('foyer-app-4');
  expect(clone?.moreNetworks).toEqual(['foyer_watch']);
  const { ContainerIDFile: _file, ConsoleSize: _size, ...host } = model.HostConfig;
  expect(clone?.body).toEqual({
    User: '1000',
    Env: ['SESSION_SECRET=not to be shown'],
    Healthcheck: { Test: ['CMD', 'true'], Interval: 15_000_000_000 },
    StopTimeout: 30,
    // By its id: the name may point to another image by now.
    Image: `sha256:${'1'.repeat(64)}`,
    Labels: {
      'com.docker.compose.project': 'foyer',
      'com.docker.compose.service': 'app',
      'com.docker.compose.container-number': '4',
      'com.docker.compose.config-hash': 'abc',
      'com.docker.compose.oneoff': 'False',
      'foyer.scaler.like': 'foyer-app-1 7',
    },
    HostConfig: { ...host, NetworkMode: 'foyer_back' },
    NetworkingConfig: { EndpointsConfig: { foyer_back: { Aliases: ['foyer-app-4', 'app'] } } },
  });
});

test('a host name that compose gave to all stays, one that the engine made does not', () => {
  const model = makeReplica(1);
  expect(cloneReplica(model, of)?.body).not.toHaveProperty('Hostname');
  model.Config.Hostname = 'shop';
  expect(cloneReplica(model, of)?.body).toMatchObject({ Hostname: 'shop' });
});

test('one that is on the front network alone cannot be cloned without visitors at once', () => {
  const model = makeReplica(1);
  model.NetworkSettings.Networks = { foyer_front: { Aliases: null } };
  expect(cloneReplica(model, of)).toBeNull();
});

test('aliases of the compose file are kept, what names the model itself is not', () => {
  expect(findAliases(makeReplica(1), 'foyer_front', 'foyer-app-4', 'app')).toEqual(['foyer-app-4', 'app', 'site']);
  expect(findAliases(makeReplica(1), 'foyer_new', 'foyer-app-4', 'app')).toEqual(['foyer-app-4', 'app']);
});
