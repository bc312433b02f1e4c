/**
 * One room of the chat. What is said goes to a room with a stream and presence, so that nothing is lost or doubled and
 * whoever comes later reads what was said before; who is writing goes to a plain room beside it.
 */

import { newId } from "./id.js";

const BEFORE = 100;
const WRITING_EVERY = 2_000;

export class Conversation {
  #client;
  #transcript;
  #people;
  #room;
  #typing;
  #off = [];
  #wrote = 0;
  #first = true;
  #left = false;

  constructor(client, name, transcript, people) {
    this.#client = client;
    this.#transcript = transcript;
    this.#people = people;
    this.#room = client.room(`chat:${name}`);
    this.#typing = client.room(`typing:${name}`);
    this.#listen(this.#room, {
      message: (message) => this.#heard(message),
      presence: ({ event, member }) => people.changed(event, member),
      joined: () => this.#joined(),
      missed: ({ from, to }) => transcript.note(`${to - from + 1} messages are too old to be shown here.`),
      reset: () => {
        transcript.begin("The server has lost what was said before.");
        this.#read(); // what was said since then, before this page was back
      },
      left: ({ reason }) => transcript.note(`You were taken out of this room: ${reason}`),
      refused: ({ reason }) => transcript.note(`You may not enter this room: ${reason}`),
    });
    this.#listen(this.#typing, { message: ({ from }) => from.user !== undefined && people.writes(from.user) });
    this.join();
  }

  /** Wants to be in its rooms, also where that came to nothing since the client was closed. */
  join() {
    for (const room of [this.#room, this.#typing].filter(({ state }) => state === "idle")) {
      room.join().catch(() => {}); // told by `refused`; without the room beside it one only knows less
    }
  }

  leave() {
    this.#left = true; // what the server still answers is of no interest, and the page shows another room
    this.#off.forEach((off) => off());
    for (const room of [this.#room, this.#typing]) {
      room.leave().catch(() => {}); // it is gone from here either way
    }
  }

  /** Says something, now or as soon as there is a connection. */
  say(text) {
    this.#wrote = 0;
    this.publish(this.#transcript.pend({ id: newId(), text }));
  }

  /** Its id is its key: however often it has to be sent, it is said once. */
  async publish(entry) {
    const { id, text } = entry;
    try {
      const { offset } = await this.#room.publish({ id, text }, { key: id });
      this.#transcript.sent(id, offset);
    } catch (failure) {
      this.#transcript.failed(id, failure.reason ?? failure.message);
    }
  }

  /** Somebody has pressed a key. Of interest now or never: it is not kept for a connection that is not there. */
  writing() {
    const now = Date.now();
    if (this.#client.state.name === "open" && this.#typing.state === "joined" && now - this.#wrote > WRITING_EVERY) {
      this.#wrote = now;
      this.#typing.publish(true, { echo: false }).catch(() => {});
    }
  }

  #heard(message) {
    this.#people.wrote(message.from.user);
    this.#transcript.add(message);
  }

  /** After the first join what was said before; after each, who is there now. */
  async #joined() {
    if (this.#first) {
      this.#first = false;
      this.#read();
    }
    try {
      const { members } = await this.#room.members();
      if (!this.#left) {
        this.#people.are(members, this.#client.connection);
      }
    } catch {
      return; // the next join asks again
    }
  }

  async #read() {
    try {
      const { messages, oldest } = await this.#room.history({ limit: BEFORE, reverse: true });
      if (!this.#left) {
        this.#transcript.before(messages, messages.at(-1)?.offset > oldest);
      }
    } catch (failure) {
      if (!this.#left) {
        this.#transcript.note(`What was said before cannot be shown: ${failure.reason ?? failure.message}`);
      }
    }
  }

  #listen(room, listeners) {
    for (const [event, listener] of Object.entries(listeners)) {
      this.#off.push(room.on(event, listener));
    }
  }
}
