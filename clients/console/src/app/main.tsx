/** The console. */
import "../shared/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/table.css";
import "./styles/rooms.css";
import "./styles/connections.css";
import "./styles/overview.css";
import { render } from "preact";
import { isSignedIn } from "./identity.js";
import { Shell } from "./shell.js";

const place = document.getElementById("console");
if (place && isSignedIn()) {
  render(<Shell />, place);
}
