import { type CompiledFlow, readDefinition } from "@slipway/model/flows/index.ts";
import { LRUCache } from "lru-cache";
import { readVersion } from "#ledger/flow-versions.ts";
import type { Ledger, Subject } from "#ledger/ledger.ts";
import { TerminalError } from "#reconcile/reconciler.ts";

/** Definitions, and steps of all of them, that are kept as they are run. */
const MOST = 100;
const MOST_STEPS = 200_000;

/** Versions of flows as they are run; a version is the digest of what it is, whoever has it. */
export class Versions {
  readonly #ledger: Ledger;
  readonly #compiled = new LRUCache<string, CompiledFlow>({
    max: MOST,
    maxSize: MOST_STEPS,
    sizeCalculation: ({ count }) => count + 1,
  });

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Throws a TerminalError where the flow has no such version. */
  async of(flow: Subject, version: string): Promise<CompiledFlow> {
    const key = `${flow.namespace}/${flow.uid}/${version}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const definition = await readVersion(this.#ledger, flow, version);
    if (definition === undefined)
      throw new TerminalError("NoSuchVersion", `The flow ${flow.name} has no version ${version}`);
    const compiled = readDefinition(definition);
    this.#compiled.set(key, compiled);
    return compiled;
  }
}
