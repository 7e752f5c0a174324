import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Caller } from "@slipway/model";
import { expect, test } from "vitest";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import { callerOf } from "./caller.ts";

const ADA: Caller = { user: "ada", groups: [] };
const BOB: Caller = { user: "bob", groups: [] };
const CALLERS = new Map([
  ["one", ADA],
  ["two", BOB],
]);
const server = {
  authenticate: (token: string) => CALLERS.get(token),
  authorize: (caller: Caller) => caller === BOB,
} as unknown as ApiServer;

/** Who a request on the connection is taken to be from. */
function asked(
  socket: Socket,
  authorization: string | undefined,
  headers: Record<string, string> = {},
): Caller {
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, authorization === undefined ? {} : { authorization }, headers);
  request.rawHeaders = Object.entries(headers).flat();
  return callerOf(server, request);
}

test("Each request on a connection is its own token's, whatever was proved before", () => {
  const socket = new Socket();
  expect(asked(socket, "Bearer one")).toBe(ADA);
  expect(asked(socket, "Bearer one")).toBe(ADA);
  expect(asked(socket, "Bearer two")).toBe(BOB);
  for (const none of [undefined, "", "Bearer", "Bearer on", "Bearer one ", "Basic one"])
    expect(() => asked(socket, none)).toThrow("Unauthorized");
  expect(asked(socket, "Bearer one")).toBe(ADA);
});

test("What one connection has proved says nothing of another", () => {
  expect(asked(new Socket(), "Bearer one")).toBe(ADA);
  expect(() => asked(new Socket(), "")).toThrow("Unauthorized");
});

test("Whom a request asks for is decided for each request", () => {
  const socket = new Socket();
  expect(asked(socket, "Bearer two", { "impersonate-user": "eve" }).user).toBe("eve");
  expect(asked(socket, "Bearer two")).toBe(BOB);
  expect(() => asked(socket, "Bearer one", { "impersonate-user": "bob" })).toThrow("cannot impersonate");
});
