import { accessSync, constants, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { SlipwayError } from "@slipway/model";
import { type Database, openDatabase, sqliteFailure } from "#lib/sqlite.ts";
import { checkRights } from "./check-rights.ts";
import type { Layout } from "./layout.ts";
import { unusable } from "./unusable.ts";

/** Takes the folder, made where it is not there, until the lock is closed: nobody else has it meanwhile. */
export function takeLock(at: Layout): Database {
  try {
    checkRights(at);
    for (const folder of [at.root, dirname(at.lock)]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A database says of a disk that is read-only that it fails.
    accessSync(at.root, constants.W_OK);
    return openDatabase(at.lock, { mode: "relaxed", exclusive: true });
  } catch (error) {
    const failure = sqliteFailure(error);
    if (failure === "locked")
      throw new SlipwayError("SLIP-STATE-001", `another Slipway runs on ${at.root}`, { cause: error });
    if (failure === undefined || failure === "full") throw unusable(at.root, error);
    const what = `${at.lock}, which is held by whoever runs on ${at.root}, cannot be taken`;
    const help = failure === "corrupt" ? "; it holds nothing, so it can be deleted" : "";
    throw new SlipwayError("SLIP-STATE-004", `${what}: ${(error as Error).message}${help}`, { cause: error });
  }
}
