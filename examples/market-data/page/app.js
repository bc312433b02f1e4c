/** Live prices. What comes in is only noted; the page shows what is newest, as often as the screen does. */
import { Client } from "/carillon.js";
import { Charts } from "./charts.js";
import { showConnection } from "./connection.js";
import { byId } from "./element.js";
import { newId } from "./id.js";
import { tokenOf } from "./me.js";
import { Ladder } from "./ladder.js";
import { Quotes } from "./quotes.js";
import { Table } from "./table.js";

const SAMPLE = 250; // ms between two points of the charts
const SLOW_FOR = 4; // ms of work that a price costs a slow page: it has time for 250 in a second, and less

const quotes = new Quotes();
const table = new Table(byId("rows"), quotes, select);
const charts = new Charts(quotes);
const ladder = new Ladder(byId("bids"), byId("asks"));
const client = new Client("/ws", { token: tokenOf(`viewer-${newId().slice(0, 8)}`) });
const room = client.room("prices:tower");
let selected = quotes.symbols[0];
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

room.on("message", ({ data, time }) => {
  if (byId("slow").checked) {
    work(SLOW_FOR);
  }
  quotes.take(data, Date.now() - time);
});
room.on("joined", () => quotes.resume()); // what was published meanwhile was not left out, it was missed

/** Wants to be in the room, also where that came to nothing since the client was closed. */
function enter() {
  if (room.state === "idle") {
    room.join().catch(() => {}); // the state says so
  }
}

/** Nothing useful, for so many ms. */
function work(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function select(symbol) {
  table.select(symbol);
  charts.select(symbol);
  selected = symbol;
}

function draw() {
  table.draw();
  ladder.draw(quotes.get(selected));
  requestAnimationFrame(draw);
}

function sample() {
  const { published, received, leftOut, late } = quotes.sample(Date.now());
  byId("published").textContent = whole.format(published);
  byId("received").textContent = whole.format(received);
  byId("left-out").textContent = whole.format(leftOut);
  byId("late").textContent = late === null ? "–" : whole.format(late);
  byId("left-out-box").classList.toggle("warn", leftOut >= 1);
  byId("late-box").classList.toggle("warn", late !== null && late > 500);
  table.sample();
  charts.draw();
}

byId("slow").checked = new URLSearchParams(location.search).has("slow");
showConnection(client, enter);
select(selected);
setInterval(sample, SAMPLE);
requestAnimationFrame(draw);
enter();
