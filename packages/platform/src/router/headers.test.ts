import { expect, test } from "vitest";
import { requestHeaders, responseHeaders } from "./headers.ts";

test("headers of one connection, and those that Connection names, go no further (RFC 9110 §7.6.1)", () => {
  const sent = {
    connection: "keep-alive, X-Hop",
    "keep-alive": "timeout=5",
    "transfer-encoding": "chunked",
    te: "trailers",
    upgrade: "h2c",
    "x-hop": "1",
    accept: "text/csv",
    "set-cookie": ["a", "b"],
  };
  expect(requestHeaders(sent)).toEqual({ accept: "text/csv", "set-cookie": ["a", "b"] });
  expect(responseHeaders(sent)).toEqual({ accept: "text/csv", "set-cookie": ["a", "b"] });
});

test("the container never sees the router's token", () => {
  expect(requestHeaders({ authorization: "Bearer t", host: "router", "content-length": "3" })).toEqual({
    "content-length": "3",
  });
});

test("a container cannot speak in the router's name", () => {
  expect(
    responseHeaders({ "x-slipway-code": "SLIP-X-001", "x-amzn-invoked-production-variant": "B" }),
  ).toEqual({});
});
