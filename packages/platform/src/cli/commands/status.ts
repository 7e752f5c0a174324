import type { Resource } from "@slipway/model";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import { age } from "#lib/human-duration.ts";
import type { Command } from "../command.ts";
import type { HomeStatus } from "../context.ts";
import { EXIT } from "../errors/exit-code.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import type { Session } from "../session/session.ts";

/** Of each kind that runs a program, how many objects are in which state. */
type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const command: Command = {
  configure: (command) =>
    void command.addHelpText("after", "\nThe exit code is 0 when Slipway runs and answers, else 6."),

  async run(session) {
    const status = await session.context.home.status(session.stateDir);
    const objects = status.running ? await count(session) : {};
    const environments = await session.context.home.environments(session.stateDir, { check: false });
    const kept = { count: environments.count, bytes: environments.bytes };
    await session.print({ ...status, objects, environments: kept }, () =>
      text(session, status, { objects, kept }),
    );
    return status.running ? EXIT.ok : EXIT.unreachable;
  },
};

async function count(session: Session): Promise<Counts> {
  const { kubernetes } = await session.client();
  const kinds = kindsOf(session);
  const counted = await Promise.all(
    kinds
      .filter(({ program }) => program !== undefined)
      .map(async ({ kind }) => {
        const { items } = await kubernetes.list<Resource>(kind, { namespace: session.options.namespace });
        const states: Record<string, number> = {};
        for (const item of items) {
          const { word } = stateOf(kinds, item);
          states[word] = (states[word] ?? 0) + 1;
        }
        return [kind.plural, states] as const;
      }),
  );
  return Object.fromEntries(counted);
}

function text(
  session: Session,
  status: HomeStatus,
  {
    objects,
    kept,
  }: { readonly objects: Counts; readonly kept: { readonly count: number; readonly bytes: number } },
): string {
  const { colors } = session;
  const { phase = "ready" } = status;
  if (phase !== "ready") return `Slipway of ${status.stateDir} is ${phase} (process ${status.pid}).\n`;
  if (!status.running) return `No Slipway runs on ${status.stateDir}. Start it with: slipway up\n`;
  const ports = Object.entries(status.ports ?? {}).map(([name, port]) => `${name} ${port}`);
  const of = (states: Readonly<Record<string, number>>) =>
    Object.entries(states)
      .map(([state, number]) => `${number} ${state}`)
      .join(", ") || "none";
  return [
    `${colors.green("✓")} Slipway ${status.version ?? ""} runs for ${age(status.startedAt, new Date())}`,
    `  state           ${status.stateDir}`,
    `  process         ${status.pid}`,
    `  ports           ${ports.join(", ")}`,
    `  environments    ${kept.count}, ${(kept.bytes / 1024 ** 2).toFixed(1)} MiB`,
    ...Object.entries(objects).map(([plural, states]) => `  ${plural.padEnd(15)} ${of(states)}`),
    "",
  ].join("\n");
}
