import { createServer, connect, type Server, type Socket } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** A TCP proxy in front of a server, with whatever a network does to people. */
export class Proxy {
  /** How many connections were made through it. */
  connections = 0;
  readonly #server: Server;
  readonly #pairs = new Set<{ client: Socket; server: Socket }>();
  #target: number;
  #frozen = false;
  #refusing = false;
  #delay = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
  }

  static async to(target: number): Promise<Proxy> {
    const server = createServer({ pauseOnConnect: true });
    const proxy = new Proxy(server, target);
    server.on("connection", (client) => proxy.#accept(client));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections from now on go there. */
  redirect(target: number): void {
    this.#target = target;
  }

  /** Ends all connections, without a word. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
    this.#pairs.clear();
  }

  /** Nothing goes through any more, and nobody is told; what was sent waits. */
  freeze(): void {
    this.#frozen = true;
    this.#pairs.forEach(({ client, server }) => {
      client.pause();
      server.pause();
    });
  }

  thaw(): void {
    this.#frozen = false;
    this.#pairs.forEach(({ client, server }) => {
      client.resume();
      server.resume();
    });
  }

  /** Nobody is let in. */
  refuse(refusing = true): void {
    this.#refusing = refusing;
  }

  /** Everything takes so many ms longer, each way. */
  delay(ms: number): void {
    this.#delay = ms;
  }

  /** Cuts as soon as this text has come from a client, before the server has it, or after (`passing`) it. */
  cutAt(text: string, passing: boolean): Promise<void> {
    return new Promise((resolve) => {
      const watcher = { text, passing, resolve };
      this.#cuts.add(watcher);
    });
  }

  readonly #cuts = new Set<{ text: string; passing: boolean; resolve: () => void }>();

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    this.connections++;
    const server = connect(this.#target, "127.0.0.1");
    const pair = { client, server };
    this.#pairs.add(pair);
    this.#pipe(client, server, pair, (chunk) => this.#cutsAt(chunk, pair));
    this.#pipe(server, client, pair, () => false);
    if (!this.#frozen) {
      client.resume();
    }
  }

  #pipe(from: Socket, to: Socket, pair: { client: Socket; server: Socket }, cuts: (chunk: Buffer) => boolean): void {
    from.setNoDelay(true);
    from.on("data", (chunk: Buffer) => {
      if (cuts(chunk)) {
        return;
      }
      if (this.#delay > 0) {
        setTimeout(() => to.write(chunk), this.#delay);
      } else {
        to.write(chunk);
      }
    });
    from.on("error", () => {});
    from.on("close", () => {
      this.#pairs.delete(pair);
      to.destroy();
    });
    from.on("end", () => to.end());
  }

  /** Clients' frames are masked: whoever wants to see their text has to take that off. */
  #cutsAt(chunk: Buffer, pair: { client: Socket; server: Socket }): boolean {
    for (const cut of this.#cuts) {
      if (unmasked(chunk).includes(cut.text)) {
        this.#cuts.delete(cut);
        if (cut.passing) {
          // The server gets it, and its answers do not get back. It is cut when there is one: else what comes on the next
          // connection could overtake it.
          pair.client.removeAllListeners("data");
          pair.server.removeAllListeners("data");
          pair.server.once("data", () => {
            pair.client.resetAndDestroy();
            pair.server.end();
            pair.server.resume();
            cut.resolve();
          });
          pair.server.write(chunk);
        } else {
          pair.client.resetAndDestroy();
          pair.server.resetAndDestroy();
          cut.resolve();
        }
        return true;
      }
    }
    return false;
  }
}

/** The text of the frames in a chunk, which here always begins with a frame. */
function unmasked(chunk: Buffer): string {
  const texts: string[] = [];
  for (let at = 0; at + 6 <= chunk.length && (chunk[at + 1]! & 0x80) !== 0; ) {
    const short = chunk[at + 1]! & 0x7f;
    const long = short === 126 ? 2 : short === 127 ? 8 : 0;
    const length = long === 2 ? chunk.readUInt16BE(at + 2) : long === 8 ? Number(chunk.readBigUInt64BE(at + 2)) : short;
    const mask = chunk.subarray(at + 2 + long, at + 6 + long);
    const payload = chunk.subarray(at + 6 + long, at + 6 + long + length);
    texts.push(Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]!)).toString("latin1"));
    at += 6 + long + length;
  }
  return texts.join("\n");
}
