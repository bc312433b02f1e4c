import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";

/** A server that does what a test wants, where a real one cannot be made to: closes with any code, refuses, says anything. */
export class Scripted {
  /** How many handshakes there were. */
  attempts = 0;
  /** What was asked, in its order, over all connections. */
  readonly asked: any[] = [];
  /** The connection that was made last. */
  socket: WebSocket | undefined;
  /** How the next handshakes are refused. */
  refusal: { status: number; headers?: Record<string, string>; reason: string } | undefined;
  welcome: object = {
    type: "welcome",
    connection: "c",
    user: "ada",
    node: "n",
    revision: "1.1",
    format: "json",
    keepalive: { interval: 30_000, timeout: 10_000 },
    limits: { message: 65_536, rooms: 100 },
  };
  /** What is answered to a request; nothing where nothing is returned. */
  answer: (request: any) => object | undefined = () => ({});
  readonly #http: HttpServer;

  private constructor(http: HttpServer) {
    this.#http = http;
    const server = new WebSocketServer({ noServer: true });
    http.on("upgrade", (request, socket, head) => {
      this.attempts++;
      if (this.refusal) {
        const { status, headers = {}, reason } = this.refusal;
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        const body = JSON.stringify({ error: "x", reason });
        socket.end(`HTTP/1.1 ${status} No\r\n${lines.join("")}content-length: ${body.length}\r\n\r\n${body}`);
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket));
    });
  }

  static async start(): Promise<Scripted> {
    const http = createServer();
    const server = new Scripted(http);
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    after(() => {
      server.socket?.terminate();
      http.close();
    });
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  say(message: object): void {
    this.socket!.send(JSON.stringify(message));
  }

  #accept(socket: WebSocket): void {
    this.socket = socket;
    this.say(this.welcome);
    socket.on("message", (data) => {
      const request = JSON.parse(String(data));
      this.asked.push(request);
      const answer = this.answer(request);
      if (answer) {
        this.say("code" in answer ? { type: "error", id: request.id, ...answer } : { type: "reply", id: request.id, result: answer });
      }
    });
  }
}
