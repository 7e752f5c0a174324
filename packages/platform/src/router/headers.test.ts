import { expect, test } from "vitest";
import { requestHeaders } from "./headers.ts";

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
});

test("the container never sees the router's token, nor a second word about the body's length", () => {
  const sent = {
    authorization: "Bearer t",
    host: "router",
    "content-length": "3",
    content_length: "4",
    a_b: "5",
  };
  expect(requestHeaders(sent)).toEqual({ a_b: "5" });
});
