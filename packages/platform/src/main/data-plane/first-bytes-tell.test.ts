import { expect, test } from "vitest";
import { firstBytesTell } from "./first-bytes-tell.ts";

test("the first line of a connection tells what it is for, as soon as that is certain", () => {
  const line = "POST /endpoints/my-endpoint/invocations HTTP/1.1\r\nHost: h\r\n";
  const certainAt = "POST /endpoints/my-endpoint/invocations ".length;
  for (let size = 1; size <= line.length; size++) {
    expect(firstBytesTell(Buffer.from(line.slice(0, size)))).toBe(
      size < certainAt ? undefined : "invocation",
    );
  }
  for (const other of [
    "GET",
    "POST / HTTP/1.1",
    "PUT /endpoints/a/invocations",
    "\x16\x03\x01",
    "POST /endpoints/a\r\n",
  ]) {
    expect(firstBytesTell(Buffer.from(other))).toBe("other");
  }
  expect(firstBytesTell(Buffer.from(`POST /endpoints/${"a".repeat(200)}`))).toBe("other");
  expect(firstBytesTell(Buffer.from("POST /endpoints/a/invocations-of HTTP/1.1\r\n"))).toBe("other");
});
