/** Builds the package into dist, and the client that the server hands out. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildPackage, bundleForWeb, root, web } from "./bundle.mjs";

rmSync(join(root, "dist"), { recursive: true, force: true });
await buildPackage();
execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
mkdirSync(dirname(web), { recursive: true });
writeFileSync(web, await bundleForWeb());
