/** The checks of a token, in the order in which they are made. */
import type { TokenCheck } from "../api/index.js";
import { type Column, Pill, Table } from "../components/index.js";

/** What each looks at; one that a later server has is called as it is. */
const TITLES: Record<string, string> = {
  form: "It is a signed JWT",
  algorithm: "Its algorithm is one that is taken",
  sub: "It names a user (sub)",
  claims: "Its claims can be read",
  key: "There is a key for it",
  signature: "The signature is the key's",
  exp: "It has not expired (exp)",
  nbf: "It holds already (nbf)",
  iss: "It is from the right issuer (iss)",
  aud: "It is meant for this server (aud)",
  rights: "What it allows is well-formed",
  revoked: "It was not revoked",
};

const columns: readonly Column<TokenCheck>[] = [
  { key: "check", title: "Check", head: true, cell: ({ check }) => TITLES[check] ?? check },
  { key: "outcome", title: "Outcome", cell: ({ passed }) => <Outcome passed={passed} /> },
  { key: "detail", title: "Found", wide: true, cell: ({ detail }) => detail },
];

export const Checks = ({ checks }: { checks: readonly TokenCheck[] }) => (
  <Table
    caption="Checks of the token"
    testid="explained-checks"
    columns={columns}
    rows={checks}
    keyOf={({ check }) => check}
    classOf={({ passed }) => (passed === false ? "failed" : passed === undefined ? "dim" : undefined)}
  />
);

function Outcome({ passed }: { passed: boolean | undefined }) {
  switch (passed) {
    case true:
      return <Pill tone="good">passed</Pill>;
    case false:
      return <Pill tone="bad">failed</Pill>;
    case undefined:
      return <Pill tone="dim">not reached</Pill>;
  }
}
