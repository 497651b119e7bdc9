import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './engine.ts';
import { runProgram, tryProgram } from './run-program.ts';

const usualMirror = 'http://deb.debian.org/debian';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where this machine itself gets Debian's packages from. */
export async function findMirror(): Promise<string> {
  const format = '$(LABEL) $(REPO_URI)';
  const asked = await tryProgram('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']).catch(
    () => null,
  );
  const mirror = asked?.stdout
    .split('\n')
    .find((line) => line.startsWith('Debian http'))
    ?.split(' ')[1];
  return mirror?.replace(/\/$/, '') ?? usualMirror;
}

/** Packages of Debian's testing release, verified by apt, into a folder of ours: nothing is installed. Returns their files. */
export async function downloadFromTesting(names: string[]): Promise<string[]> {
  const folder = join(cacheDir, 'apt');
  await rm(folder, { recursive: true, force: true });
  for (const name of ['lists/partial', 'cache/archives/partial', 'packages']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const sources = join(folder, 'sources.list');
  await writeFile(sources, `deb [signed-by=${keyring}] ${await findMirror()} testing main\n`);
  const settings = [
    ['Dir::Etc::SourceList', sources],
    ['Dir::Etc::SourceParts', '/dev/null'],
    ['Dir::State::Lists', join(folder, 'lists')],
    ['Dir::Cache', join(folder, 'cache')],
    ['Acquire::Languages', 'none'],
    ['APT::Sandbox::User', 'root'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await runProgram('apt-get', [...settings, '-q=2', 'update']);
  const packages = join(folder, 'packages');
  await runProgram('apt-get', [...settings, '-q=2', 'download', ...names], { cwd: packages });
  await rm(join(folder, 'lists'), { recursive: true });
  return (await readdir(packages)).map((name) => join(packages, name));
}
