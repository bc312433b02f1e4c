/** Where one is: a bell for each node of the cluster, one's own in brass. It stirs when a message comes in. */
import { byId } from "./element.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST = 7;
const SHORT = 8;

const swing = {
  frames: [0, 16, -12, 7, -3, 0].map((angle) => ({ transform: `rotate(${angle}deg)` })),
  timing: { duration: 1400, easing: "ease-in-out" },
};

export class Tower {
  #node = byId("node");
  #id = byId("node-id");
  #count = byId("node-count");
  #bells = byId("bells");
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  constructor() {
    this.#hang(1);
  }

  /** The node that holds this connection. */
  stands(node) {
    this.#id.textContent = node.slice(0, SHORT);
    this.#node.title = `Connected to node ${node}`;
  }

  /** What the server says of itself and of its cluster. */
  tells({ nodes, draining }) {
    this.#count.textContent = `${nodes} ${nodes === 1 ? "node" : "nodes"}${draining ? ", draining" : ""}`;
    this.#hang(nodes);
  }

  ring() {
    const own = this.#bells.firstElementChild;
    if (!this.#still.matches && own.getAnimations().length === 0) {
      own.animate(swing.frames, swing.timing);
    }
  }

  #hang(nodes) {
    const wanted = Math.min(nodes, MOST);
    while (this.#bells.children.length > wanted) {
      this.#bells.lastElementChild.remove();
    }
    while (this.#bells.children.length < wanted) {
      this.#bells.append(bell());
    }
  }
}

function bell() {
  const picture = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", "#bell");
  picture.append(use);
  return picture;
}
