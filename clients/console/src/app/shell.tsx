/** What stands around every page: the beam with the navigation, and what is there once. */
import { claims, signOut } from "./identity.js";
import { Button } from "./components/basics.js";
import { Dialogs } from "./components/dialog.js";
import { Notices } from "./components/notices.js";
import { Page } from "./components/page.js";
import { Keys, showKeys } from "./keys.js";
import { pages } from "./pages/index.js";
import { href, route } from "./route.js";
import { ThemeSwitch } from "./themeswitch.js";
import logo from "../shared/logo.svg";

export function Shell() {
  const place = route.value;
  const entry = pages.find(({ name }) => name === place.page);
  const View = entry?.view ?? Nowhere;
  return (
    <>
      <a
        class="skip button"
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // the fragment is the address
          document.getElementById("main")?.focus();
        }}
      >
        To the content
      </a>
      <header class="beam">
        <a class="brand" href={href("")}>
          <img src={logo} alt="" width="28" height="28" /> Carillon <span class="brand-part">console</span>
        </a>
        <nav class="nav" aria-label="Pages">
          {pages.map(({ name, title }) => (
            <a key={name} href={href(name)} aria-current={name === place.page ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <div class="self">
          <span class="self-keys">
            <Button tone="quiet" small aria-label="Keyboard shortcuts" title="Keyboard shortcuts: ?" onClick={showKeys}>
              <kbd aria-hidden="true">?</kbd>
            </Button>
          </span>
          <ThemeSwitch />
          {claims.user !== undefined && (
            <bdi class="self-name" title={`Signed in as ${claims.user}`}>
              {claims.user}
            </bdi>
          )}
          <Button tone="quiet" small onClick={() => void signOut()}>
            Sign out
          </Button>
        </div>
      </header>
      <main id="main" class="content" tabIndex={-1}>
        <View key={`${place.page}/${place.argument ?? ""}`} {...place} />
      </main>
      <Dialogs />
      <Keys />
      <Notices />
    </>
  );
}

function Nowhere() {
  return (
    <Page title="Nothing here">
      <p>
        The address names no page of the console. <a href={href("")}>To the overview</a>
      </p>
    </Page>
  );
}
