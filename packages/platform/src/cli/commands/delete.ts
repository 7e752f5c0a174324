import { isNotFound, SlipwayError } from "@slipway/model";
import type { ServedKind } from "@slipway/sdk";
import type { Command } from "../command.ts";
import { collect, flag, listArgument, listOption, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { readManifests } from "../objects/manifests.ts";
import { namedObjects } from "../objects/named-objects.ts";
import { fullNameOf } from "../objects/references.ts";
import { resolveGroupKind, resolveKind } from "../objects/resolve-kind.ts";
import { refuseEmpty, understood } from "../objects/selected-objects.ts";
import { timeoutOf } from "../objects/timeout.ts";
import type { Session } from "../session/session.ts";

interface Target {
  readonly kind: ServedKind;
  readonly name: string;
  readonly namespace?: string | undefined;
}

export const command: Command = {
  configure: (command) =>
    void command
      .argument("[kind/name...]", "KIND/NAME..., KIND NAME..., or NAME... where one object bears it")
      .option("-f, --filename <path>", "the objects of a file, a folder or - (repeatable)", collect)
      .option("-l, --selector <labels>", "with a KIND: all objects with these labels")
      .option("--all", "with a KIND: all objects of the namespace")
      .option("--ignore-not-found", "what is not there counts as deleted")
      .option("--no-wait", "do not wait until they are gone")
      .option("--timeout <span>", "how long to wait, for instance 90s or 5m", "5m"),

  async run(session, args, options) {
    const timeoutMs = timeoutOf(options);
    const targets = await targetsOf(session, listArgument(args, 0), {
      files: listOption(options, "filename"),
      selector: textOption(options, "selector"),
      all: flag(options, "all"),
    });
    const deleted: Target[] = [];
    for (const target of targets) {
      if (await removed(session, target, flag(options, "ignoreNotFound"))) deleted.push(target);
    }
    if (options["wait"] !== false) await waitGone(session, deleted, timeoutMs);
    await session.print(
      deleted.map(({ kind, name, namespace }) => ({ kind: kind.kind, name, namespace })),
      () => deleted.map((target) => `${fullNameOf(target)} deleted\n`).join(""),
    );
    return EXIT.ok;
  },
};

async function targetsOf(
  session: Session,
  words: readonly string[],
  by: { readonly files: readonly string[]; readonly selector: string | undefined; readonly all: boolean },
): Promise<readonly Target[]> {
  refuseEmpty(by.selector);
  if (by.files.length > 0) return fromFiles(session, by.files);
  const [first] = words;
  if (first === undefined) throw usageError("missing argument: KIND/NAME, or -f FILE");
  const namespace = await session.namespace();
  if (by.selector === undefined && !by.all) {
    const named = await namedObjects(session, words);
    return named.map(({ kind, name }) => ({ kind, name, ...(kind.namespaced ? { namespace } : {}) }));
  }
  if (words.length > 1 || first.includes("/")) throw usageError("--selector and --all go with one KIND");
  const kind = await resolveKind(session, first);
  const { kubernetes } = await session.client();
  const { items } = await understood(
    by.selector,
    kubernetes.list(kind, { namespace, labelSelector: by.selector }),
  );
  return items.map(({ metadata }) => ({ kind, name: metadata.name, namespace: metadata.namespace }));
}

/** In the files' order backwards: what was made last may need what was made first. */
async function fromFiles(session: Session, files: readonly string[]): Promise<readonly Target[]> {
  const manifests = await readManifests(session, files);
  const targets = await Promise.all(
    manifests.map(async ({ object }) => {
      const kind = await resolveGroupKind(session, object);
      const namespace = kind.namespaced
        ? (object.metadata.namespace ?? (await session.namespace()))
        : undefined;
      return { kind, name: object.metadata.name, namespace };
    }),
  );
  return targets.reverse();
}

async function removed(session: Session, target: Target, ignoreNotFound: boolean): Promise<boolean> {
  const { kubernetes } = await session.client();
  try {
    await kubernetes.remove(target.kind, target);
    return true;
  } catch (error) {
    if (ignoreNotFound && isNotFound(error)) return false;
    throw error;
  }
}

async function waitGone(session: Session, targets: readonly Target[], timeoutMs: number): Promise<void> {
  const { kubernetes } = await session.client();
  const until = Date.now() + timeoutMs;
  for (const target of targets) {
    const { met } = await kubernetes.waitFor(target.kind, target, (object) => object === undefined, {
      timeoutMs: Math.max(1, until - Date.now()),
      signal: session.signal,
    });
    session.signal.throwIfAborted();
    if (!met) {
      throw new SlipwayError(
        "SLIP-CLI-006",
        `${fullNameOf(target)} is being deleted but not gone after ${timeoutMs / 1000} s`,
      );
    }
  }
}
