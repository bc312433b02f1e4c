/**
 * A feed in a process of its own, without any library: prices as lines of JSON, in one HTTP request that lasts. When it
 * ends, since the server has gone or the token has, the feed begins another one.
 *
 *     node feed.mjs ADDRESS [PRICES A SECOND]
 */
import { instruments } from "./page/instruments.js";

const ROOM = "prices:tower";
const TICK = 25; // ms
const BASE = 500;
const CAP = 20_000;
const LEVELS = 12; // of the order book, on either side

const [address, rate] = [process.argv[2], Number(process.argv[3] ?? 600)];
if (!address || !(rate >= 1 && rate <= 50_000)) {
  console.error("node feed.mjs ADDRESS [PRICES A SECOND, 1 to 50000]");
  process.exit(2);
}

const market = instruments.map(({ symbol, price, unrest }) => ({ symbol, price, fair: price, unrest, n: 0 }));

/** One step of an instrument's price: it wanders, and comes back to what it is worth, which wanders too. */
function next(one) {
  one.fair *= 1 + (Math.random() - 0.5) * one.unrest * 0.2;
  one.price *= 1 + (Math.random() - 0.5) * one.unrest + (one.fair - one.price) / one.price / 50;
  one.n += 1;
  const price = round(one.price);
  return { symbol: one.symbol, price, n: one.n, bids: side(one, -1), asks: side(one, 1) };
}

/** What is bid below the price, or asked above it: `[price, size]`, the nearest first. */
function side({ price, unrest }, direction) {
  return Array.from({ length: LEVELS }, (_, i) => [
    round(price * (1 + direction * unrest * (i + 0.5) * 0.5)),
    1 + Math.floor(Math.random() * 40 * (i + 2)),
  ]);
}

function round(price) {
  return Math.round(price * 100) / 100;
}

/** As many prices as are due, each tick: some instruments are quoted more often than others. */
async function* lines() {
  let due = 0;
  let before = performance.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, TICK));
    const now = performance.now();
    due = Math.min(due + ((now - before) * rate) / 1000, rate);
    before = now;
    let text = "";
    for (; due >= 1; due -= 1) {
      const one = market[Math.floor(Math.random() ** 1.6 * market.length)];
      text += `${JSON.stringify(next(one))}\n`;
    }
    if (text !== "") {
      yield Buffer.from(text);
    }
  }
}

async function publish() {
  const { token } = await (await fetch(new URL("/dev/token?user=feed", address))).json();
  const answer = await fetch(new URL(`/api/v1/rooms/${ROOM}/messages`, address), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body: lines(),
    duplex: "half",
  });
  return `status ${answer.status}: ${(await answer.text()).slice(0, 200)}`;
}

process.on("SIGTERM", () => process.exit(0));
process.on("SIGINT", () => process.exit(0));

for (let failures = 0; ; failures += 1) {
  const began = performance.now();
  const why = await publish().catch((failure) => failure.cause?.message ?? failure.message);
  if (performance.now() - began > 10_000) {
    failures = 0;
  }
  const wait = Math.random() * Math.min(CAP, BASE * 2 ** failures);
  console.error(`feed: the server took no more (${why}); again in ${Math.round(wait)} ms`);
  await new Promise((resolve) => setTimeout(resolve, wait));
}
