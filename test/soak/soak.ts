import type { TestEngine } from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import type { AwsClients } from "../e2e/support/aws-clients.ts";
import type { Home } from "../e2e/support/home.ts";
import type { Witness } from "../e2e/support/witness.ts";
import { Outages } from "./outages.ts";
import { Random } from "./random.ts";

/** A router that has just started must have learnt its endpoints within this time. */
const GRACE_MS = 3_000;

/** Where the programs of jobs lie. */
export interface Sources {
  readonly counting: string;
  readonly stepping: string;
}

interface Parts {
  readonly home: Home;
  readonly aws: AwsClients;
  /** Of containers, which the home uses. */
  readonly engine: TestEngine;
  readonly witness: Witness;
  readonly witnessUrl: string;
  readonly sources: Sources;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

/** What all loops of a soak share: the home, what was asked of it, and what it did wrong. */
export class Soak {
  readonly home: Home;
  readonly aws: AwsClients;
  readonly engine: TestEngine;
  readonly witness: Witness;
  readonly witnessUrl: string;
  readonly sources: Sources;
  readonly random: Random;
  readonly outages = new Outages(GRACE_MS);
  readonly violations: string[] = [];
  /** Ends the loops; work in hand is brought to its end. */
  readonly stop = new AbortController();
  readonly counts = {
    completed: 0,
    processed: 0,
    transformed: 0,
    /** Jobs in containers. */
    contained: 0,
    onGpu: 0,
    /** Jobs on spot machines, and how often they were interrupted. */
    spot: 0,
    interrupted: 0,
    deleted: 0,
    deployed: 0,
    applied: 0,
    answered: 0,
    excused: 0,
  };
  /** How many seconds each start took. */
  readonly starts: number[] = [];
  readonly #tell: (line: string) => void;

  constructor(parts: Parts) {
    this.home = parts.home;
    this.aws = parts.aws;
    this.engine = parts.engine;
    this.witness = parts.witness;
    this.witnessUrl = parts.witnessUrl;
    this.sources = parts.sources;
    this.random = new Random(parts.seed);
    this.#tell = parts.tell;
  }

  get over(): boolean {
    return this.stop.signal.aborted;
  }

  tell(line: string): void {
    this.#tell(line);
  }

  violated(sentence: string): void {
    this.violations.push(sentence);
    this.#tell(`VIOLATION ${sentence}`);
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sleeps, but not beyond the soak's end. */
export async function pause(soak: Soak, ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (!soak.over && Date.now() < end) await sleep(Math.min(100, end - Date.now()));
}
