import { readdir } from 'node:fs/promises';
import type { Proof } from '../proof.ts';

const folder = new URL('..', import.meta.url);
const runnerFiles = new Set(['prove.ts', 'proof.ts']);

/** The names of all proofs: the files that lie directly in proofs/. */
export async function findProofs(): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /^[a-z0-9-]+\.ts$/.test(entry.name) && !runnerFiles.has(entry.name))
    .map((entry) => entry.name.replace(/\.ts$/, ''))
    .sort();
}

export async function loadProof(name: string): Promise<Proof> {
  const module: { default?: Proof } = await import(new URL(`${name}.ts`, folder).href);
  const proof = module.default;
  if (typeof proof?.claim !== 'string' || typeof proof.seconds !== 'number' || typeof proof.run !== 'function') {
    throw new Error(`proofs/${name}.ts must export { claim, seconds, run } by default.`);
  }
  return proof;
}
