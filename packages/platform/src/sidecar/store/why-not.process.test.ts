import { constants, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { orLeftOut, whyNot } from "./why-not.ts";

let folder: string;
const socket = createServer();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-why-"));
  writeFileSync(join(folder, "file"), "");
  symlinkSync("file", join(folder, "link"));
  await new Promise<void>((resolve) => socket.listen(join(folder, "socket"), resolve));
});
afterAll(async () => {
  await new Promise((resolve) => socket.close(resolve));
  rmSync(folder, { recursive: true });
});

const opening = (path: string): Promise<unknown> =>
  open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => error,
  );

it.each([
  ["is gone", "none"],
  ["is gone", "file/below"],
  ["is gone", "link"],
  ["is gone", "socket"],
  ["lies too deep", "d".repeat(5_000)],
])("says that what cannot be opened %s: %s", async (why, name) => {
  const path = join(folder, name);
  expect(whyNot(await opening(path), path)).toBe(why);
});

it("says it of a file that its program keeps from others", () => {
  expect(whyNot(Object.assign(new Error("denied"), { code: "EACCES", path: "/a" }), "/a")).toBe(
    "may not be read",
  );
});

it("passes on errors of anything else, as of the disk that is written to", async () => {
  const left: string[] = [];
  const at = { path: join(folder, "file"), knownAs: "/opt/ml/model/file" };
  const error = await opening(join(folder, "none"));
  expect(() => orLeftOut(at, (path) => left.push(path))(error)).toThrow("ENOENT");
  for (const code of ["EIO", "EMFILE"])
    expect(() => orLeftOut(at, () => {})(Object.assign(new Error(code), { code, path: at.path }))).toThrow(
      code,
    );
  orLeftOut(at, (path, why) => left.push(`${path} ${why}`))(Object.assign(error as Error, { path: at.path }));
  expect(left).toEqual(["/opt/ml/model/file is gone"]);
});
