import assert from "node:assert/strict";
import { test } from "node:test";
import { Http, path, search } from "../src/app/api/http.js";
import { Problem } from "../src/shared/problem.js";
import { claimsOf, cleaned, Session, SIGNED_OUT } from "../src/shared/session.js";
import { devToken, objectionTo, signIn } from "../src/signin/flow.js";

function session(): Session {
  const kept = new Map<string, string>();
  return new Session({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  });
}

/** A server that answers everything with this, and what it was asked. */
function server(status: number, body: unknown, type = "application/json") {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetching = (async (url: string, init: RequestInit = {}) => {
    asked.push({ url, init });
    const empty = status === 204 ? null : type === "application/json" ? JSON.stringify(body) : String(body);
    return new Response(empty, { status, headers: { "content-type": type } });
  }) as typeof fetch;
  return { asked, fetching };
}

const unreachable = (async () => {
  throw new TypeError("Failed to fetch");
}) as typeof fetch;

test("a session ends with a reason that is told once", () => {
  const kept = session();
  kept.begin("t");
  assert.equal(kept.token, "t");
  kept.end("You were signed out: the token has expired.");
  assert.equal(kept.token, undefined);
  assert.equal(kept.takeReason(), "You were signed out: the token has expired.");
  assert.equal(kept.takeReason(), undefined);
});

test("nobody is signed in without being asked after signing out, nor again and again", () => {
  const kept = session();
  assert.equal(kept.mayBeginAlone(50_000), true);
  kept.beginAlone("t", 50_000);
  kept.end("the token is revoked");
  assert.equal(kept.mayBeginAlone(51_000), false);
  assert.equal(kept.mayBeginAlone(61_000), true);
  kept.end(SIGNED_OUT);
  assert.equal(kept.mayBeginAlone(61_000), false);
});

test("a token is taken however it was copied, and sent as the server wants it", async () => {
  assert.equal(cleaned(' Authorization: Bearer "a.b\n  .c" '), "a.b.c");
  const { asked, fetching } = server(204, "");
  assert.equal(await signIn("  a.b.c\n", fetching), "a.b.c");
  assert.equal(asked[0]?.url, "session");
  assert.equal(asked[0]?.init.method, "POST");
  assert.equal(new Headers(asked[0]?.init.headers).get("authorization"), "Bearer a.b.c");
});

test("the sign-in says what is wrong", async () => {
  const objection = (fetching: typeof fetch, token = "a.b.c") =>
    signIn(token, fetching).then(() => "none", (cause) => objectionTo(cause as Problem));
  const refusal = (status: number, reason: string) => server(status, { error: "x", reason }).fetching;
  assert.match(await objection(refusal(204, ""), "  "), /Paste a token/);
  assert.match(await objection(refusal(204, ""), "é"), /not valid: a token has letters/);
  assert.match(await objection(refusal(401, "the token has expired")), /not valid: the token has expired/);
  assert.match(await objection(refusal(403, "the token has not the scope admin")), /has not the scope admin/);
  assert.match(await objection(refusal(403, "a connection without TLS is taken at the loopback address alone")), /without TLS/);
  assert.match(await objection(refusal(503, "keys were not had yet")), /cannot tell now: keys/);
  assert.match(await objection(server(502, "<html>", "text/html").fetching), /answered with 502/);
  assert.match(await objection(unreachable), /cannot be reached/);
});

test("a token is fetched only from a server that hands out tokens", async () => {
  const { asked, fetching } = server(200, { development: false, token: "t" });
  assert.equal(await devToken(fetching), undefined);
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["session"],
  );
  assert.equal(await devToken(server(200, { development: true, token: "t" }).fetching), "t");
  assert.equal(await devToken(server(200, { development: true }).fetching), undefined);
  assert.equal(await devToken(server(404, {}).fetching), undefined);
  assert.equal(await devToken(server(200, "<html>", "text/html").fetching), undefined);
  assert.equal(await devToken(unreachable), undefined);
});

test("what a token says is read from it, and nothing from what is none", () => {
  const payload = Buffer.from(JSON.stringify({ sub: "zoë", exp: 12 })).toString("base64url");
  assert.deepEqual(claimsOf(`x.${payload}.y`), { user: "zoë", expires: 12_000 });
  assert.deepEqual(claimsOf("nonsense"), {});
});

test("the API is asked with the token, and names are encoded", async () => {
  const { asked, fetching } = server(200, { count: 1 });
  const http = new Http({ token: () => "t", refused: () => assert.fail() }, fetching);
  await http.ask(path`/rooms/${"a/b c:d"}/messages`, { method: "POST", query: { user: "ann & bob", none: undefined }, body: [1] });
  assert.equal(asked[0]?.url, "/api/v1/rooms/a%2Fb%20c%3Ad/messages?user=ann+%26+bob");
  assert.equal(new Headers(asked[0]?.init.headers).get("authorization"), "Bearer t");
  assert.equal(asked[0]?.init.body, "[1]");
  assert.equal(search({ a: "", b: undefined }), "");
});

test("a token that is not taken any more ends the session, other problems do not", async () => {
  const reasons: string[] = [];
  const ask = (status: number, reason: string) =>
    new Http({ token: () => "t", refused: (why) => reasons.push(why) }, server(status, { error: "e", reason }).fetching).ask("/x");
  await assert.rejects(ask(401, "the token has expired"), (cause: Problem) => cause.status === 401);
  await assert.rejects(ask(403, "no"), (cause: Problem) => cause.reason === "no" && cause.error === "e");
  await assert.rejects(new Http({ token: () => "t", refused: () => {} }, unreachable).ask("/x"), { error: "unreachable" });
  assert.deepEqual(reasons, ["the token has expired"]);
});
