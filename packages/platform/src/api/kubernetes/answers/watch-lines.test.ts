import { expect, test } from "vitest";
import type { Accepted } from "../requests/accept.ts";
import { WatchLines } from "./watch-lines.ts";

const whole: Accepted = { encoding: "json", as: "object", metaVersion: "v1" };
const object = (name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data: { a: "b" },
});

test("a change is written once for all its watchers, and apart for who is told it in another way", () => {
  const lines = new WatchLines();
  const event = { type: "ADDED", object: object("a") } as const;
  const first = lines.of(event, whole, () => event.object);
  expect(lines.of(event, whole, () => expect.fail("it is written already"))).toBe(first);
  expect(first.toString()).toBe(`${JSON.stringify(event)}\n`);
  const left = lines.of({ ...event, type: "DELETED" }, whole, () => event.object);
  expect(JSON.parse(left.toString())).toEqual({ ...event, type: "DELETED" });
  const metadata = lines.of(event, { ...whole, as: "metadata" }, () => ["metadata alone"]);
  expect(JSON.parse(metadata.toString())).toEqual({ type: "ADDED", object: ["metadata alone"] });
});

test("a table's rows tell ages, and are written for each watcher", () => {
  const lines = new WatchLines();
  const event = { type: "ADDED", object: object("a") } as const;
  let age = 0;
  const row = () => lines.of(event, { ...whole, as: "table" }, () => [++age]).toString();
  expect([row(), row()].map((text) => JSON.parse(text).object)).toEqual([[1], [2]]);
});

test("an object that is equal but another one has a line of its own", () => {
  const lines = new WatchLines();
  const of = (one: ReturnType<typeof object>) => lines.of({ type: "ADDED", object: one }, whole, () => one);
  expect(of(object("a"))).not.toBe(of(object("a")));
});
