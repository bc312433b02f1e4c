/** The demo page: ties the connection, the rooms and the parts of the page together. */
import { Client } from "/carillon.js";
import { hashOf, roomIn } from "./address.js";
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { byId } from "./element.js";
import { RoomList } from "./roomlist.js";
import { objectionTo, Rooms } from "./rooms.js";
import { fetchToken } from "./token.js";
import { Tower } from "./tower.js";
import { Transcript } from "./transcript.js";

const NAME = "carillon.name";
const FIRST_ROOM = "lobby";
const INFO = "$server";
const ANY_KEY = "k".repeat(40); // the client's keys are no longer
const QUIET = "It is quiet here. What is said from now on appears on this page.";
const NOWHERE = "You are in no room. Join one to talk.";

let name = "";
let client = null;
const channels = new Map(); // the client's side of the rooms, by name
const connections = new Set(); // the ids that this window had: what they say is one's own

const rooms = new Rooms(sessionStorage);
const tower = new Tower();
const roomList = new RoomList(rooms, visit);
const transcript = new Transcript({
  scroller: byId("scroller"),
  list: byId("messages"),
  more: byId("more"),
  actions: { again: sendAgain, discard: (entry) => transcript.remove(rooms.current, entry) },
});
const composer = new Composer({
  excess: (text) => excess(rooms.current, text),
  drafted: (text) => {
    rooms.current.draft = text;
    rooms.store();
  },
  sent: (text) => publish(rooms.current, text),
});
const banner = new Banner(() => {
  client.open({ now: true }).catch(() => {}); // what fails is told as a state
  enterAgain();
  focusComposer();
});

// ---- coming and going

function enter(chosen) {
  name = chosen;
  localStorage.setItem(NAME, name);
  sessionStorage.setItem(NAME, name);
  byId("me").textContent = name;
  byId("door").hidden = true;
  byId("hall").hidden = false;
  client = new Client("/ws", { token: ({ signal }) => fetchToken(name, signal) });
  client.on("state", stateChanged);
  client.on("notice", noticed);
  client.on("direct", ({ from, data }) => {
    const { text, json } = contentOf(data);
    note(rooms.current, `${speakerOf(from)}, to you alone: ${text ?? json}`);
  });
  client.on("error", ({ reason }) => note(rooms.current, `Something went wrong: ${reason}`));
  const info = client.room(INFO);
  info.on("message", ({ data }) => tower.tells(data));
  info.join().catch(() => {}); // without it the page only knows less
  rooms.all.forEach(join);
  show(firstRoom());
  history.replaceState(null, "", hashOf(rooms.current.name));
  focusComposer();
}

/** A client that was closed before a room had let it in does not want to be there any more. */
function enterAgain() {
  const wanted = [client.room(INFO), ...rooms.all.map((room) => channelOf(room.name))];
  wanted.filter(({ state }) => state === "idle").forEach((channel) => channel.join().catch(() => {}));
}

/** Back to the door. The rooms stay, for whoever comes in next. */
function goOut() {
  sessionStorage.removeItem(NAME);
  client.close();
  client = null;
  channels.clear();
  banner.forget();
  byId("hall").hidden = true;
  byId("door").hidden = false;
  byId("name-input").select();
}

// ---- the connection

function stateChanged(state) {
  if (state.name === "open") {
    connections.add(state.welcome.connection);
    tower.stands(state.welcome.node);
  } else {
    const now = Date.now();
    rooms.all.forEach((room) => room.lost(now));
  }
  document.documentElement.dataset.connection = state.name;
  banner.tell(state);
  refresh();
}

function noticed(notice) {
  if (notice.event === "draining") {
    banner.warnOfDraining(Date.now() + notice.in);
  }
}

// ---- rooms

/** Wants to be in the room; the client sees to it, on this connection and those to come. */
function join(room) {
  channelOf(room.name).join().catch(() => {}); // told by `refused`
}

function channelOf(roomName) {
  if (!channels.has(roomName)) {
    channels.set(roomName, listening(client.room(roomName)));
  }
  return channels.get(roomName);
}

function listening(channel) {
  const room = () => rooms.get(channel.name); // nothing, once it was left
  channel.on("message", said);
  channel.on("joined", (reply) => joined(room(), reply));
  channel.on("missed", ({ from, to }) => note(room(), `${to - from + 1} messages are gone that were said meanwhile.`));
  channel.on("reset", () => note(room(), "The server lost track here: something may be missing above."));
  channel.on("refused", ({ reason }) => shutOut(room(), reason));
  channel.on("left", ({ reason }) => {
    shutOut(room(), reason);
    note(room(), `You were taken out of this room: ${reason}`);
  });
  return channel;
}

/** A room that keeps nothing has a gap where there was no connection. */
function joined(room, { epoch }) {
  const gap = room?.takeGap(Date.now()) ?? null;
  room?.joined();
  if (gap !== null && epoch === undefined) {
    note(room, `You were away for ${duration(gap)}. What was said meanwhile is not shown.`);
  }
  refresh();
}

function shutOut(room, reason) {
  room?.refused(reason);
  refresh();
}

/** Goes to a room, joining it if need be; the address follows, so that it can be passed on. */
function visit(room) {
  show(room);
  roomList.fold();
  focusComposer();
  if (linkedRoom() !== room) {
    location.hash = hashOf(room);
  }
}

function show(roomName) {
  const room = rooms.open(roomName);
  rooms.current = room;
  room.unread = 0;
  transcript.show(room);
  if (client && room.state !== "joined") {
    join(room);
  }
  refresh();
}

