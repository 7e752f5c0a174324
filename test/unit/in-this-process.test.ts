import * as childProcess from "node:child_process";
import { createServer, get } from "node:http";
import { connect, createServer as createNetServer } from "node:net";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { NotInThisProcess } from "./in-this-process.ts";

test.each([
  ["spawn", () => childProcess.spawn("true")],
  ["spawnSync", () => childProcess.spawnSync("true")],
  ["exec", () => childProcess.exec("true")],
  ["execSync", () => childProcess.execSync("true")],
  ["execFile", () => childProcess.execFile("true")],
  ["execFileSync", () => childProcess.execFileSync("true")],
  ["fork", () => childProcess.fork("true")],
  ["execFile, promisified", () => promisify(childProcess.execFile)("true")],
  ["listening", () => createNetServer().listen(0)],
  ["listening for HTTP", () => createServer().listen(0)],
  ["connecting", () => connect(1)],
  ["an HTTP request", () => get("http://127.0.0.1:1")],
])("a unit test that wants %s is told to be a process test", (_, attempt) => {
  expect(attempt).toThrow(NotInThisProcess);
});
