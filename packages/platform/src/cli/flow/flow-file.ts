import { SlipwayError } from "@slipway/model";
import { readFlows } from "@slipway/model/flows/yaml/read-flows.ts";
import type { Flow } from "@slipway/model/kinds/flow/index.ts";
import { usageError } from "../errors/usage-error.ts";
import { drawFinding } from "../lint/draw-finding.ts";
import { lintText } from "../lint/lint-text.ts";
import { type NamedText, readTexts } from "../objects/read-texts.ts";
import type { Session } from "../session/session.ts";
import { isScript, pipelinesIn } from "./pipeline-file.ts";

/** Whether a word names a file with flows, by how it ends, and no object. */
export const isFlowFile = (word: string): boolean =>
  word === "-" || /\.(ya?ml|json)$/.test(word) || isScript(word);

/** The flows in a file. Throws with every problem told where there is one, and where there is no flow. */
export async function flowsIn(session: Session, file: string): Promise<readonly Flow[]> {
  if (isScript(file)) return pipelinesIn(session, file);
  const flows = (await readTexts(session, file)).flatMap((text) => flowsOf(session, text));
  if (flows.length === 0) throw new SlipwayError("SLIP-CLI-003", `there is no flow in ${file}`);
  return flows;
}

/** The only one, or the one of the name. */
export async function flowIn(session: Session, file: string, name?: string | undefined): Promise<Flow> {
  const flows = await flowsIn(session, file);
  const names = flows.map(({ metadata }) => metadata.name).join(", ");
  const found = name === undefined ? flows : flows.filter(({ metadata }) => metadata.name === name);
  const [only, ...more] = found;
  if (only === undefined) throw usageError(`--flow ${name}: ${file} has ${names}`);
  if (more.length > 0)
    throw usageError(`${file} has ${flows.length} flows: name one of ${names} with --flow`);
  return only;
}

function flowsOf(session: Session, text: NamedText): readonly Flow[] {
  const { flows, problems } = readFlows(text.text, text.name);
  if (problems.length === 0) return flows.map(({ manifest }) => manifest);
  const errors = lintText(text).findings.filter(({ severity }) => severity === "error");
  for (const finding of errors) session.say(drawFinding(finding, session.colors));
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more above` : "";
  const place = first === undefined ? text.name : `${first.file}:${first.line}:${first.column}`;
  const path = first === undefined || first.path === "" ? "" : `${first.path}: `;
  throw new SlipwayError("SLIP-CLI-003", `${place}: ${path}${first?.message ?? "cannot be read"}${more}`);
}
