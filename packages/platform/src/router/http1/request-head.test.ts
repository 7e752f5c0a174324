import { expect, test } from "vitest";
import { Malformed } from "./malformed.ts";
import { requestHead } from "./request-head.ts";

const head = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join("");
const LINE = "POST /p HTTP/1.1";

test("a plain head says what its body is and keeps what is the container's, byte for byte", () => {
  const text = head(
    LINE,
    "Host: h",
    "AUTHORIZATION:  Bearer t ",
    "content-type:text/csv",
    "Connection: Keep-Alive",
    "X-Amzn-SageMaker-Target-Variant: B",
    "Content-Length: 07",
    "Keep-Alive: timeout=5",
    "TE: trailers",
    "Proxy-Authorization: Basic eA==",
    "X-Name:\t caf\xe9 \t",
  );
  expect(requestHead(text)).toEqual({
    method: "POST",
    target: "/p",
    length: 7,
    plain: true,
    close: false,
    authorization: "Bearer t",
    targetVariant: "B",
    sessionId: undefined,
    fields: head("content-type:text/csv", "X-Amzn-SageMaker-Target-Variant: B", "X-Name:\t caf\xe9 \t"),
  });
});

test("what asks for more than to be carried on is left to others", () => {
  const odd = [
    ["POST /p HTTP/1.0", "Host: h"],
    [LINE, "Host: h", "Transfer-Encoding: Chunked"],
    [LINE, "Host: h", "Expect: 100-continue"],
    [LINE, "Host: h", "Upgrade: h2c"],
    [LINE, "Host: h", "Connection: close, X-Hop"],
    [LINE, "Host: h", "Authorization: a", "Authorization: b"],
    [LINE, "Host: h", "X-Amzn-SageMaker-Target-Variant: A", "X-Amzn-SageMaker-Target-Variant: B"],
    [LINE, "Host: h", "X-Amzn-SageMaker-Session-Id: A", "X-Amzn-SageMaker-Session-Id: B"],
  ];
  for (const lines of odd) expect(requestHead(head(...lines)), lines.join()).toMatchObject({ plain: false });
  expect(requestHead(head(LINE, "Host: h", "Connection: close"))).toMatchObject({ plain: true, close: true });
});

test("the id of a session is told apart, for its container has another", () => {
  const { sessionId, fields } = requestHead(head(LINE, "Host: h", "X-Amzn-SageMaker-Session-Id: s", "a: b"));
  expect({ sessionId, fields }).toEqual({ sessionId: "s", fields: head("a: b") });
});

test("names that programs take for those of framing are not told to them", () => {
  const { fields, length } = requestHead(
    head(LINE, "Host: h", "Content_Length: 5", "transfer_encoding: chunked", "Content-Lengthy: 6", "X_Y: 1"),
  );
  expect({ fields, length }).toEqual({ fields: head("Content-Lengthy: 6", "X_Y: 1"), length: 0 });
});

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "Content-Length and Transfer-Encoding": [
    LINE,
    "Host: h",
    "Content-Length: 5",
    "Transfer-Encoding: chunked",
  ],
  "Transfer-Encoding in HTTP/1.0": ["POST /p HTTP/1.0", "Transfer-Encoding: chunked"],
  "Transfer-Encoding twice": [LINE, "Host: h", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
  "a coding before chunked": [LINE, "Host: h", "Transfer-Encoding: gzip, chunked"],
  "a coding behind chunked": [LINE, "Host: h", "Transfer-Encoding: chunked, identity"],
  "no coding": [LINE, "Host: h", "Transfer-Encoding:"],
  "two lengths": [LINE, "Host: h", "Content-Length: 5", "Content-Length: 6"],
  "the same length twice": [LINE, "Host: h", "Content-Length: 5", "Content-Length: 5"],
  "no Host": [LINE, "Accept: x"],
  "two Hosts": [LINE, "Host: h", "Host: h"],
  "a space before the colon": [LINE, "Host: h", "Content-Length : 5"],
  "a tab before the colon": [LINE, "Host: h", "Content-Length\t: 5"],
  "a folded line": [LINE, "Host: h", "X: a", " b"],
  "a first line that is folded": [LINE, " X: a", "Host: h"],
  "no colon": [LINE, "Host: h", "X"],
  "no name": [LINE, "Host: h", ": x"],
  "a name that is no token": [LINE, "Host: h", "X@Y: x"],
  "a name that is not ASCII": [LINE, "Host: h", "X\xe9: x"],
  "NUL in a value": [LINE, "Host: h", "X: a\0b"],
  "a bare CR": [LINE, "Host: h", "X: a\rb"],
  "a bare LF": [LINE, "Host: h", "X: a\nY: b"],
  "CR twice": [LINE, "Host: h", "X: a\r"],
  "DEL in a value": [LINE, "Host: h", "X: \x7f"],
  "a line of white space": [LINE, "Host: h", " "],
  "two spaces in the request line": ["POST  /p HTTP/1.1", "Host: h"],
  "tabs in the request line": ["POST\t/p\tHTTP/1.1", "Host: h"],
  "a space behind the version": ["POST /p HTTP/1.1 ", "Host: h"],
  "a space before the method": [" POST /p HTTP/1.1", "Host: h"],
  "a space in the target": ["POST /p q HTTP/1.1", "Host: h"],
  "NUL in the target": ["POST /p\0 HTTP/1.1", "Host: h"],
  "a target that is not ASCII": ["POST /\xe9 HTTP/1.1", "Host: h"],
  "no version": ["POST /p", "Host: h"],
  "HTTP/1.2": ["POST /p HTTP/1.2", "Host: h"],
  "HTTP/2.0": ["PRI * HTTP/2.0", "Host: h"],
  "a longer version": ["POST /p HTTP/1.10", "Host: h"],
  "a version with zeros": ["POST /p HTTP/01.1", "Host: h"],
  "lower case in the version": ["POST /p http/1.1", "Host: h"],
  "no method": ["/p HTTP/1.1", "Host: h"],
  ...Object.fromEntries(
    ["", "+5", "-5", "0x5", "5 5", "5, 5", "5,6", "5;", "1e1", "5.0", "5_0", "\xb2", "9".repeat(16)].map(
      (length) => [`Content-Length: ${length}`, [LINE, "Host: h", `Content-Length: ${length}`]],
    ),
  ),
};

test.each(Object.entries(REFUSED))("it is refused: %s", (_name, lines) => {
  expect(() => requestHead(head(...lines))).toThrow(Malformed);
});
