/** The chat: one room at a time, which the address names. */
import { Client } from "/carillon.js";
import { Conversation } from "./conversation.js";
import { showConnection } from "./connection.js";
import { byId } from "./element.js";
import { letRename, myName, tokenOf } from "./me.js";
import { People } from "./people.js";
import { Transcript } from "./transcript.js";

const FIRST_ROOM = "lobby";

const me = myName();
const client = new Client("/ws", { token: tokenOf(me) });
const transcript = new Transcript({ me, again: (entry) => conversation.publish(entry) });
const people = new People(me);
let conversation;
let entered = null; // the name of the room
let refused = null; // the name of the room that one wanted to go to while something waited

/** Goes to a room; not while something waits in the one before, which would be lost with it. */
function enter(name) {
  if (transcript.waiting > 0) {
    refused = name === entered ? null : name;
    history.replaceState(null, "", `#${encodeURIComponent(entered)}`);
    byId("room-input").value = entered;
    tellOfQueue();
    return;
  }
  entered = name;
  conversation?.leave();
  transcript.clear();
  people.clear();
  conversation = new Conversation(client, name, transcript, people);
  byId("room-input").value = name;
  document.title = `${name} · Chat`;
}

function roomOfAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)).trim().replace(/[\s*]+/g, "-") || FIRST_ROOM;
  } catch {
    return FIRST_ROOM;
  }
}

/** What waits is not forgotten silently. */
function tellOfQueue() {
  const waiting = transcript.waiting;
  const offline = client.state.name !== "open";
  refused = waiting === 0 ? null : refused;
  byId("queue").textContent =
    waiting === 0 ? "" : `${waiting === 1 ? "1 message waits" : `${waiting} messages wait`}${offline ? " for the connection" : ""}.${
      refused === null ? "" : ` You can go to ${refused} when nothing waits here any more.`}`;
}

const text = byId("text");

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value.trim();
  if (said !== "") {
    text.value = "";
    fit();
    conversation.say(said);
  }
});
text.addEventListener("input", () => {
  fit();
  conversation.writing();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("composer").requestSubmit();
  }
});
byId("room-form").addEventListener("submit", (event) => {
  event.preventDefault();
  location.hash = `#${encodeURIComponent(byId("room-input").value.trim())}`;
  text.focus();
});
addEventListener("hashchange", () => enter(roomOfAddress()));
addEventListener("beforeunload", (event) => {
  if (transcript.waiting > 0) {
    event.preventDefault();
  }
});
transcript.onWaiting = tellOfQueue;
client.on("state", tellOfQueue);

letRename(byId("me"), me);
showConnection(client, () => conversation.join());
enter(roomOfAddress());
if (!matchMedia("(pointer: coarse)").matches) {
  text.focus();
}
