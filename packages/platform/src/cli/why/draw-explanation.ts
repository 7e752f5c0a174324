import { shellWord } from "../output/shell-word.ts";
import { wrap } from "../output/wrap.ts";
import type { Session } from "../session/session.ts";
import type { Explanation } from "./explain.ts";

const MARK = { done: "✓", failed: "✗", stopped: "■", working: "…" } as const;

export function drawExplanation(session: Session, name: string, explanation: Explanation): string {
  const { colors } = session;
  const { state, word, sentence, causes, events, trace, logs, step } = explanation;
  const color = state === "failed" ? colors.red : state === "done" ? colors.green : colors.yellow;
  const text = (lines: readonly string[]) =>
    lines.flatMap((line) => wrap(line, session.columns - 2)).map((line) => `  ${line}`);
  return [
    `${color(MARK[state])} ${colors.bold(name)} ${word}`,
    ...text([sentence]),
    ...trace.map((line) => `  ${colors.dim(line)}`),
    ...part(
      "Because",
      causes.flatMap((cause) => text([`- ${cause}`])),
    ),
    ...part(
      "Events",
      text(events.map(({ at, reason, message }) => `${at} ${reason}${message === "" ? "" : `: ${message}`}`)),
    ),
    ...part(
      step === undefined ? "Last lines of its log" : `Last lines of the log of ${step}`,
      logs.map((line) => `  ${colors.dim(line)}`),
    ),
    ...part("Next", text(nextSteps(name, explanation))),
    "",
  ].join("\n");
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

function nextSteps(name: string, { state, logs, step }: Explanation): readonly string[] {
  if (state === "done") return [];
  const ofStep = step === undefined ? "" : ` --step ${shellWord(step)}`;
  if (state === "working") return [`slipway wait ${name}`, `slipway logs -f ${name}${ofStep}`];
  return [
    ...(logs.length > 0 ? [`slipway logs ${name}${ofStep}`] : []),
    `slipway describe ${name}`,
    ...(step === undefined ? [] : [`slipway retry ${name} --from-failure`]),
  ];
}
