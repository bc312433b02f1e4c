/**
 * The board has a size of its own, the same for everybody, and is shown as large as the window permits. Places on it are
 * in its own units.
 */

const WIDTH = 1600;
const HEIGHT = 1000;
const LEAST = 0.62; // smaller, and nobody can read it: then it is scrolled

export class Board {
  #view;
  #board;
  #scale = 1;

  constructor(view, board) {
    this.#view = view;
    this.#board = board;
    new ResizeObserver(() => this.#fit()).observe(view);
    this.#fit();
  }

  /** Where a pointer event was. */
  placeOf({ clientX, clientY }) {
    const { left, top } = this.#board.getBoundingClientRect();
    return inside({ x: (clientX - left) / this.#scale, y: (clientY - top) / this.#scale });
  }

  /** About the middle of what can be seen, so that several notes do not lie on one place. */
  somewhereInView() {
    const { left, top, width, height } = this.#view.getBoundingClientRect();
    const around = () => 0.35 + Math.random() * 0.25;
    return this.placeOf({ clientX: left + width * around(), clientY: top + height * around() });
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#view;
    this.#scale = Math.max(LEAST, Math.min(clientWidth / WIDTH, clientHeight / HEIGHT));
    this.#board.style.setProperty("--scale", String(this.#scale));
  }
}

/** The place itself, or the nearest one on the board. */
export function inside({ x, y }) {
  return { x: Math.round(Math.min(Math.max(x, 0), WIDTH)), y: Math.round(Math.min(Math.max(y, 0), HEIGHT)) };
}
