import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Values } from "../../packages/algorithms/src/tuning/space/range.ts";
import type { Budget, Run } from "./run.ts";
import type { Task } from "./task.ts";

/** A program of others' that proposes, one for all runs, as importing it takes seconds. */
export class OtherOptimizers {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string) {
    this.#child = spawn(python, ["-W", "ignore", "-u", join(import.meta.dirname, "optimizers.py")]);
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async run(method: string, task: Task, { seed, budget, parallel }: Budget): Promise<Run> {
    this.#write({ method, seed, budget, parallel, ranges: task.ranges });
    const losses: number[] = [];
    for (;;) {
      const line = await this.#lines.next();
      if (line.done) throw new Error(`${method} ended on ${task.name}`);
      const said = JSON.parse(line.value) as { readonly values?: Values };
      if (said.values === undefined) return { losses };
      const loss = task.loss(said.values);
      losses.push(loss);
      this.#write({ loss });
    }
  }

  /** Whether the environment has a module of that name. */
  async has(module: string): Promise<boolean> {
    return (await this.#ask({ method: "has", module })) === true;
  }

  /** The probability of differences as large as those of the pairs, were there none; two-sided. */
  async wilcoxon(one: readonly number[], other: readonly number[]): Promise<number> {
    return (await this.#ask({ method: "wilcoxon", one, other })) as number;
  }

  async #ask(question: object): Promise<unknown> {
    this.#write(question);
    const line = await this.#lines.next();
    return (JSON.parse(line.value) as { readonly answer: unknown }).answer;
  }

  #write(message: object): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  end(): void {
    this.#child.stdin.end();
  }
}
