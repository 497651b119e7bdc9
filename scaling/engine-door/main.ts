// The narrow door to the Docker Engine: has Docker's socket, needs no network, and lets the container scaler do what scaling takes.
import { chmodSync, rmSync } from 'node:fs';
import { createAskSocket } from '../../platform/ask-socket.ts';
import { createLog } from '../../platform/log.ts';
import { onShutdown } from '../../platform/shutdown.ts';
import { readEngineDoorConfig } from './config.ts';
import { createDoor } from './door.ts';
import { createEngine } from './engine.ts';
import { serveDoor } from './serve-door.ts';

const config = readEngineDoorConfig();
const log = createLog('engine-door', config.LOG_LEVEL);
const project = config.COMPOSE_PROJECT_NAME;
const door = createDoor(createEngine(createAskSocket(config.ENGINE_SOCKET), project), {
  project,
  service: config.SCALED_SERVICE,
  frontNetwork: `${project}_${config.FRONT_NETWORK}`,
  minReplicas: config.MIN_REPLICAS,
  maxReplicas: config.MAX_REPLICAS,
  restartable: config.RESTARTABLE_SERVICES,
});
const server = serveDoor(door, { log });

// What a killed one left behind; two doors at one place cannot be.
rmSync(config.ENGINE_DOOR_SOCKET, { force: true });
server.listen(config.ENGINE_DOOR_SOCKET, () => {
  // The scaler is another user. Only the two have the folder.
  chmodSync(config.ENGINE_DOOR_SOCKET, 0o666);
  log.info({ project, service: config.SCALED_SERVICE }, 'open');
});

onShutdown(async (signal) => {
  log.info({ signal }, 'closing');
  server.close();
  server.closeAllConnections();
});
