import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export type Trap = {
  /** What was asked for outside so far: names, and addresses that somebody opened a connection to. */
  caught(): string[];
  close(): void;
};

/** The doors of whatever is out there: the web, and Node's and Chromium's way of saying hello. */
const ports = [80, 443];
/** Of a network for documentation: nothing is there. */
const nowhere = [192, 0, 2, 1];

/** In a network of one's own: answers as every name server and every server there is, and notes who was asked for. */
export async function setTrap(): Promise<Trap> {
  const caught: string[] = [];
  const names = createSocket('udp4');
  names.on('message', (question, from) => {
    const { name, end } = readQuestion(question);
    caught.push(`the name ${name}`);
    names.send(answerWith(question, end), from.port, from.address);
  });
  names.bind(53, '0.0.0.0');
  await once(names, 'listening');

  const open = new Set<Socket>();
  const servers = await Promise.all(
    ports.map(async (port): Promise<Server> => {
      const server = createServer((socket) => {
        open.add(socket);
        caught.push(`${socket.localAddress?.replace('::ffff:', '')}:${port}`);
        socket.on('error', () => {});
        socket.destroy();
      });
      server.listen(port, '::');
      await once(server, 'listening');
      return server;
    }),
  );
  return {
    caught: () => [...caught],
    close() {
      names.close();
      for (const server of servers) server.close();
    },
  };
}

/** The name of a DNS question, and where it ends. */
function readQuestion(message: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.subarray(at + 1, at + 1 + length).toString('latin1'));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 5 };
}

/** The question again, with one address (nothing where something else than that was asked for). */
function answerWith(question: Buffer, end: number): Buffer {
  const isAddress = question.readUInt16BE(end - 4) === 1;
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(isAddress ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...nowhere]);
  return Buffer.concat([head, question.subarray(12, end), ...(isAddress ? [record] : [])]);
}
