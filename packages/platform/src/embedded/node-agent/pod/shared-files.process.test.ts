import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SharedFiles } from "./shared-files.ts";

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-shared-"));
  folder = join(root, "launchers");
  for (const name of ["a", "b"]) mkdirSync(join(root, name));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const place = (files: SharedFiles, name: string, content: string | Uint8Array): string => {
  const path = join(root, name, "launch.sh");
  files.place(path, content);
  return path;
};
const text = (path: string): string => readFileSync(path, "utf8");

it("is on the disk once for all that have it, for its owner alone", () => {
  const files = new SharedFiles(folder);
  const [one, other] = ["a", "b"].map((name) => place(files, name, "echo 1\n"));
  expect(statSync(one ?? "").ino).toBe(statSync(other ?? "").ino);
  expect(statSync(one ?? "").mode & 0o777).toBe(0o600);
  expect(text(one ?? "")).toBe("echo 1\n");
});

it("leaves what others have alone when another content comes in its place", () => {
  const files = new SharedFiles(folder);
  const [one = "", other = ""] = ["a", "b"].map((name) => place(files, name, "echo 1\n"));
  place(files, "a", Buffer.from("echo 2\n"));
  expect([text(one), text(other)]).toEqual(["echo 2\n", "echo 1\n"]);
});

it("is made again where a crash left it broken, and goes once nobody has it", () => {
  place(new SharedFiles(folder), "a", "echo 1\n");
  const [kept = ""] = readdirSync(folder);
  writeFileSync(join(folder, kept), "");
  expect(text(place(new SharedFiles(folder), "b", "echo 1\n"))).toBe("echo 1\n");
  for (const name of ["a", "b"]) rmSync(join(root, name, "launch.sh"));
  new SharedFiles(folder);
  expect(readdirSync(folder)).toEqual([]);
});

it("is a file of its own where it cannot be shared", () => {
  const files = new SharedFiles(folder);
  rmSync(folder, { recursive: true });
  expect(text(place(files, "a", "echo 1\n"))).toBe("echo 1\n");
});
