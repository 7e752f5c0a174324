/** What is wrong with a definition, and where: `spec.steps[3].when`. */
export interface FlowProblem {
  /** Members of the definition, e.g. `["steps", 3, "when"]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Where in the text at `path` it is, in UTF-16 units from 0; absent where it is about all of it. */
  readonly at?: number;
  /** It is about the name of the member at `path`, not about its value. */
  readonly isName?: true;
}

/** A definition that cannot be run, with all that is wrong with it. */
export class FlowProblems extends Error {
  override readonly name = "FlowProblems";
  readonly problems: readonly FlowProblem[];

  constructor(problems: readonly FlowProblem[]) {
    super(problems.map(({ path, message }) => `${placeOf(path)}: ${message}`).join("\n"));
    this.problems = problems;
  }
}

/** `steps[3].run.args[0]`. */
export const placeOf = (path: FlowProblem["path"]): string =>
  path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
