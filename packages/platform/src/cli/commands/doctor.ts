import { SlipwayError } from "@slipway/model";
import type { Command } from "../command.ts";
import { checkGpus } from "../doctor/check-gpus.ts";
import type { Finding } from "../doctor/finding.ts";
import {
  checkClock,
  checkEnvironments,
  checkLimits,
  checkPorts,
  checkServer,
  checkStateFolder,
  homeStatus,
} from "../doctor/home-checks.ts";
import {
  checkContainers,
  checkDisk,
  checkKubectl,
  checkNode,
  checkPython,
  checkSandbox,
} from "../doctor/machine-checks.ts";
import { EXIT } from "../errors/exit-code.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command.addHelpText(
      "after",
      "\nWarnings concern a part of Slipway only; the exit code is 1 when a check failed.",
    ),

  async run(session) {
    const findings = await examine(session);
    const bad = findings.filter(({ status }) => status === "failed");
    await session.print({ findings }, () => findings.map((finding) => draw(session, finding)).join(""));
    if (bad.length === 0) return EXIT.ok;
    if (session.forPrograms) return EXIT.failure;
    throw new SlipwayError("SLIP-CLI-013", `failed: ${bad.map(({ check }) => check).join(", ")}`);
  },
};

async function examine(session: Session): Promise<readonly Finding[]> {
  const { env } = session.context;
  const [status, sandbox, containers, python, gpus, kubectl, disk, clock] = await Promise.all([
    homeStatus(session),
    checkSandbox(env, process.platform),
    checkContainers(env),
    checkPython(env),
    checkGpus(env),
    checkKubectl(env),
    checkDisk(session.stateDir),
    checkClock(session.stateDir, new Date()),
  ]);
  const machine = [checkNode(process.version), sandbox, containers, ...python, gpus, kubectl, disk, clock];
  if ("check" in status) return [...machine, status];
  return [
    ...machine,
    checkStateFolder(status),
    await checkEnvironments(session),
    await checkPorts(status),
    await checkServer(session, status),
    await checkLimits(session, status),
  ];
}

function draw({ colors }: Session, { check, status, found, remedy }: Finding): string {
  const mark = { ok: colors.green("✓"), warning: colors.yellow("!"), failed: colors.red("✗") }[status];
  return `${mark} ${check.padEnd(14)} ${found}\n${remedy === undefined ? "" : `${" ".repeat(17)}${remedy}\n`}`;
}
