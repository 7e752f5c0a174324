import { expect, test } from "vitest";
import { hostsOf, NetworkBook } from "./network-book.ts";

const group = (...uids: readonly string[]) => uids.map((uid, index) => ({ uid, name: `algo-${index + 1}` }));

test("Each pod of a group has an address of its own, which the others know, whoever begins first", () => {
  const book = new NetworkBook();
  book.take("b", group("a", "b"));
  book.take("a", group("a", "b"));
  const [a, b] = [book.of("a"), book.of("b")];
  expect(a?.address).toMatch(
    /^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])$/,
  );
  expect(a?.address).not.toBe(b?.address);
  expect(a && hostsOf(a)).toEqual(b && hostsOf(b));
  expect(a && hostsOf(a)).toEqual({ "algo-1": a?.address, "algo-2": b?.address });
  expect(book.of("c")).toBeUndefined();
});

test("What one pod was told of another stands after a restart, though the other had not begun", () => {
  const before = new NetworkBook();
  // Of two with the same first choice one has to go elsewhere.
  before.take("other", group("other", "more"));
  before.take("a", group("a", "b"));
  const told = before.of("a");
  const after = new NetworkBook();
  if (told !== undefined) after.claim("a", told);
  after.take("b", group("a", "b"));
  expect(after.of("b")?.peers).toEqual(told?.peers);
});

test("Where loopback has one address all pods have that", () => {
  const book = new NetworkBook("darwin");
  for (const uid of ["a", "b"]) book.take(uid, group("a", "b"));
  expect([book.of("a")?.address, book.of("b")?.address]).toEqual(["127.0.0.1", "127.0.0.1"]);
});

test("With the last of a group the addresses go of those too that never began, or were gone at a restart", () => {
  const book = new NetworkBook();
  book.take("a", group("a", "b", "c"));
  book.take("b", group("a", "b", "c"));
  book.release("a");
  expect(book.of("b")?.peers.map(({ uid }) => uid)).toEqual(["a", "b", "c"]);
  book.release("b");
  expect(book.count).toBe(0);
  const after = new NetworkBook();
  book.take("d", group("d", "gone"));
  const told = book.of("d");
  if (told !== undefined) after.claim("d", told);
  after.release("d");
  expect(after.count).toBe(0);
});

test("No address is given twice at a time, and all are given back", () => {
  const book = new NetworkBook();
  const uids = Array.from({ length: 2_000 }, (_, index) => `pod-${index}`);
  for (let round = 0; round < 2; round++) {
    for (const uid of uids) book.take(uid, group(uid));
    expect(new Set(uids.map((uid) => book.of(uid)?.address)).size).toBe(uids.length);
    for (const uid of uids) book.release(uid);
    expect(uids.filter((uid) => book.of(uid) !== undefined)).toEqual([]);
  }
});
