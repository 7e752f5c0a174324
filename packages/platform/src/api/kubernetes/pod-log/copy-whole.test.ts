import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { copyWhole } from "./copy-whole.ts";

const stream = { namespace: "default", pod: "p", uid: "u", container: "main" };
const options = { follow: false, previous: false, timestamps: false };

let ledger: Ledger;
let clock: ManualClock;
beforeEach(() => {
  clock = new ManualClock();
  ledger = createMemoryLedger();
});
afterEach(() => ledger.close());

const append = (from: number, ...texts: string[]) =>
  ledger.appendLog(
    stream,
    from,
    texts.map((text) => ({ at: clock.now(), text })),
  );

/** A reader who takes nothing while `stuck` is set. */
class Reader {
  readonly signal = new AbortController().signal;
  text = "";
  stuck: Promise<void> | undefined;

  write = async (text: string | Uint8Array): Promise<void> => {
    await this.stuck;
    this.text += text;
  };
}

test("What is stored of an ended program's log is given at once, and what is on its way when it comes", async () => {
  await append(0, "one", "two");
  const target = new Reader();
  const copied = copyWhole({ ledger, clock }, stream, { target, options });
  await expect.poll(() => target.text).toBe("one\ntwo\n");
  await append(2, "three");
  await expect.poll(() => target.text).toBe("one\ntwo\nthree\n");
  await ledger.closeLog(stream);
  await copied;
  expect(target.text).toBe("one\ntwo\nthree\n");
});

test("The last lines are those of the whole log", async () => {
  await append(0, "one", "two");
  const target = new Reader();
  const copied = copyWhole({ ledger, clock }, stream, { target, options: { ...options, tailLines: 1 } });
  await append(2, "three");
  await ledger.closeLog(stream);
  await copied;
  expect(target.text).toBe("three\n");
});

test("A log that nobody closes ends once nothing comes, however long its reader rests", async () => {
  await append(0, "one");
  const target = new Reader();
  let goOn = () => {};
  target.stuck = new Promise((resolve) => {
    goOn = resolve;
  });
  let ended = false;
  const copied = copyWhole({ ledger, clock }, stream, { target, options }).then(() => {
    ended = true;
  });
  for (let seconds = 0; seconds < 60; seconds += 1) {
    clock.advance(1_000);
    await new Promise(setImmediate);
  }
  await append(1, "two");
  goOn();
  target.stuck = undefined;
  await expect.poll(() => target.text).toBe("one\ntwo\n");
  expect(ended).toBe(false);
  await expect
    .poll(() => {
      clock.advance(1_000);
      return ended;
    })
    .toBe(true);
  await copied;
});
