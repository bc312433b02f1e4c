/** Builds both pages: node scripts/build.mjs FOLDER. What was in the folder is gone then. */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { build } from "vite";
import { page, root } from "./vite.mjs";

const out = resolve(process.argv[2] ?? join(root, "dist"));
rmSync(out, { recursive: true, force: true });
await build(page("app", join(out, "app")));
await build(page("signin", out));

// The server finds its files by this list; being the last one, it also says that all are there.
const files = readdirSync(out, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => relative(out, join(file.parentPath ?? file.path, file.name)).split(sep).join("/"))
  .sort();
writeFileSync(join(out, "files.txt"), `${files.join("\n")}\n`);
