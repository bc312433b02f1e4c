import type { Client, ClientEvents, Room, RoomEvents } from "../../src/index.js";

/** So long anything in the tests may take, on a machine that does much else; in ms. */
const WITHIN = 60_000;

/** The promise's value, or an error that says what did not happen. */
export function within<T>(promise: Promise<T>, what: string, ms = WITHIN): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`this did not happen within ${ms} ms: ${what}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The next event of that name, of those that fit. */
export function next<Name extends keyof ClientEvents>(
  source: Client,
  name: Name,
  fits?: (value: ClientEvents[Name]) => boolean,
): Promise<ClientEvents[Name]>;
export function next<Data, Name extends keyof RoomEvents<Data>>(
  source: Room<Data>,
  name: Name,
  fits?: (value: RoomEvents<Data>[Name]) => boolean,
): Promise<RoomEvents<Data>[Name]>;
export function next(
  source: { on(name: never, listener: (value: any) => void): () => void },
  name: string,
  fits: (value: any) => boolean = () => true,
): Promise<unknown> {
  return within(
    new Promise((resolve) => {
      const off = source.on(name as never, (value) => {
        if (fits(value)) {
          off();
          resolve(value);
        }
      });
    }),
    `${name} ${fits}`,
  );
}

/** Waits until the client is in that state. */
export async function reached(client: Client, name: Client["state"]["name"]): Promise<Client["state"]> {
  return client.state.name === name ? client.state : next(client, "state", (state) => state.name === name);
}
