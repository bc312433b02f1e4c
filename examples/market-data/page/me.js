/** Who one is: a name for this window, and tokens for it from a server that runs with --dev. */
import { Hopeless } from "/carillon.js";

const STORED = "carillon.name";
const NAMES = ["Ada", "Alan", "Barbara", "Claude", "Donald", "Edsger", "Frances", "Grace", "Hedy", "John", "Katherine",
  "Leslie", "Margaret", "Niklaus", "Radia", "Tim"];

/** The name in the address (`?name=Ada`), or the one that this window had before, or any. */
export function myName() {
  const name = new URLSearchParams(location.search).get("name")?.trim() || sessionStorage.getItem(STORED) || anyOf(NAMES);
  sessionStorage.setItem(STORED, name);
  return name;
}

/** Lets a field change the name; the page begins anew then. */
export function letRename(field, name) {
  field.value = name;
  field.addEventListener("change", () => {
    const chosen = field.value.trim();
    if (chosen === "" || chosen === name) {
      field.value = name;
      return;
    }
    sessionStorage.setItem(STORED, chosen);
    const address = new URL(location.href);
    address.searchParams.delete("name");
    history.replaceState(null, "", address);
    location.reload();
  });
}

/** What a `Client` asks for its token, each time that it needs one. */
export function tokenOf(name) {
  return async ({ signal }) => {
    const response = await fetch(`/dev/token?user=${encodeURIComponent(name)}`, { cache: "no-store", signal }).catch(() => {
      throw new Error("the server cannot be reached");
    });
    if (response.ok) {
      return (await response.json()).token;
    }
    if (response.status === 404) {
      throw new Hopeless("this server gives out no tokens; start it with --dev");
    }
    const { reason } = await response.json().catch(() => ({}));
    const why = reason ?? `status ${response.status}`;
    throw response.status === 400 ? new Hopeless(`no token for this name: ${why}`) : new Error(`no token: ${why}`);
  };
}

function anyOf(list) {
  return list[Math.floor(Math.random() * list.length)];
}
