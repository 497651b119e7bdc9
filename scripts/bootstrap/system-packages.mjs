import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

// Debian keeps servers in sbin, which is not in everybody's PATH.
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
const hasProgram = (name) => folders.some((folder) => folder && existsSync(join(folder, name)));

const servers = [
  { package: 'redis-server', isThere: () => hasProgram('redis-server'), units: ['redis-server'] },
  { package: 'nginx', isThere: () => hasProgram('nginx'), units: ['nginx'] },
  {
    package: 'prometheus',
    isThere: () => hasProgram('prometheus') && hasProgram('promtool'),
    units: ['prometheus', 'prometheus-node-exporter'],
  },
];
const testPrograms = [
  {
    package: 'prometheus-alertmanager',
    isThere: () => hasProgram('amtool') && hasProgram('prometheus-alertmanager'),
    units: ['prometheus-alertmanager'],
  },
  // A terminal for `pm2 monit`, which draws only into one.
  { package: 'tmux', isThere: () => hasProgram('tmux'), units: [] },
  { package: 'wrk', isThere: () => hasProgram('wrk'), units: [] },
  { package: 'chromium', isThere: () => hasProgram('chromium'), units: [] },
  { package: 'fonts-dejavu-core', isThere: () => existsSync('/usr/share/fonts/truetype/dejavu'), units: [] },
  {
    package: 'fonts-noto-color-emoji',
    isThere: () => existsSync('/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'),
    units: [],
  },
];

/** For the container tests, which are skipped where there is no engine: installed where one could run, never asked for. */
const enginePrograms = [
  {
    package: 'docker.io',
    isThere: () => hasProgram('dockerd'),
    units: ['docker.service', 'docker.socket', 'containerd.service'],
  },
  { package: 'iptables', isThere: () => hasProgram('iptables'), units: [] },
  { package: 'debootstrap', isThere: () => hasProgram('debootstrap'), units: [] },
];

/** An engine needs what root in most containers lacks: CAP_NET_ADMIN (12) and CAP_SYS_ADMIN (21). */
function canRunEngine() {
  if (process.getuid?.() !== 0 || !hasProgram('apt-get')) return false;
  const [, capabilities = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const has = (bit) => ((BigInt(`0x${capabilities}`) >> BigInt(bit)) & 1n) === 1n;
  return has(12) && has(21);
}

function engineAnswers() {
  return hasProgram('docker') && spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 15_000 }).status === 0;
}

/** Installs the missing servers with apt, and leaves none of them running or enabled as a system service. */
export async function installServers({ forTests }) {
  const forEngine = forTests && canRunEngine() && !engineAnswers() ? enginePrograms : [];
  const missing = [...servers, ...(forTests ? testPrograms : []), ...forEngine].filter((wanted) => !wanted.isThere());
  if (missing.length === 0) return;
  const names = missing.map((wanted) => wanted.package);
  const byHand = `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`;

  if (!hasProgram('apt-get')) {
    throw new Error(
      `Foyer needs these, and there is no apt here to install them with: ${names.join(', ')}.\nInstall them with your system's package manager, then run this again. On Debian or Ubuntu that is:\n\n${byHand}`,
    );
  }
  const asRoot = findWayToRoot();
  if (!asRoot) {
    throw new Error(
      `Foyer needs these, and installing them takes root: ${names.join(', ')}.\nRun this, then try again:\n\n${byHand}`,
    );
  }
  console.log(`Installing ${names.join(', ')} (apt) ...`);
  const restorePolicy = forbidServiceStarts(asRoot);
  try {
    run([...asRoot, 'apt-get', 'update', '-q=2'], byHand);
    run(
      [
        ...asRoot,
        'env',
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        // Somebody else may be installing something at this moment.
        '-o=DPkg::Lock::Timeout=300',
        'install',
        '-q=2',
        '-y',
        '--no-install-recommends',
        ...names,
      ],
      byHand,
    );
  } finally {
    restorePolicy();
  }
  disableUnits(
    asRoot,
    missing.flatMap((wanted) => wanted.units),
  );
  const stillMissing = missing.filter((wanted) => !wanted.isThere()).map((wanted) => wanted.package);
  if (stillMissing.length > 0)
    throw new Error(`apt installed ${stillMissing.join(', ')}, yet their programs are not there.`);
}

/** The words to put before a command so that it runs as root; null where that would need a password. */
function findWayToRoot() {
  if (process.getuid?.() === 0) return [];
  const isFree = hasProgram('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return isFree ? ['sudo', '-n'] : null;
}

/** Debian starts a server as soon as it is installed unless policy-rc.d says 101. A policy that is there already stays.
 *  Returns what takes ours away again, also after Ctrl-C. */
function forbidServiceStarts(asRoot) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => {};
  if (asRoot.length === 0) {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n');
    chmodSync(policy, 0o755);
  } else {
    spawnSync(asRoot[0], [
      ...asRoot.slice(1),
      'sh',
      '-c',
      `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`,
    ]);
  }
  const restore = () => {
    process.off('exit', restore);
    if (asRoot.length === 0) rmSync(policy, { force: true });
    else spawnSync(asRoot[0], [...asRoot.slice(1), 'rm', '-f', policy]);
  };
  process.on('exit', restore);
  return restore;
}

function disableUnits(asRoot, units) {
  // Without systemd as the first process nothing was enabled in a way that would start it.
  if (!existsSync('/run/systemd/system') || units.length === 0) return;
  for (const unit of units) {
    spawnSync(
      [...asRoot, 'systemctl'][0],
      [...asRoot.slice(1), ...(asRoot.length ? ['systemctl'] : []), 'disable', '--now', unit],
      {
        stdio: 'ignore',
      },
    );
  }
}

function run([program, ...args], byHand) {
  const { status } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw new Error(
      `${[program, ...args].join(' ')} failed; what it said is above. Once that is mended, this does the same:\n\n${byHand}`,
    );
  }
}
