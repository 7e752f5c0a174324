import { expect, test } from "vitest";
import { firstBytesTell } from "./first-bytes-tell.ts";

test.each(["invocations", "invocations-response-stream"])(
  "the first line of a connection tells what it is for, as soon as that is certain: %s",
  (action) => {
    const line = `POST /endpoints/my-endpoint/${action} HTTP/1.1\r\nHost: h\r\n`;
    const certainAt = `POST /endpoints/my-endpoint/${action} `.length;
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
    const longest = `POST /endpoints/${"a".repeat(63)}/invocations-response-stream `;
    expect(firstBytesTell(Buffer.from(longest))).toBe("invocation");
  },
);
