/** The board: everybody's pointer, and notes that stay. The address names the board. */
import { Client } from "/carillon.js";
import { Board } from "./board.js";
import { showConnection } from "./connection.js";
import { byId, element } from "./element.js";
import { letRename, myName, tokenOf } from "./me.js";
import { Notes } from "./notes.js";
import { Pointers } from "./pointers.js";

const COLOURS = { yellow: "Yellow", pink: "Pink", green: "Green", blue: "Blue" };

const name = boardOfAddress();
const me = myName();
const client = new Client("/ws", { token: tokenOf(me) });
const board = new Board(byId("view"), byId("board"));
const pointers = new Pointers(client, name, board);
const notes = new Notes(client, name, board, tellOfUnsaved);

function boardOfAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)).trim().replace(/[\s*]+/g, "-") || "board";
  } catch {
    return "board";
  }
}

/** Changes that the server does not have yet are not forgotten silently. */
function tellOfUnsaved(count) {
  byId("unsaved").textContent = count === 0 ? "" : `${count === 1 ? "1 change is" : `${count} changes are`} not saved yet.`;
}

function chosenColour() {
  return document.querySelector("input[name=colour]:checked").value;
}

byId("colours").append(...Object.entries(COLOURS).map(([value, label], i) => element(
  "label.colour",
  { "data-colour": value, title: label },
  element("input", { type: "radio", name: "colour", value, checked: i === 0, ariaLabel: label }),
)));
byId("tools").addEventListener("submit", (event) => {
  event.preventDefault();
  notes.add(board.somewhereInView(), chosenColour());
});
byId("board").addEventListener("dblclick", (event) => {
  if (!event.target.closest(".note")) {
    notes.add(board.placeOf(event), chosenColour());
  }
});
addEventListener("hashchange", () => location.reload());
addEventListener("beforeunload", (event) => {
  if (notes.unsaved > 0) {
    event.preventDefault();
  }
});

byId("board-name").textContent = name;
document.title = `${name} · Cursors`;
letRename(byId("me"), me);
showConnection(client, () => {
  pointers.join();
  notes.join();
});
pointers.start();
notes.start();
