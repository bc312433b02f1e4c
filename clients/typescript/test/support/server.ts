import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SECRET = "a secret of the tests, of more than 32 bytes";
const JAR = process.env.CARILLON_JAR ?? fileURLToPath(new URL("../../../../../target/carillon.jar", import.meta.url));

/** What the tests' rooms are: streams, presence, and plain ones. */
const SETTINGS = {
  "log.level": "error",
  "auth.jwt.keys": JSON.stringify([{ alg: "HS256", kid: "test", secret: SECRET }]),
  "auth.jwt.leeway": "0s",
  "auth.expiring-notice": "1s",
  'rooms."stream:*".stream': "{size: 1000, ttl: 5m}",
  'rooms."short:*".stream': "{size: 5, ttl: 5m}",
  'rooms."presence:*".presence': "true",
  "drain.over": "100ms",
};

/** A real server, in a process of its own. */
export class Server {
  private constructor(
    readonly process: ChildProcess,
    readonly port: number,
  ) {}

  /** @param settings beyond those that all tests have; paths of the configuration */
  static async start(settings: Record<string, string> = {}, port = 0): Promise<Server> {
    if (!existsSync(JAR)) {
      throw new Error(`there is no ${JAR}: build it with mvn package -DskipTests, or name another as CARILLON_JAR`);
    }
    const sets = Object.entries({ ...SETTINGS, ...settings }).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
    const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : "java";
    const options = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR];
    const child = spawn(java, [...options, "serve", "--dev", "--port", String(port), ...sets], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, CARILLON_JAR: undefined }, // to the server it would be a setting that it does not know
    });
    process.once("exit", () => child.kill("SIGKILL"));
    return new Server(child, await portOf(child));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  /** Drains, and ends. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Ends at once, as in a crash. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exit = once(this.process, "exit");
      this.process.kill(signal);
      await exit;
    }
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  let said = "";
  for await (const text of child.stdout!) {
    said += text;
    const port = /carillon ready http:\/\/[^:]+:(\d+)/.exec(said)?.[1];
    if (port) {
      return Number(port);
    }
  }
  throw new Error(`the server did not start: ${said}`);
}

/** A token that allows everything, unless `claims` say otherwise. `seconds` is how long it lives. */
export function token(user: string, claims: object = {}, seconds = 600): string {
  const now = Date.now() / 1000;
  const all = { "**": ["join", "publish", "members", "history"] };
  const body = { sub: user, iat: now, exp: now + seconds, allow: all, send: ["**"], call: ["**"], scope: "api admin", ...claims };
  const signed = `${encode({ alg: "HS256", kid: "test" })}.${encode(body)}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
