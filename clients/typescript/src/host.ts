import type { Backoff } from "./backoff.js";
import type { Environment } from "./environment.js";
import type { CarillonError } from "./errors.js";
import type { Limits } from "./limit.js";
import type { Published } from "./types.js";

/** How to publish. */
export interface PublishOptions extends Limits {
  /** By which the server knows what it has already, for five minutes; 1 to 255 characters. Default: a random one. */
  readonly key?: string | undefined;
  /** `false`: do not send it back to this client. */
  readonly echo?: boolean | undefined;
}

/** What rooms need of their client. */
export interface Host {
  readonly environment: Environment;
  readonly isOpen: boolean;
  backoff(): Backoff;
  /** Opens the client where it is idle; throws where it is closed. */
  wake(): void;
  /** Asks on the connection that is there. The answer is heard at once, before whatever comes after it. */
  tell(type: string, properties: object, reply: (result: any) => void, fail: (error: CarillonError) => void): void;
  /** Asks on any connection. */
  ask<T>(type: string, properties: object, limits: Limits): Promise<T>;
  publish(room: string, data: unknown, options: PublishOptions): Promise<Published>;
  /** Writes what may be written now. */
  flush(): void;
  /** Fails what is not on its way to the room. */
  abandon(room: string): void;
  /** Whether it is not known yet where something stands that was published to the room, and is not to come back. */
  isSilent(room: string): boolean;
}
