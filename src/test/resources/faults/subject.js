/*
 * One subject of the test of faults, for pages and for Node: it is in two rooms with a stream, records whatever it is
 * handed of them, and publishes numbers to the second all the time.
 */

const FEED = "feed";

/** Starts it. `settings`: name, url (of the server), tokens (where to get one), pace (of reconnecting), every (ms). */
export function start(Client, settings) {
  const record = {
    feed: [], own: [], acknowledged: [], refused: [], joins: 0, recoveries: 0, resets: 0, missed: [], opens: 0, causes: {},
    tokens: 0, errors: [],
  };
  const client = new Client(settings.url, {
    token: (options) => fetchToken(settings, record, options),
    reconnect: settings.pace,
  });
  count(client, record);
  const feed = client.room(FEED);
  const own = client.room(`own:${settings.name}`);
  watch(feed, record, record.feed);
  watch(own, record, record.own);
  const publisher = publish(own, record, settings.every);
  const joined = Promise.all([feed.join(), own.join()]).then(() => publisher.begin());
  joined.catch((error) => record.errors.push(`join: ${describe(error)}`));
  return {
    joined,
    progress: () => ({ feed: record.feed.length, own: record.own.length, waiting: publisher.waiting(), state: client.state.name, errors: record.errors }),
    stop: () => publisher.end(),
    report: () => record,
    close: () => client.close(),
  };
}

async function fetchToken(settings, record, { signal } = {}) {
  const answer = await fetch(`${settings.tokens}?user=${settings.name}`, { signal });
  record.tokens++;
  return (await answer.text()).trim();
}

function count(client, record) {
  client.on("state", (state) => {
    if (state.name === "open") {
      record.opens++;
    } else if (state.name === "waiting") {
      const cause = describe(state.cause);
      record.causes[cause] = (record.causes[cause] ?? 0) + 1;
    } else if (state.name === "closed") {
      record.errors.push(`closed: ${state.code} ${state.reason}`);
    }
  });
}

function watch(room, record, messages) {
  room.on("message", (message) => messages.push([message.offset, message.data.n]));
  room.on("joined", (joined) => {
    record.joins++;
    record.recoveries += joined.recovered === true ? 1 : 0;
  });
  room.on("reset", () => record.resets++);
  room.on("missed", (missed) => record.missed.push([missed.from, missed.to]));
  room.on("refused", (error) => record.errors.push(`refused: ${describe(error)}`));
  room.on("left", (left) => record.errors.push(`left: ${left.reason}`));
}

function publish(room, record, every) {
  let n = 0;
  let waiting = 0;
  let timer;
  const next = async () => {
    const number = ++n;
    waiting++;
    try {
      const position = await room.publish({ n: number });
      record.acknowledged.push([position.offset, number]);
    } catch (error) {
      record.refused.push([number, error.code ?? String(error)]);
    } finally {
      waiting--;
    }
  };
  return {
    begin: () => (timer = setInterval(next, every)),
    end: () => clearInterval(timer),
    waiting: () => waiting,
  };
}

function describe(cause) {
  return cause === undefined || cause === null ? "nothing" : String(cause.message ?? cause.code ?? cause);
}
