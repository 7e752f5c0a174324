import { wrap } from "../output/wrap.ts";
import type { Session } from "../session/session.ts";
import type { Explanation } from "./explain.ts";

const MARK = { done: "✓", failed: "✗", stopped: "■", working: "…" } as const;

export function drawExplanation(session: Session, name: string, explanation: Explanation): string {
  const { colors } = session;
  const { state, word, sentence, causes, events, trace, logs } = explanation;
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
      "Last lines of its log",
      logs.map((line) => `  ${colors.dim(line)}`),
    ),
    ...part("Next", text(nextSteps(name, explanation))),
    "",
  ].join("\n");
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

function nextSteps(name: string, { state, logs }: Explanation): readonly string[] {
  if (state === "done") return [];
  if (state === "working") return [`slipway wait ${name}`, `slipway logs -f ${name}`];
  return logs.length > 0
    ? [`slipway logs ${name}`, `slipway describe ${name}`]
    : [`slipway describe ${name}`];
}
