import { dnsLabelProblem } from "../names.ts";

/** What is wrong with an object that starts runs of a flow, with the member of its spec that it is about. */
export interface StarterProblem {
  readonly path: readonly (string | number)[];
  /** A sentence. */
  readonly message: string;
}

/** All that is wrong, its name included, which those of its runs are made of and which is a label of theirs; "" where nothing is. */
export function problemsInWords(name: string, problems: readonly StarterProblem[]): string {
  const ofName = dnsLabelProblem(name);
  const ofSpec = problems.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  return [...(ofName === undefined ? [] : [ofName]), ...ofSpec].join(" ");
}
