/** What is built of the sources, for whoever builds it and for the tests that look at it. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The client that the server hands out, in this repository. */
export const web = fileURLToPath(new URL("../../../src/main/resources/web/carillon.js", import.meta.url));

const TARGET = "es2022";
const LICENCE = "/*! carillon-client, Apache-2.0 */";

/** Names between the parts of the client, which are neither in its API nor in the protocol: they may be short. */
const INTERNAL = [
  "abandon", "abandoned", "after", "answered", "backoff", "bounds", "bring", "emit", "emitter", "environment", "expired", "expiry",
  "fail", "flush", "follow", "frame", "heard", "hold", "host", "hopeless", "isHolding", "isOffline", "isOpen", "isOverfull", "isPending",
  "isSilent", "isStream", "isWritable", "least", "listener", "look", "membership", "opened", "pace", "probe",
  "published", "received", "reconnects", "recovery", "release", "repeated", "seldom", "settings", "soon", "take",
  "tell", "undecodable", "unread", "unreadable", "wake", "withdraw",
];

const mangleProps = new RegExp(`^(${INTERNAL.join("|")})$`);

/** The package's modules, one for each entry point and what they share. */
export function buildPackage() {
  return build({
    absWorkingDir: root,
    entryPoints: ["src/index.ts", "src/node.ts", "src/msgpack.ts", "src/bson.ts"],
    outdir: "dist",
    bundle: true,
    splitting: true,
    chunkNames: "shared-[hash]",
    packages: "external",
    format: "esm",
    platform: "neutral",
    target: TARGET,
    mangleProps,
    sourcemap: true,
  });
}

/** The JSON client as one minified module. */
export async function bundleForWeb() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["src/index.ts"],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: TARGET,
    mangleProps,
    banner: { js: LICENCE },
    legalComments: "none",
  });
  return outputFiles[0].text;
}
