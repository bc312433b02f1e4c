import { CarillonError } from "./errors.js";

/**
 * Values as they come, for `for await`. It begins to collect when it is made; whoever does not read it in time gets an
 * error after what was collected, so that nothing is lost in silence.
 */
export class Iteration<T> implements AsyncIterableIterator<T> {
  #values: T[] = [];
  #readers: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void }[] = [];
  #end: { readonly error?: unknown } | undefined;

  /**
   * @param bound how many values may wait to be read
   * @param stop called once, when no more are taken
   */
  constructor(
    readonly bound: number,
    readonly stop: () => void,
  ) {}

  push(value: T): void {
    if (this.#end) {
      return;
    }
    if (this.#readers.length > 0) {
      this.#readers.shift()!.resolve({ value, done: false });
    } else if (this.#values.push(value) >= this.bound) {
      this.end(new CarillonError("overflow", `the iterator is ${this.bound} messages behind`));
    }
  }

  /** No more comes: the reader is told so, or of the error, after what was collected. */
  end(error?: unknown): void {
    if (this.#end) {
      return;
    }
    this.#end = error === undefined ? {} : { error };
    this.stop();
    this.#readers.splice(0).forEach((reader) => this.#tell(reader));
  }

  next(): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      if (this.#values.length > 0) {
        resolve({ value: this.#values.shift()!, done: false });
      } else if (this.#end) {
        this.#tell({ resolve, reject });
      } else {
        this.#readers.push({ resolve, reject });
      }
    });
  }

  return(): Promise<IteratorResult<T>> {
    this.#values = [];
    this.end();
    this.#end = {}; // whoever goes does not want to hear of an error
    return this.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The error once; after it, as after any end, there is just nothing more. */
  #tell({ resolve, reject }: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void }): void {
    const end = this.#end;
    this.#end = {};
    if (end && "error" in end) {
      reject(end.error);
    } else {
      resolve({ value: undefined, done: true });
    }
  }
}
