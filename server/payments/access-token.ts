/** A token that several calls share: asked for once, kept until shortly before it expires. */
export type AccessToken = {
  get(): Promise<string>;
  /** Forgets this one; a newer one, which another call may have got meanwhile, stays. */
  forget(token: string): void;
};

const marginMs = 60_000;

/** `request` rejects where there is no token to be had; then the next call asks again. */
export function createAccessToken(
  request: () => Promise<{ token: string; lifetimeMs: number }>,
  now: () => number = () => performance.now(),
): AccessToken {
  let current: { token: string; expiresAt: number } | null = null;
  let pending: Promise<string> | null = null;

  async function renew(): Promise<string> {
    const { token, lifetimeMs } = await request();
    // A token that lives shorter than the margin is used for half its life, not asked for with every call.
    current = { token, expiresAt: now() + Math.max(lifetimeMs - marginMs, lifetimeMs / 2) };
    return token;
  }

  return {
    get() {
      if (current && now() < current.expiresAt) return Promise.resolve(current.token);
      pending ??= renew().finally(() => {
        pending = null;
      });
      return pending;
    },
    forget(token) {
      if (current?.token === token) current = null;
    },
  };
}
