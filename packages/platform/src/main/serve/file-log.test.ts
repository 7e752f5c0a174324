import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fileLog } from "./file-log.ts";
import { LogFile } from "./log-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (path: string) =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it("tells an error with its code, its message, where it arose and what caused it", () => {
  const path = join(folder, "log");
  const { log } = fileLog(path);
  const cause = new Error("the disk is gone");
  log.error("a request broke", { error: new SlipwayError("SLIP-API-014", "it broke", { cause }) });
  expect(linesOf(path)).toMatchObject([
    {
      level: "error",
      msg: "a request broke",
      error: {
        code: "SLIP-API-014",
        message: "it broke",
        stack: expect.stringContaining("file-log.test.ts"),
        cause: { message: "the disk is gone" },
      },
    },
  ]);
});

it("holds no secret: none by its name at any depth, and none of the home's own wherever it stands", () => {
  const path = join(folder, "log");
  const { log } = fileLog(path, ["hunter2"]);
  const request = { headers: { Authorization: "Bearer one" }, secretAccessKey: "two", accessToken: "three" };
  log.child({ password: "four" }).warn("refused hunter2", { request, error: new Error("not hunter2") });
  const text = readFileSync(path, "utf8");
  expect(text).toContain("refused");
  for (const secret of ["one", "two", "three", "four", "hunter2"])
    expect(text).not.toMatch(new RegExp(`"(Bearer )?${secret}"`));
  expect(text).not.toContain("hunter2");
});

it("is readable by its owner alone", () => {
  const path = join(folder, "log");
  fileLog(path).log.info("here");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("keeps its size, and the lines before in one file beside it", () => {
  const path = join(folder, "log");
  const file = new LogFile(path, 100);
  for (let number = 0; number < 100; number++) file.write(`${number}`.padStart(9, "0").concat("\n"));
  expect(statSync(path).size).toBeLessThanOrEqual(110);
  expect(readFileSync(`${path}.1`, "utf8") + readFileSync(path, "utf8")).toMatch(/000000098\n000000099\n$/);
});

it.skipIf(process.platform !== "linux")("loses lines on a full disk, and nothing else", () => {
  const { log } = fileLog("/dev/full");
  log.error("nobody will read this");
});
