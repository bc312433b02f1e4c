/** The foundry's desk: an order is a call to a service in another JVM, which tells one's own room what becomes of it. */
import { Client } from "/carillon.js";
import { showConnection } from "./connection.js";
import { byId, element } from "./element.js";
import { newId } from "./id.js";
import { letRename, myName, tokenOf } from "./me.js";
import { Book } from "./book.js";

const ARTICLES = [
  { article: "bourdon", title: "Bourdon", about: "c¹ · 2.2 t", size: 1 },
  { article: "tenor", title: "Tenor", about: "g¹ · 630 kg", size: 0.78 },
  { article: "treble", title: "Treble", about: "d² · 190 kg", size: 0.58 },
  { article: "chime", title: "Chime", about: "c⁴ · 9 kg", size: 0.4 },
];

const PAGE = 1000;

const me = myName();
const client = new Client("/ws", { token: tokenOf(me) });
const room = client.room(roomOf(me));
const book = new Book({ titles: new Map(ARTICLES.map(({ article, title }) => [article, title])), again: place });

/** The room of a user's orders, as the service names it. A user's name may have what a room's must not: it is written as %0020. */
function roomOf(user) {
  return `orders:${user.replace(/[\p{Cc}\p{Z}*%]/gu, (c) => `%${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}`;
}

/** The service knows an order by its id: however often it is placed, it is placed once. */
async function place(order) {
  book.sending(order);
  try {
    await client.call("orders.place", order);
    book.taken(order);
  } catch (failure) {
    book.notPlaced(order, wordsFor(failure));
  }
}

function wordsFor({ code, reason, message }) {
  const words = {
    not_found: "Nobody takes orders at the moment.",
    lost: "The connection ended before an answer came. It may have been placed; placing it again is safe.",
    timeout: "No answer came. It may have been placed; placing it again is safe.",
    unavailable: "The service cannot be reached now. It may have been placed; placing it again is safe.",
  };
  return words[code] ?? `Not placed: ${reason ?? message}.`;
}

/** What is kept of one's orders, oldest first; what comes meanwhile is shown once, whichever way it comes. */
async function readAll() {
  try {
    let since = 0;
    let history;
    do {
      history = await room.history({ since, limit: PAGE });
      history.messages.forEach((message) => book.tell(message));
      since = history.messages.at(-1)?.offset ?? history.offset;
    } while (since < history.offset);
    book.read();
  } catch (failure) {
    tell(`Earlier orders cannot be shown: ${failure.reason ?? failure.message}`);
  }
}

function tell(text) {
  byId("note").textContent = text;
  byId("note").hidden = text === "";
}

room.on("message", (message) => book.tell(message));
room.on("joined", ({ recovered }) => {
  tell("");
  if (!recovered) {
    readAll();
  }
});
room.on("refused", ({ reason }) => tell(`Your orders cannot be shown: ${reason}`));
room.on("left", ({ reason }) => tell(`Your orders are not told any more: ${reason}`));
room.on("reset", () => {
  book.clear();
  readAll();
});

/** Wants to be in the room, also where that came to nothing since the client was closed. */
function enter() {
  if (room.state === "idle") {
    room.join().catch(() => {}); // told by `refused`
  }
}

byId("articles").append(...ARTICLES.map(({ article, title, about, size }, i) => {
  const card = element(
    "label.article",
    { "data-testid": `article-${article}` },
    element("input", { type: "radio", name: "article", value: article, checked: i === 1 }),
    element("img.bell", { src: "icon.svg", alt: "" }),
    element("span.title", {}, title),
    element("span.about", {}, about),
  );
  card.style.setProperty("--size", String(size));
  return card;
}));
byId("order").addEventListener("submit", (event) => {
  event.preventDefault();
  const article = document.querySelector("input[name=article]:checked").value;
  const inscription = byId("inscription").value.trim();
  byId("inscription").value = "";
  place({ id: newId().slice(0, 8), article, ...(inscription && { inscription }) });
});
addEventListener("beforeunload", (event) => {
  if (book.unsettled) {
    event.preventDefault();
  }
});

letRename(byId("me"), me);
showConnection(client, enter);
enter();
