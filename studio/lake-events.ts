/**
 * Stands in for `EventSource` in the built-in mode. A browser opens six connections to a plain HTTP address and Studio has more
 * listeners than that, so all of `data/listen` goes over one WebSocket. `@sanity/client` takes whatever `EventSource` is global.
 */
type Message = { channel: string; event?: string; id?: string | null; data?: string; end?: number | null };

const firstDelayMs = 250;
const longestDelayMs = 3_000;

class SharedSocket {
  readonly #address: string;
  readonly #sources = new Map<string, SocketEventSource>();
  #socket: WebSocket | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #lastChannel = 0;

  constructor(address: string) {
    this.#address = address;
  }

  add(source: SocketEventSource): string {
    this.#lastChannel += 1;
    const channel = String(this.#lastChannel);
    this.#sources.set(channel, source);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#ask(channel, source);
    // One who asks while the lake is away waits for the next try with the others.
    else if (!this.#socket && this.#retry === undefined) this.#connect();
    return channel;
  }

  remove(channel: string): void {
    if (!this.#sources.delete(channel)) return;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ close: channel }));
  }

  #ask(channel: string, source: SocketEventSource): void {
    this.#socket?.send(JSON.stringify({ open: channel, url: source.url, lastEventId: source.lastEventId }));
  }

  #connect(): void {
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      for (const [channel, source] of this.#sources) this.#ask(channel, source);
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Message);
    socket.onclose = () => {
      this.#socket = null;
      // First of all: who hears of the loss may ask anew at once, and is to wait for the same try.
      const delayMs = Math.min(firstDelayMs * 2 ** this.#failures, longestDelayMs);
      this.#failures += 1;
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        if (!this.#socket && this.#sources.size > 0) this.#connect();
      }, delayMs);
      // As a lost EventSource does: it says so and connects again by itself.
      for (const source of this.#sources.values()) source.lose();
    };
  }

  #hear({ channel, event, id, data, end }: Message): void {
    const source = this.#sources.get(channel);
    if (!source) return;
    if (event) source.hear(event, id ?? '', data ?? '');
    if (end === undefined) return;
    this.#sources.delete(channel);
    source.end();
  }
}

const sockets = new Map<string, SharedSocket>();

/** `.../v1/data/listen/production?...` -> `ws://.../v1/listen/production`: the same for every version. */
function findSocket(url: URL): SharedSocket {
  const [, before = '', dataset = ''] = /^(.*)\/v[^/]+\/data\/listen\/([^/]+)$/.exec(url.pathname) ?? [];
  const address = `${url.origin.replace(/^http/, 'ws')}${before}/v1/listen/${dataset}`;
  const known = sockets.get(address) ?? new SharedSocket(address);
  sockets.set(address, known);
  return known;
}

class SocketEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 2;
  readonly withCredentials = true;
  readonly url: string;
  readyState: 0 | 1 | 2 = 0;
  /** Where to go on from after a break. */
  lastEventId: string | undefined;
  readonly #socket: SharedSocket;
  readonly #channel: string;

  constructor(address: string | URL) {
    super();
    const url = new URL(address, window.location.href);
    this.url = url.href;
    this.#socket = findSocket(url);
    this.#channel = this.#socket.add(this);
  }

  hear(type: string, lastEventId: string, data: string): void {
    if (lastEventId) this.lastEventId = lastEventId;
    if (this.readyState === 0) {
      this.readyState = 1;
      this.dispatchEvent(new Event('open'));
    }
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId, origin: new URL(this.url).origin }));
  }

  lose(): void {
    if (this.readyState === 2) return;
    this.readyState = 0;
    this.dispatchEvent(new Event('error'));
  }

  /** The lake has ended this one for good; the client opens another. */
  end(): void {
    if (this.readyState === 2) return;
    this.readyState = 2;
    this.dispatchEvent(new Event('error'));
  }

  close(): void {
    this.readyState = 2;
    this.#socket.remove(this.#channel);
  }
}

/** Call it before Studio starts. Other event sources stay what they were. */
export function installSocketEventSource(): void {
  const Native = window.EventSource;
  const choose = function EventSource(address: string | URL, options?: EventSourceInit) {
    const isListening = new URL(address, window.location.href).pathname.includes('/data/listen/');
    return isListening ? new SocketEventSource(address) : new Native(address, options);
  };
  window.EventSource = Object.assign(choose, { CONNECTING: 0, OPEN: 1, CLOSED: 2 }) as unknown as typeof EventSource;
}

type Configurable = { withConfig(config?: object): Configurable; observable?: Configurable };

/**
 * The client, and whatever is derived from it, without the header that Studio adds: with one, the client listens by a polyfill
 * over XHR in place of `EventSource`.
 */
export function stripHeaders<Client>(client: Client): Client {
  const configurable = client as Configurable;
  const withConfig = configurable.withConfig.bind(configurable);
  configurable.withConfig = (config) => stripHeaders(withConfig({ ...config, headers: undefined }));
  if (configurable.observable) stripHeaders(configurable.observable);
  return client;
}
