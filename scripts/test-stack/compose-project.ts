import { projectDir } from '../stack/project.ts';
import type { TestEngine } from './open-engine.ts';
import { type RunOptions, runProgram, tryProgram } from './run-program.ts';

export type ProjectOptions = {
  /** Of compose: its containers, networks and volumes carry it. Images too, so that two checkouts do not share them. */
  name: string;
  /** Compose files; by default those that compose finds by itself. */
  files?: string[];
  env: Record<string, string>;
};

/** The stack of docker-compose.yml as a project of its own, driven by the command that operators use. */
export function createProject(engine: TestEngine, { name, files = [], env: given }: ProjectOptions) {
  const env = { ...engine.env, IMAGE_PREFIX: name, COMPOSE_ANSI: 'never', ...given };
  const first = ['compose', '-p', name, '--progress', 'plain', ...files.flatMap((file) => ['-f', file])];
  const withEnv = (options: RunOptions): RunOptions => ({
    cwd: projectDir,
    ...options,
    env: { ...env, ...options.env },
  });
  return {
    name,
    /** For programs that call `docker compose` themselves; they need `COMPOSE_PROJECT_NAME` too. */
    env,
    compose: (args: string[], options: RunOptions = {}) =>
      runProgram(engine.program, [...first, ...args], withEnv(options)),
    tryCompose: (args: string[], options: RunOptions = {}) =>
      tryProgram(engine.program, [...first, ...args], withEnv(options)),
    docker: (args: string[], options: RunOptions = {}) => runProgram(engine.program, args, withEnv(options)),
    tryDocker: (args: string[], options: RunOptions = {}) => tryProgram(engine.program, args, withEnv(options)),
    /** The ids of a service's running containers, as `docker ps` shows them. */
    async containersOf(service: string): Promise<string[]> {
      const format = '{{.ID}}';
      const filters = [`label=com.docker.compose.project=${name}`, `label=com.docker.compose.service=${service}`];
      const listed = await runProgram(
        engine.program,
        ['ps', ...filters.flatMap((filter) => ['--filter', filter]), '--format', format],
        { env },
      );
      return listed.split('\n').filter(Boolean);
    },
    async down(): Promise<void> {
      await runProgram(
        engine.program,
        [...first, 'down', '--volumes', '--remove-orphans', '--timeout', '30'],
        withEnv({}),
      );
    },
  };
}

export type Project = ReturnType<typeof createProject>;
