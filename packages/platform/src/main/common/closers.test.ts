import { expect, test } from "vitest";
import { Closers } from "./closers.ts";

test("What was opened is closed in the opposite order, what has its place reserved there whenever it was opened", async () => {
  const closed: string[] = [];
  const closers = new Closers();
  const opens = (name: string, place = closers) => place.add(() => closed.push(name));
  opens("database");
  const reserved = closers.reserve();
  opens("router");
  opens("first measure", reserved);
  opens("second measure", reserved);
  await closers.closeAll();
  expect(closed).toEqual(["router", "second measure", "first measure", "database"]);
});