function leave() {
  const room = rooms.current;
  channelOf(room.name).leave();
  const next = rooms.drop(room.name);
  if (next) {
    visit(next.name);
  } else {
    rooms.current = null;
    history.replaceState(null, "", location.pathname);
    transcript.show(null);
    refresh();
    roomList.ask();
  }
}

function firstRoom() {
  return linkedRoom() ?? rooms.all[0]?.name ?? FIRST_ROOM;
}

/** The room that the address asks for, if it is one that can be had. */
function linkedRoom() {
  const linked = roomIn(location.hash);
  const objection = linked && objectionTo(linked);
  roomList.object(objection);
  return objection ? null : linked;
}

// ---- messages

/** By how many bytes a text is too long for the server, about: the client has the last word. */
function excess(room, text) {
  const publication = JSON.stringify({ type: "publish", id: 1e6, room: room.name, data: { text }, key: ANY_KEY });
  return new TextEncoder().encode(publication).length - (client?.welcome?.limits.message ?? Infinity);
}

function publish(room, text) {
  channelOf(room.name).publish({ text }).catch(({ code, reason }) => {
    const why = code === "lost" ? `Perhaps not sent: ${reason}.` : `Not sent: ${reason}`;
    transcript.add(room, { kind: "unsent", text, why });
  });
}

function sendAgain(entry) {
  if (isOpen() && rooms.current.state === "joined") {
    transcript.remove(rooms.current, entry);
    publish(rooms.current, entry.text);
  }
}

function isOpen() {
  return client?.state.name === "open";
}

function said({ room: roomName, from, data, time }) {
  const room = rooms.get(roomName);
  if (!room) {
    return;
  }
  const own = from.user !== undefined && from.user === client.user;
  const entry = {
    kind: "message",
    speaker: speakerOf(from),
    service: from.user === undefined,
    own,
    elsewhere: own && !connections.has(from.connection),
    time,
    ...contentOf(data),
  };
  transcript.add(room, entry);
  tower.ring();
  if (room !== rooms.current || document.hidden) {
    room.unread += own ? 0 : 1;
    refresh();
  }
}

function speakerOf({ user, service }) {
  return user ?? service ?? "somebody";
}

function contentOf(data) {
  const plain = typeof data?.text === "string" && Object.keys(data).length === 1;
  return plain ? { text: data.text } : { json: JSON.stringify(data) };
}

function note(room, text) {
  if (room) {
    transcript.add(room, { kind: "note", text });
  }
}

function duration(ms) {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

// ---- the page

function refresh() {
  const room = rooms.current;
  roomList.render();
  const title = room?.name ?? "No room";
  byId("room-name").textContent = title;
  byId("messages").setAttribute("aria-label", `Messages in ${title}`);
  byId("leave").hidden = !room;
  byId("copy").hidden = !room || !navigator.clipboard;
  byId("refused").hidden = room?.state !== "refused";
  byId("refused-why").textContent = room?.reason ?? "";
  byId("hush").textContent = { joined: QUIET, away: "", refused: "" }[room?.state] ?? NOWHERE;
  composer.show({ room: room?.name, draft: room?.draft ?? "", obstacle: obstacleIn(room) });
  document.title = `${rooms.unread > 0 ? `(${rooms.unread}) ` : ""}${title} · Carillon`;
}

function obstacleIn(room) {
  if (!room) {
    return "Join a room to write.";
  }
  if (!isOpen()) {
    return "Not connected: your text stays here until the connection is back.";
  }
  return { away: "Joining the room…", refused: "You are not in this room.", joined: "" }[room.state];
}

/** Where there is no keyboard, taking the focus would open one on the screen. */
function focusComposer() {
  if (!matchMedia("(pointer: coarse)").matches) {
    composer.focus();
  }
}

function shortcut(event) {
  const writing = event.target.closest?.("input, textarea") !== null;
  const ask = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !writing);
  const step = event.altKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (byId("hall").hidden || !(ask || step || event.key === "Escape")) {
    return;
  }
  event.preventDefault();
  if (ask) {
    roomList.ask();
  } else if (step) {
    visitBeside(step);
  } else {
    roomList.fold();
    composer.focus();
  }
}

function visitBeside(step) {
  const room = rooms.beside(step);
  if (room) {
    visit(room.name);
  }
}

function seen() {
  if (!document.hidden && rooms.current) {
    rooms.current.unread = 0;
    refresh();
  }
}

/** The client sees to it; the page says so. */
function networkChanged() {
  if (client?.state.name === "waiting") {
    banner.tell(client.state);
  }
}

byId("door-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = byId("name-input").value.trim();
  if (chosen !== "") {
    enter(chosen);
  }
});
byId("out").addEventListener("click", goOut);
byId("leave").addEventListener("click", leave);
byId("retry").addEventListener("click", () => join(rooms.current));
byId("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  byId("copy").textContent = "Copied";
  setTimeout(() => (byId("copy").textContent = "Copy link"), 1_500);
});
document.addEventListener("keydown", shortcut);
document.addEventListener("visibilitychange", seen);
addEventListener("online", networkChanged);
addEventListener("offline", networkChanged);
addEventListener("hashchange", () => {
  const linked = linkedRoom();
  if (client && linked && linked !== rooms.current?.name) {
    show(linked);
  }
});

byId("door-room").textContent = firstRoom();
byId("enter").disabled = false; // only now is there somebody to hear it
byId("name-input").value = localStorage.getItem(NAME) ?? "";
if (sessionStorage.getItem(NAME)) {
  enter(sessionStorage.getItem(NAME));
} else {
  byId("name-input").focus();
}
