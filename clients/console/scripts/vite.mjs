/** How the two pages are built: the sign-in, which is open to all, and the app, which is served to who has signed in. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The sources of the client, which are built with the app. */
export const client = resolve(root, "../typescript/src/index.ts");

/** The script decides light or dark: nothing is to be painted before. */
const unpainted = {
  name: "unpainted",
  transformIndexHtml: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
};

/**
 * The build of one page.
 *
 * @param name the folder in src
 * @param outDir where its files go
 */
export function page(name, outDir) {
  return {
    configFile: false,
    root: resolve(root, "src", name),
    base: "./",
    publicDir: false,
    logLevel: "warn",
    resolve: { alias: { "carillon-client": client } },
    plugins: [unpainted],
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}
