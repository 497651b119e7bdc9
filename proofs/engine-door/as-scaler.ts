import { createAskSocket } from '../../platform/ask-socket.ts';
import { createDoorClient } from '../../scaling/container-scaler/door-client.ts';
import type { ReplicaAct } from '../../scaling/engine-door/contract.ts';

/** The scaler's own client, under a lease. */
export function askAsScaler(socket: string) {
  const client = createDoorClient(createAskSocket(socket));
  const term = 2;
  return {
    list: client.list,
    clone: (like: string, number: number) => client.clone(like, number, term),
    act: (id: string, how: ReplicaAct) => client.act(id, how, term),
  };
}
