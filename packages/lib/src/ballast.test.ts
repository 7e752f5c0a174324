import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Ballast } from "./ballast.ts";

const BYTES = 1024 * 1024;
/** More than any disk has. */
const HUGE = 2 ** 52;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-ballast-"));
  path = join(folder, "reserve");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("It is taken once there is room, given up once, and taken again", () => {
  const ballast = new Ballast(path, BYTES);
  ballast.take();
  expect([statSync(path).size, ballast.spent, ballast.mayGrow()]).toEqual([BYTES, false, true]);
  expect([ballast.give(), existsSync(path), ballast.spent, ballast.give()]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  ballast.take();
  expect(ballast.spent).toBe(false);
});

test("It is not taken where too little would be left, and then nothing may grow", () => {
  const ballast = new Ballast(path, HUGE);
  ballast.take();
  expect([existsSync(path), ballast.spent, ballast.mayGrow()]).toEqual([false, true, false]);
});

test("One that was cut is made whole again", () => {
  writeFileSync(path, "short");
  const ballast = new Ballast(path, BYTES);
  expect(ballast.spent).toBe(true);
  ballast.take();
  expect(statSync(path).size).toBe(BYTES);
});

test("A folder of its name is somebody's, and left alone", () => {
  mkdirSync(path);
  const ballast = new Ballast(path, BYTES);
  ballast.take();
  expect([ballast.give(), existsSync(path)]).toEqual([false, true]);
});
