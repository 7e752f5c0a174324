import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { finishExchange } from "../backup/exchange.ts";
import { type Credentials, loadOrCreateCredentials } from "./credentials.ts";
import { type Layout, layout } from "./layout.ts";
import { readStateFile, type StateFile, writeStateFile } from "./state-file.ts";
import { takeLock } from "./take-lock.ts";
import { unusable } from "./unusable.ts";

/** A state folder in hand: nobody else runs on it until it is released. */
export interface OpenState {
  readonly layout: Layout;
  readonly state: StateFile;
  readonly credentials: Credentials;
  remember(state: StateFile): void;
  release(): void;
}

/** Takes the folder, or makes it; the lock is the kernel's, so that a killed server never leaves a stale one. `taken` is called once it is had, and what that gives before it is let go. */
export function openState(root: string, taken: (at: Layout) => () => void = () => () => {}): OpenState {
  const at = layout(root);
  const lock = takeLock(at);
  let leave = (): void => {};
  const release = (): void => {
    leave();
    lock.close();
  };
  try {
    leave = taken(at);
    finishExchange(at);
    rmSync(at.temporary, { recursive: true, force: true });
    for (const folder of [at.tls, at.artifacts, dirname(at.log)])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
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
      release,
    };
  } catch (error) {
    release();
    throw unusable(root, error);
  }
}
