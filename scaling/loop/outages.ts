type Say = (fields: object, message: string) => void;

/** Says that something is away once an outage, and once that it is back. */
export function createOutages(log: { info: Say; error: Say }) {
  const away = new Set<string>();
  return {
    isAway(what: string, error: Error): void {
      if (!away.has(what))
        log.error({ error: error.message }, `${what} is away; nothing is taken away until it is back`);
      away.add(what);
    },
    isBack(what: string): void {
      if (away.delete(what)) log.info({}, `${what} is back`);
    },
  };
}

export type Outages = ReturnType<typeof createOutages>;
