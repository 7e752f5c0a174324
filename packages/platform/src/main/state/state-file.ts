import { existsSync } from "node:fs";
import { SlipwayError } from "@slipway/model";
import { readIfThere } from "#lib/read-if-there.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import type { Layout } from "./layout.ts";

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
export function readStateFile(at: Pick<Layout, "stateFile" | "objects">): StateFile {
  const path = at.stateFile;
  const text = readIfThere(path);
  if (text === undefined && existsSync(at.objects)) {
    throw new SlipwayError(
      "SLIP-STATE-004",
      `${path} is gone, and ${at.objects} is still there: put it back from a backup, or write {"schemaVersion": ${SCHEMA_VERSION}} into it to go on with new ports`,
    );
  }
  let state = text === undefined ? { schemaVersion: 0 } : parse(path, text);
  if (state.schemaVersion > SCHEMA_VERSION) {
    throw new SlipwayError(
      "SLIP-STATE-002",
      `${path} has schema version ${state.schemaVersion}; this Slipway knows versions up to ${SCHEMA_VERSION}`,
    );
  }
  for (const migrate of MIGRATIONS.slice(state.schemaVersion)) state = migrate(state);
  return state;
}

/** Leaves a file that says the same alone: there may be no room for another. */
export function writeStateFile(path: string, state: StateFile): void {
  const text = `${JSON.stringify(state, null, 2)}\n`;
  if (readIfThere(path) !== text) writeAtomically(path, text);
}

function parse(path: string, text: string): StateFile {
  let state: Partial<StateFile> | null;
  try {
    state = JSON.parse(text) as Partial<StateFile> | null;
  } catch (error) {
    throw damaged(`${path} is not readable as JSON`, error);
  }
  const { schemaVersion, ports } = state ?? {};
  if (!Number.isInteger(schemaVersion) || (schemaVersion ?? -1) < 0)
    throw damaged(`${path} has no schemaVersion`);
  if (ports !== undefined && !PORTS.every((name) => isPort(ports?.[name])))
    throw damaged(`${path} should name a port for each of ${PORTS.join(", ")}`);
  return state as StateFile;
}

const PORTS = ["kubernetes", "aws", "router"] as const satisfies readonly (keyof Ports)[];

const isPort = (port: unknown): boolean =>
  typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65_536;

function damaged(what: string, cause?: unknown): SlipwayError {
  const help = `put it back from a backup, or write {"schemaVersion": ${SCHEMA_VERSION}} into it to go on with new ports`;
  return new SlipwayError("SLIP-STATE-004", `${what}: ${help}`, { cause });
}
