/** Listeners by event, typed: `Events` maps each event's name to what its listeners are given. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>();

  /** Returns a function that takes the listener away again. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void {
    // Each call counts by itself, also where two of them give the same function.
    const one = (value: Events[Name]) => listener(value);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(one));
    return () => void listeners.delete(one);
  }

  /** A listener that throws does not keep the others from hearing; its error is reported as uncaught. */
  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (value: Events[Name]) => void)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
