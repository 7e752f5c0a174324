import { expect, test } from "vitest";
import { Malformed } from "./malformed.ts";
import { responseHead } from "./response-head.ts";

const head = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join("");
const OK = "HTTP/1.1 200 OK";

test("a head says where its body ends", () => {
  const ends = [
    [[OK, "Content-Length: 5"], 5],
    [[OK, "transfer-encoding: CHUNKED"], "chunked"],
    [[OK], "at its connection's end"],
    [["HTTP/1.0 200 OK"], "at its connection's end"],
    [["HTTP/1.1 204 No Content"], 0],
    [["HTTP/1.1 304 Not Modified", "Content-Length: 5"], 0],
    [["HTTP/1.1 100"], 0],
  ] as const;
  for (const [lines, bodyEnd] of ends) expect(responseHead(head(...lines))).toMatchObject({ bodyEnd });
});

test("a head says whether its connection goes on, and how long", () => {
  const of = (...lines: string[]) => {
    const { keepsAlive, idleMs } = responseHead(head(...lines));
    return [keepsAlive, idleMs];
  };
  expect(of(OK)).toEqual([true, undefined]);
  expect(of(OK, "Connection: Keep-Alive", "Keep-Alive: max=9, timeout=75")).toEqual([true, 75_000]);
  expect(of(OK, "Connection: foo, close")).toEqual([false, undefined]);
  expect(of("HTTP/1.0 200 OK", "Connection: keep-alive")).toEqual([false, undefined]);
});

test("what speaks of the connection, and what speaks in the router's name, goes no further", () => {
  const { fields, dated } = responseHead(
    head(
      OK,
      "Content-Type: text/csv",
      "Connection: close, X-Hop",
      "X-Hop: 1",
      "Content-Length: 5",
      "Date: Sun, 06 Nov 1994 08:49:37 GMT",
      "Trailer: X",
      "x-slipway-CODE: SLIP-X-001",
      "X-Amzn-Invoked-Production-Variant: B",
      "Set-Cookie: a",
      "Set-Cookie: b",
    ),
  );
  expect(fields).toBe(
    head("Content-Type: text/csv", "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Set-Cookie: a", "Set-Cookie: b"),
  );
  expect(dated).toBe(true);
});

test.each([
  ["both framings", [OK, "Content-Length: 5", "Transfer-Encoding: chunked"]],
  ["two lengths", [OK, "Content-Length: 5", "Content-Length: 5"]],
  ["a length that is none", [OK, "Content-Length: 5, 5"]],
  ["a coding that is not read here", [OK, "Transfer-Encoding: gzip, chunked"]],
  ["chunks in HTTP/1.0", ["HTTP/1.0 200 OK", "Transfer-Encoding: chunked"]],
  ["a folded line", [OK, "X: a", " b"]],
  ["a bare LF", [OK, "X: a\nContent-Length: 3"]],
  ["NUL", [OK, "X: \0"]],
  ["no status", ["HTTP/1.1 OK"]],
  ["a status of two digits", ["HTTP/1.1 20 OK"]],
  ["another version", ["HTTP/2 200 OK"]],
  ["another protocol", ["ICY 200 OK"]],
])("it is refused: %s", (_name, lines) => {
  expect(() => responseHead(head(...lines))).toThrow(Malformed);
});
