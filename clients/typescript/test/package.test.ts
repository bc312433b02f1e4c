import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { Server, token } from "./support/server.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { devDependencies: Record<string, string> };

/** What fresh projects install beside the package: the versions that this one is tested with. */
const version = (name: string) => `${name}@${manifest.devDependencies[name]}`;
const VITE = "vite@8.3.8";

/** What a page or a program writes first. */
const PROGRAM = `
import { CarillonError, Client, type Message, type Position } from "carillon-client";

interface Line { text: string }

export async function talk(url: string, token: string): Promise<string> {
  const client = new Client(url, { token: async ({ signal }) => (signal.throwIfAborted(), token) });
  const room = client.room<Line>("stream:fresh");
  const heard = new Promise<Message<Line>>((resolve) => room.on("message", resolve));
  await room.join();
  const published = await room.publish({ text: "hello" });
  const { data } = await heard;
  const position: Position | undefined = room.position;
  try {
    // @ts-expect-error data is a Line
    await room.publish(1, { signal: AbortSignal.abort() });
  } catch (error) {
    if (error instanceof CarillonError) throw error;
  }
  client.close();
  return \`\${data.text} \${published.offset} \${position?.offset}\`;
}
`;

describe("The client that the server hands out", () => {
  const web = join(root, "../../src/main/resources/web/carillon.js");
  const text = readFileSync(web, "utf8");

  it("is what the sources build: npm run build writes it", async () => {
    const { bundleForWeb } = (await import(join(root, "scripts/bundle.mjs"))) as { bundleForWeb(): Promise<string> };
    assert.equal(text, await bundleForWeb());
  });

  it("is below 8,000 bytes, gzipped", () => {
    assert.ok(gzipSync(text).length < 8000, `${gzipSync(text).length} bytes`);
  });

  it("has the same API, by whole names", async () => {
    const source = await import("../src/index.js");
    const built = await import(web);
    assert.deepEqual(Object.keys(built).sort(), Object.keys(source).sort());
    const names = (type: Function) => Object.getOwnPropertyNames(type.prototype).sort();
    assert.deepEqual(names(built.Client), names(source.Client));
    const room = new built.Client("ws://h/ws", { token: "a.b.c" }).room("r");
    assert.equal(room.state, "idle");
  });
});

describe("The package", () => {
  const folder = mkdtempSync(join(tmpdir(), "carillon-client-"));
  let server: Server;
  let tarball: string;

  before(async () => {
    rmSync(join(root, "dist"), { recursive: true, force: true }); // as after a fresh clone
    await run("npm", ["pack", "--pack-destination", folder], { cwd: root });
    tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))!);
    server = await Server.start();
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function project(name: string, files: Record<string, string>, packages: string[]): Promise<string> {
    const cwd = join(folder, name);
    const all = { "package.json": JSON.stringify({ name, private: true, type: "module" }), ...files };
    for (const [path, content] of Object.entries(all)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), content);
    }
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball, ...packages], { cwd });
    return cwd;
  }

  it("has what it promises, and nothing else", async () => {
    const { stdout } = await run("tar", ["-tzf", tarball]);
    const names = stdout.trim().split("\n").map((name) => name.replace("package/", ""));
    for (const name of ["package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.js.map", "dist/index.d.ts", "dist/node.js", "dist/msgpack.js", "dist/bson.d.ts"]) {
      assert.ok(names.includes(name), name);
    }
    assert.deepEqual(names.filter((name) => !/^(dist\/|package.json|README.md|LICENSE)/.test(name)), []);
  });

  it("is used by a fresh Node project, with types", async () => {
    const main = `${PROGRAM}
import { msgpack } from "carillon-client/msgpack";
import { bson } from "carillon-client/bson";
for (const codec of [msgpack(), bson()]) {
  const client = new Client(process.argv[2]!, { token: process.argv[3]!, codec });
  console.log((await client.open()).format);
  client.close();
}
console.log(await talk(process.argv[2]!, process.argv[3]!));
`;
    const options = { module: "NodeNext", target: "ES2022", lib: ["ES2022"], strict: true, exactOptionalPropertyTypes: true, types: ["node"], outDir: "out", rootDir: "." };
    const cwd = await project(
      "node",
      { "main.ts": main, "tsconfig.json": JSON.stringify({ compilerOptions: options }) },
      ["typescript", "@types/node", "ws", "@msgpack/msgpack", "bson"].map(version),
    );
    await run("npx", ["tsc"], { cwd });
    // Once with ws, and once with the WebSocket that later versions have anyway.
    for (const [offset, options] of [[1, []], [2, ["--experimental-websocket"]]] as const) {
      const { stdout } = await run(process.execPath, [...options, "out/main.js", server.url, token("fresh")], { cwd });
      assert.equal(stdout, `msgpack\nbson\nhello ${offset} ${offset}\n`);
    }
  });

  it("is used by a fresh Vite project, with types, and brings nothing of Node along", async () => {
    const options = {
      target: "ES2022", module: "ESNext", moduleResolution: "bundler", lib: ["ES2022", "DOM", "DOM.Iterable"], types: ["vite/client"],
      strict: true, noEmit: true, verbatimModuleSyntax: true, noUnusedLocals: true, skipLibCheck: false,
    };
    const cwd = await project(
      "vite",
      {
        "index.html": '<!doctype html><script type="module" src="/src/main.ts"></script>',
        "src/main.ts": `${PROGRAM}\ntalk("/ws", "a.b.c").then((text) => (document.body.textContent = text));\n`,
        "tsconfig.json": JSON.stringify({ compilerOptions: options, include: ["src"] }),
      },
      [version("typescript"), VITE],
    );
    await run("npx", ["tsc", "--noEmit"], { cwd });
    await run("npx", ["vite", "build"], { cwd });
    const assets = readdirSync(join(cwd, "dist/assets"));
    const script = readFileSync(join(cwd, "dist/assets", assets.find((name) => name.endsWith(".js"))!), "utf8");
    assert.equal(assets.length, 1);
    assert.doesNotMatch(script, /unexpected-response|import\(/);
    assert.match(script, /carillon\.v1\.json/);
  });
});
