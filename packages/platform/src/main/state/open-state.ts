import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { SlipwayError } from "@slipway/model";
import { type Database, openDatabase, sqliteFailure } from "#lib/sqlite.ts";
import { checkRights } from "./check-rights.ts";
import { type Credentials, loadOrCreateCredentials } from "./credentials.ts";
import { type Layout, layout } from "./layout.ts";
import { readStateFile, type StateFile, writeStateFile } from "./state-file.ts";
import { unusable } from "./unusable.ts";

/** A state folder in hand: nobody else runs on it until it is released. */
export interface OpenState {
  readonly layout: Layout;
  readonly state: StateFile;
  readonly credentials: Credentials;
  remember(state: StateFile): void;
  release(): void;
}

/** Takes the folder, or makes it; the lock is the kernel's, so that a killed server never leaves a stale one. */
export function openState(root: string): OpenState {
  const at = layout(root);
  const lock = takeLock(at);
  try {
    rmSync(at.temporary, { recursive: true, force: true });
    let state = readStateFile(at);
    const remember = (next: StateFile): void => {
      writeStateFile(at.stateFile, next);
      state = next;
    };
    remember(state);
    const credentials = loadOrCreateCredentials(at);
    return {
      layout: at,
      get state() {
        return state;
      },
      credentials,
      remember,
      release: () => lock.close(),
    };
  } catch (error) {
    lock.close();
    throw unusable(root, error);
  }
}

function takeLock(at: Layout): Database {
  try {
    checkRights(at);
    for (const folder of [at.root, dirname(at.lock), at.tls, at.artifacts, dirname(at.log)])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openDatabase(at.lock, { mode: "relaxed", exclusive: true });
  } catch (error) {
    const failure = sqliteFailure(error);
    if (failure === "locked")
      throw new SlipwayError("SLIP-STATE-001", `another Slipway runs on ${at.root}`, { cause: error });
    if (failure === undefined) throw unusable(at.root, error);
    const what = `${at.lock}, which is held by whoever runs on ${at.root}, cannot be taken`;
    const help = failure === "corrupt" ? "; it holds nothing, so it can be deleted" : "";
    throw new SlipwayError("SLIP-STATE-004", `${what}: ${(error as Error).message}${help}`, { cause: error });
  }
}
