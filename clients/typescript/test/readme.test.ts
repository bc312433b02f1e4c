import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the page takes for granted in an example, unless the example says it itself. */
const GIVEN: Record<string, string> = {
  client: 'import("carillon-client").Client',
  room: 'import("carillon-client").Room<{ text: string }>',
  token: 'import("carillon-client").Token',
  show: "(text: string) => void",
  reload: "() => void",
  apply: "(data: unknown) => void",
};

it("Every example of the README compiles as it stands", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
  assert.ok(examples.length > 10);
  const folder = join(root, "build/readme");
  mkdirSync(folder, { recursive: true });
  examples.forEach((code, index) => {
    const given = Object.entries(GIVEN).filter(([name]) => !new RegExp(`const ${name}\\b`).test(code));
    const declared = given.map(([name, type]) => `declare const ${name}: ${type};\n`).join("");
    writeFileSync(join(folder, `${index}.ts`), `${declared}${code}export {};\n`);
  });
  const paths = Object.fromEntries(
    [["", "index"], ["/msgpack", "msgpack"], ["/bson", "bson"]].map(([entry, file]) => [`carillon-client${entry}`, [`../../src/${file}.ts`]]),
  );
  const options = { noUnusedLocals: false, noUnusedParameters: false, verbatimModuleSyntax: true, paths };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.json", compilerOptions: options, include: ["*.ts"] }),
  );
  const tsc = promisify(execFile)(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder]);
  await assert.doesNotReject(tsc, (error: { stdout: string }) => assert.fail(error.stdout) as never);
});

it("The API's documentation is complete", async () => {
  await promisify(execFile)(process.execPath, [join(root, "node_modules/typedoc/bin/typedoc")], { cwd: root });
});
