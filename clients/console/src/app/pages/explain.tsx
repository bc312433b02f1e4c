/** Why something is allowed or not. */
import type { Route } from "../route.js";
import { ExplainPage } from "../explain/page.js";

export const Explain = ({ query }: Route) => <ExplainPage query={query} />;
