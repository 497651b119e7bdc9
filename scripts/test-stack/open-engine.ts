import { findComposePlugins } from './compose-plugins.ts';
import { type Engine, findEngine, NoEngine } from './engine.ts';
import { ensureImages } from './images.ts';

export type TestEngine = Engine & {
  /** For `docker compose` and `docker buildx` to be found. */
  env: Record<string, string>;
  /** In words: which images are stand-ins for official ones. */
  standIns: string[];
};

/** An engine with compose and every image that others make. Throws `NoEngine` where none can be had. */
export async function openEngine(progress: (message: string) => void): Promise<TestEngine> {
  const engine = await findEngine(progress);
  try {
    const env = await findComposePlugins(engine, progress);
    const standIns = await ensureImages(engine, progress);
    return { ...engine, env, standIns };
  } catch (error) {
    await engine.release();
    throw new NoEngine(`there is an engine, but not what it needs: ${(error as Error).message}`);
  }
}
