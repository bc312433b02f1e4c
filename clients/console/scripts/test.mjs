/** Type-checks and runs the tests: npm test [-- part of a file's name...] */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { client, root } from "./vite.mjs";

const out = join(root, "build-test");
const wanted = process.argv.slice(2);
const tests = readdirSync(join(root, "test")).filter((name) => name.endsWith(".test.ts"));

execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], { cwd: root, stdio: "inherit" });
rmSync(out, { recursive: true, force: true });
await build({
  configFile: false,
  root,
  publicDir: false,
  logLevel: "warn",
  resolve: { alias: { "carillon-client": client } },
  build: {
    ssr: true,
    outDir: out,
    sourcemap: "inline",
    target: "es2022",
    rolldownOptions: {
      input: Object.fromEntries(tests.map((name) => [name.replace(/\.ts$/, ""), join(root, "test", name)])),
      output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
const run = readdirSync(out)
  .filter((name) => name.endsWith(".test.js") && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .map((name) => join(out, name));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-timeout=120000", ...run], {
  cwd: root,
  stdio: "inherit",
  timeout: 600_000,
});
process.exitCode = status ?? 1;
