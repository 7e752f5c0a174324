import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import type { Carrying } from "./carrying.ts";
import { ClientConnection, type FastPath } from "./client-connection.ts";

const REQUEST =
  "POST /namespaces/ns/endpoints/E/invocations HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\ndata";
const HEAD = { status: 200, bodyEnd: 0, dated: true, fields: "" } as const;

/** A connection whose requests are answered when the test says so, and its end of the wire. */
function connecting(how: { readonly answersAtOnce?: boolean } = {}) {
  const socket = new Duplex({ read() {}, write: (_bytes, _encoding, done) => done(), highWaterMark: 1_024 });
  let asked = 0;
  const answer = (): void => {
    connection.begin(HEAD as Parameters<ClientConnection["begin"]>[0], "A");
    connection.end();
  };
  const carrying: Carrying = {
    start: () => {
      asked += 1;
      if (how.answersAtOnce === true) answer();
    },
    resume: () => {},
    abandon: () => {},
  };
  const path = {
    accept: () => ({ invoke: () => carrying }),
    done: () => {},
    gone: () => {},
    isClosing: false,
  } as unknown as FastPath;
  const connection = new ClientConnection(socket as unknown as Socket, path);
  const comes = async (...texts: readonly string[]) => {
    for (const text of texts) {
      socket.push(text);
      await new Promise(setImmediate);
    }
  };
  return { socket, answer, comes, asked: () => asked };
}

test("A client that sends ahead is not read while one of its requests is under way, be it the next one", async () => {
  const { socket, answer, comes, asked } = connecting();
  await comes(REQUEST.repeat(3), REQUEST, REQUEST, REQUEST);
  expect([asked(), socket.isPaused()]).toEqual([1, true]);
  const left = socket.readableLength;
  for (let i = 2; i <= 4; i++) {
    answer();
    await new Promise(setImmediate);
    expect([asked(), socket.isPaused(), socket.readableLength]).toEqual([i, true, left]);
  }
});

test("What was left on the way comes once all before it is answered", async () => {
  const { socket, answer, comes, asked } = connecting();
  await comes(REQUEST, REQUEST, REQUEST, REQUEST);
  for (let i = 1; i <= 4; i++) {
    expect(asked()).toBe(i);
    answer();
    await new Promise(setImmediate);
  }
  expect([socket.isPaused(), socket.readableLength]).toEqual([false, 0]);
});

test("What is answered at once holds up nothing", async () => {
  const { socket, comes, asked } = connecting({ answersAtOnce: true });
  await comes(REQUEST.repeat(50), REQUEST);
  expect([asked(), socket.isPaused()]).toEqual([51, false]);
});
