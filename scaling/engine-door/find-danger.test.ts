import { expect, test } from 'vitest';
import { makeReplica } from './example-replica.ts';
import { findDanger } from './find-danger.ts';
import type { Inspected } from './inspected.ts';

test('an app container as the compose file makes it is harmless', () => {
  expect(findDanger(makeReplica(1), 'foyer')).toBeNull();
  const withMounts = makeReplica(1);
  withMounts.HostConfig.Mounts = [{ Type: 'tmpfs' }, { Type: 'volume', Source: 'foyer_logs' }, { Type: 'volume' }];
  expect(findDanger(withMounts, 'foyer')).toBeNull();
});

const dangers: [string, Partial<Inspected['HostConfig']>, RegExp][] = [
  ['privileged', { Privileged: true }, /^is privileged$/],
  ['more capabilities', { CapAdd: ['SYS_ADMIN'] }, /capabilities.*SYS_ADMIN/],
  ['devices', { Devices: [{ PathOnHost: '/dev/sda' }] }, /devices/],
  ['graphics cards', { DeviceRequests: [{ Count: -1 }] }, /devices/],
  ['rules for devices', { DeviceCgroupRules: ['c 1:1 rwm'] }, /devices/],
  ['the network of the host', { NetworkMode: 'host' }, /network "host"/],
  ['the network of another container', { NetworkMode: 'container:abc' }, /network "container:abc"/],
  ['the network of everybody', { NetworkMode: 'bridge' }, /network "bridge"/],
  ['processes of the host', { PidMode: 'host' }, /pid mode "host"/],
  ['memory of the host', { IpcMode: 'host' }, /ipc mode "host"/],
  ['the name of the host', { UTSMode: 'host' }, /host name/],
  ['users of the host', { UsernsMode: 'host' }, /user name space/],
  ['no system call filter', { SecurityOpt: ['seccomp=unconfined'] }, /not confined/],
  ['no labels', { SecurityOpt: ['label=disable'] }, /not confined/],
  ['kernel paths', { MaskedPaths: [] }, /unmasked/],
  ['volumes of others', { VolumesFrom: ['db'] }, /volumes/],
  ['a folder of the host', { Binds: ['/etc:/mnt'] }, /mounts \/etc/],
  ['the socket of Docker', { Binds: ['/var/run/docker.sock:/s'] }, /docker\.sock/],
  ['a volume of another project', { Binds: ['other_data:/mnt'] }, /other_data/],
  ['a folder as a mount', { Mounts: [{ Type: 'bind', Source: '/etc' }] }, /mounts \/etc/],
  [
    'a folder under the name of a volume',
    { Mounts: [{ Type: 'volume', Source: 'foyer_x', VolumeOptions: { DriverConfig: { Options: { o: 'bind' } } } }] },
    /foyer_x/,
  ],
  ['links', { Links: ['/db:/app/db'] }, /linked/],
  ['a port', { PortBindings: { '3000/tcp': [{ HostPort: '80' }] } }, /port/],
  ['all ports', { PublishAllPorts: true }, /port/],
  ['no memory limit', { Memory: 0 }, /memory limit/],
];

test.each(dangers)('%s: not cloned', (_, host, words) => {
  const replica = makeReplica(1);
  Object.assign(replica.HostConfig, host);
  expect(findDanger(replica, 'foyer')).toMatch(words);
});

test("a network of another project's: not cloned", () => {
  const replica = makeReplica(1);
  replica.NetworkSettings.Networks.other_back = { Aliases: null };
  expect(findDanger(replica, 'foyer')).toMatch(/other_back/);
});
