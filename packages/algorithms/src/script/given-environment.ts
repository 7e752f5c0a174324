import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { CATALOGUE, type ErrorCode, SlipwayError } from "@slipway/model";
import type { Environment } from "../container.ts";
import type { Python } from "./python.ts";

/** A Python environment that was made before the program, with the packages that its code asks for. */
export interface GivenEnvironment {
  readonly folder: string;
  /** The interpreter that it was made from. */
  readonly python: Python;
  /** What it holds; absent in one that an earlier release made. */
  readonly packages?: string;
}

/** What `SLIPWAY_PYTHON_ENVIRONMENT` leads to, if it is one. Throws the failure of who should have made it. */
export async function givenEnvironment(environment: Environment): Promise<GivenEnvironment | undefined> {
  const place = environment["SLIPWAY_PYTHON_ENVIRONMENT"];
  if (!place) return undefined;
  const failure = await read<{ readonly code: string; readonly message: string }>(join(place, "failure"));
  if (failure) throw new SlipwayError(codeOf(failure.code), failure.message);
  const note = await read<Omit<GivenEnvironment, "folder">>(join(place, "slipway.json"));
  return note && { ...note, folder: await realpath(place) };
}

async function read<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

const codeOf = (code: string): ErrorCode =>
  Object.hasOwn(CATALOGUE, code) ? (code as ErrorCode) : "SLIP-SCRIPT-003";
