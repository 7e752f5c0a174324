import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SlipwayError } from "@slipway/model";
import type { Container } from "../container.ts";
import { OPT_ML_SCAN } from "./opt-ml-scan.ts";
import type { Program } from "./program.ts";
import type { Python } from "./python.ts";

const NAMED = "/opt/ml";
const PATIENCE_MS = 60_000;

/** Throws when the container's folders are not at /opt/ml and the code would look for them there. */
export async function refuseOptMl(
  container: Container,
  program: Pick<Program, "file" | "command"> & { readonly code?: string },
  python: Python | undefined,
): Promise<void> {
  if (container.root === NAMED) return;
  const { code = container.code } = program;
  const place = (await inPython(code, python)) ?? (await inProgram(code, program));
  if (place === undefined) return;
  throw new SlipwayError(
    "SLIP-SCRIPT-004",
    `${place} names ${NAMED}, but here the job's folders are elsewhere`,
  );
}

async function inPython(code: string, python: Python | undefined): Promise<string | undefined> {
  if (!python) return undefined;
  const options = { timeout: PATIENCE_MS };
  const { stdout } = await promisify(execFile)(python.executable, ["-c", OPT_ML_SCAN, code], options);
  return stdout.trim() || undefined;
}

/** In the command itself, or on a line of a shell script that is not a comment. */
async function inProgram(
  code: string,
  program: Pick<Program, "file" | "command">,
): Promise<string | undefined> {
  if (program.command.some((word) => word.includes(NAMED))) return "the command";
  if (program.file === undefined || program.file.endsWith(".py")) return undefined;
  const text = await readFile(join(code, program.file), "utf8").catch(() => "");
  const index = text.split("\n").findIndex((line) => line.includes(NAMED) && !line.trim().startsWith("#"));
  return index < 0 ? undefined : `${program.file}:${index + 1}`;
}
