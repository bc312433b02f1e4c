/** Type-checks and runs the tests: npm test [-- part of a file's name...] */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./bundle.mjs";

const out = join(root, "build");
const sources = ["src", "test"].flatMap((folder) => find(folder, ".ts"));

execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], { cwd: root, stdio: "inherit" });
rmSync(out, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: sources,
  outdir: out,
  outbase: root,
  format: "esm",
  target: "es2022",
  sourcemap: "inline",
});
const wanted = process.argv.slice(2);
const tests = find("build/test", ".test.js").filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const { status } = spawnSync(
  process.execPath,
  ["--enable-source-maps", "--test", "--test-concurrency=2", "--test-timeout=600000", "--test-force-exit", ...tests],
  { cwd: root, stdio: "inherit", timeout: 1_200_000 },
);
process.exitCode = status ?? 1;

function find(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(ending))
    .map((file) => join(file.parentPath ?? file.path, file.name))
    .sort();
}
