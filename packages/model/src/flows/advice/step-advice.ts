import type { AdviceCode, FlowAdvice } from "./flow-advice.ts";
import type { PlacedStep } from "./flow-steps.ts";
import { movesTag } from "./moves-tag.ts";
import { stepsRead } from "./reads.ts";

/** What there is to advise of one step, by what it says and by what waits for it. */
export const stepAdvice = (step: PlacedStep): readonly FlowAdvice[] => CHECKS.flatMap((check) => check(step));

type Check = (step: PlacedStep) => readonly FlowAdvice[];

const at = (
  { path }: PlacedStep,
  code: AdviceCode,
  { member, message }: { readonly member: FlowAdvice["path"]; readonly message: string },
): FlowAdvice => ({ path: [...path, ...member], code, message });

const unconnected: Check = (placed) => {
  const { compiled, isOrdered } = placed;
  const isAlone = compiled.gate.direct.length === 0 && compiled.waiting.length === 0 && !compiled.isRead;
  if (!isOrdered || !isAlone) return [];
  const message = "nothing needs it and it needs nothing, unlike steps beside it: it begins at once";
  return [at(placed, "unconnected-step", { member: ["name"], message })];
};

const always: Check = (placed) => {
  const { step, gate } = placed.compiled;
  if (step.triggerRule !== "always" || gate.direct.length === 0) return [];
  const message = "begins at once, before what it needs has ended: all_done waits for that, however it ends";
  return [at(placed, "always-with-needs", { member: ["triggerRule"], message })];
};

const movingTag: Check = (placed) => {
  const image = placed.compiled.step.run?.image;
  if (image === undefined || !movesTag(image)) return [];
  const message = "may be another program tomorrow, without a word: name a version or a digest";
  return [at(placed, "moving-image-tag", { member: ["run", "image"], message })];
};

const hangs: Check = (placed) => {
  const { retry, timeoutSeconds } = placed.compiled.step;
  if ((retry?.limits["user-code"] ?? 0) === 0 || timeoutSeconds !== undefined || placed.isTimed) return [];
  const message = "a program that hangs does not fail, and so is not tried again: timeoutSeconds ends it";
  return [at(placed, "retry-without-timeout", { member: ["retry", "limits", "user-code"], message })];
};

const tearsNothingDown: Check = (placed) => {
  const { scope, compiled } = placed;
  return (compiled.step.teardownOf ?? []).flatMap((name, index) => {
    const setup = scope.steps[scope.byName.get(name) ?? -1];
    const isUsed = setup?.waiting.some(
      ({ place, as }) => as === "direct" && scope.steps[place]?.step.teardownOf === undefined,
    );
    if (isUsed !== false) return [];
    const message = `no step needs the setup ${name}, so that nothing runs before it is undone`;
    return [at(placed, "teardown-of-nothing", { member: ["teardownOf", index], message })];
  });
};

const needless: Check = (placed) => {
  const { needs = [] } = placed.compiled.step;
  const read = needs.length === 0 ? new Set<string>() : stepsRead(placed.compiled);
  return needs.flatMap((name, index) => {
    const message = `an expression of the step reads ${name}, for which it waits anyway`;
    return read.has(name) ? [at(placed, "needless-needs", { member: ["needs", index], message })] : [];
  });
};

const CHECKS: readonly Check[] = [unconnected, always, movingTag, hangs, tearsNothingDown, needless];
