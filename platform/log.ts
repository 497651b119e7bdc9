import pino from 'pino';

export type Log = pino.Logger;

/** One line of JSON an event, on standard output. Never pass a secret, a token, a signed link or a full e-mail address. */
export function createLog(name: string, level = 'info'): Log {
  return pino({
    name,
    level,
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers.cookie', 'req.headers.authorization', '*.email', '*.signature'],
      censor: '[redacted]',
    },
  });
}
