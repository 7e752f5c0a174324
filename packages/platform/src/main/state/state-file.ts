import { existsSync, readFileSync } from "node:fs";
import { SlipwayError } from "@slipway/model";
import { writeAtomically } from "#lib/write-atomically.ts";

export interface Ports {
  readonly kubernetes: number;
  readonly aws: number;
  readonly router: number;
}

/** `state.json`: what a state folder says of itself. */
export interface StateFile {
  readonly schemaVersion: number;
  /** Kept from the first start on, so that kubeconfigs stay valid. */
  readonly ports?: Ports;
}

/** What brings a folder from version N to N + 1 stands at index N. */
const MIGRATIONS: readonly ((state: StateFile) => StateFile)[] = [
  (state) => ({ ...state, schemaVersion: 1 }),
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Reads the file, brought up to this version; a folder without one is new. Throws SLIP-STATE-002 for a newer one. */
export function readStateFile(path: string): StateFile {
  let state = existsSync(path) ? parse(path) : { schemaVersion: 0 };
  if (state.schemaVersion > SCHEMA_VERSION) {
    throw new SlipwayError(
      "SLIP-STATE-002",
      `${path} has schema version ${state.schemaVersion}; this Slipway knows versions up to ${SCHEMA_VERSION}`,
    );
  }
  for (const migrate of MIGRATIONS.slice(state.schemaVersion)) state = migrate(state);
  return state;
}

export function writeStateFile(path: string, state: StateFile): void {
  writeAtomically(path, `${JSON.stringify(state, null, 2)}\n`);
}

function parse(path: string): StateFile {
  try {
    const state = JSON.parse(readFileSync(path, "utf8")) as StateFile;
    if (Number.isInteger(state.schemaVersion)) return state;
  } catch (error) {
    throw new SlipwayError("SLIP-STATE-004", `${path} is not readable as JSON`, { cause: error });
  }
  throw new SlipwayError("SLIP-STATE-004", `${path} has no schemaVersion`);
}
