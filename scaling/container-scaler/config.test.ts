import { expect, test } from 'vitest';
import { parseEngineDoorConfig } from '../engine-door/config.ts';
import { makeContainerLimits, parseContainerScalerConfig } from './config.ts';

const needed = { REDIS_URL: 'redis://redis:6379' };

test('the brief’s figures where nothing is said', () => {
  const limits = makeContainerLimits(parseContainerScalerConfig(needed));
  expect(limits).toMatchObject({ minContainers: 3, maxContainers: 10, cooldownMs: 300_000, pollMs: 30_000 });
  expect(limits.up).toEqual({ cpu: 0.8, memory: 0.8, p95Seconds: 2 });
});

test('every wrong variable is named at once', () => {
  const wrong = { MIN_REPLICAS: '5', MAX_REPLICAS: '4', SCALER_DRY_RUN: 'perhaps', SCALE_DOWN_THRESHOLD: '90' };
  expect(() => parseContainerScalerConfig(wrong)).toThrow(/REDIS_URL: is missing[\s\S]*SCALER_DRY_RUN/);
  expect(() => parseContainerScalerConfig({ ...needed, ...wrong, SCALER_DRY_RUN: 'yes' })).toThrow(
    /MAX_REPLICAS: is below MIN_REPLICAS[\s\S]*SCALE_DOWN_THRESHOLD/,
  );
});

test('the door has no project but the one it is told', () => {
  expect(() => parseEngineDoorConfig({})).toThrow('COMPOSE_PROJECT_NAME: is missing');
  const config = parseEngineDoorConfig({ COMPOSE_PROJECT_NAME: 'foyer', RESTARTABLE_SERVICES: 'redis, nginx' });
  expect(config.RESTARTABLE_SERVICES).toEqual(['redis', 'nginx']);
});
