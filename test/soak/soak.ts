import type { AwsClients } from "../e2e/support/aws-clients.ts";
import type { Home } from "../e2e/support/home.ts";
import { Outages } from "./outages.ts";
import { Random } from "./random.ts";

/** A router that has just started must have learnt its endpoints within this time. */
const GRACE_MS = 3_000;

/** What all loops of a soak share: the home, what was asked of it, and what it did wrong. */
export class Soak {
  readonly home: Home;
  readonly aws: AwsClients;
  readonly random: Random;
  readonly outages = new Outages(GRACE_MS);
  readonly violations: string[] = [];
  /** Ends the loops; work in hand is brought to its end. */
  readonly stop = new AbortController();
  readonly counts = {
    completed: 0,
    processed: 0,
    transformed: 0,
    deleted: 0,
    deployed: 0,
    applied: 0,
    answered: 0,
    excused: 0,
  };
  /** How many seconds each start took. */
  readonly starts: number[] = [];
  readonly #tell: (line: string) => void;

  constructor(parts: { home: Home; aws: AwsClients; seed: number; tell: (line: string) => void }) {
    this.home = parts.home;
    this.aws = parts.aws;
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
