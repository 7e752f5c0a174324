import { type Resource, SlipwayError } from "@slipway/model";
import { factsOfKind } from "@slipway/model/kinds/find-facts.ts";
import { Argument } from "commander";
import type { Command, CommandOptions } from "../command.ts";
import { flag, textArgument, textOption } from "../command.ts";
import { removeUnused, unusedData } from "../data/clean.ts";
import { drawData, type ListedData, listAt, listOwn } from "../data/list-data.ts";
import { namedUris } from "../data/named-uris.ts";
import { ownBucket, type Place, placeOf, uriOf } from "../data/place.ts";
import { objectsAt, removeAt } from "../data/remove.ts";
import { readUsage, requireKnown } from "../data/usage.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate } from "../objects/references.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { bytesText } from "../output/bytes.ts";
import { confirm } from "../output/confirm.ts";
import type { Session } from "../session/session.ts";

type Action = "ls" | "rm" | "clean";

/** The options that say something to each action. */
const TAKES: Readonly<Record<Action, readonly string[]>> = {
  ls: [],
  rm: ["yes", "force", "dryRun"],
  clean: ["yes", "force", "dryRun", "olderThan"],
};

export const command: Command = {
  configure: (command) =>
    void command
      .addArgument(new Argument("<action>", "what to do").choices(["ls", "rm", "clean"]))
      .argument("[place]", "s3://BUCKET/…, a line of `data ls`, or the NAME of an object that uses data")
      .option("--yes", "rm, clean: do not ask")
      .option("--dry-run", "rm, clean: say what would go, and remove nothing")
      .option("--force", "rm: also what an object uses; clean: also where that is not known")
      .option("--older-than <span>", "clean: only what has not changed for so long (default: 7d)")
      .addHelpText(
        "after",
        `
  ls     lists what is in the namespace's own bucket, and who uses it
  rm     removes what lies at a place; what an object uses is kept without --force
  clean  removes from the namespace's own bucket what no object uses any more

An object uses what its spec and status name: data, source code, results and
models. Where nobody can be asked, rm and clean want --yes.

Examples:
  slipway data ls
  slipway data ls churn-1
  slipway data rm jobs/churn-1
  slipway data clean --older-than 30d --dry-run`,
      ),

  async run(session, args, options) {
    const action = textArgument(args, 0) as Action;
    const word = textArgument(args, 1);
    refuseOthers(action, options);
    if (action === "ls") return list(session, word);
    if (action === "rm") return remove(session, word, options);
    if (word !== undefined) throw usageError(`clean looks through the namespace's own bucket, got ${word}`);
    return clean(session, options);
  },
};

const DASHED: Readonly<Record<string, string>> = { dryRun: "--dry-run", olderThan: "--older-than" };

function refuseOthers(action: Action, options: CommandOptions): void {
  const all = new Set(Object.values(TAKES).flat());
  const other = [...all].find((name) => options[name] !== undefined && !TAKES[action].includes(name));
  if (other !== undefined) throw usageError(`${action} takes no ${DASHED[other] ?? `--${other}`}`);
}

async function list(session: Session, word: string | undefined): Promise<number> {
  if (word === undefined) {
    const listed = await listOwn(session);
    await show(session, listed, `s3://${await ownBucket(session)}/`);
    return sayOthers(session);
  }
  const place = await placeOf(session, word);
  const places = place === undefined ? await placesOfObject(session, word) : [place];
  const listed = await listAt(session, places);
  await show(
    session,
    listed,
    places.length === 1 && places[0] !== undefined ? uriOf({ ...places[0], key: "" }) : "",
  );
  return EXIT.ok;
}

async function show(session: Session, listed: readonly ListedData[], within: string): Promise<void> {
  const { format } = session.formatter;
  await session.print(listed, () =>
    format === "name" ? listed.map(({ uri }) => `${uri}\n`).join("") : drawData(session, listed, within),
  );
  if (session.forPrograms || format === "name") return;
  const bytes = listed.reduce((sum, each) => sum + each.bytes, 0);
  const unused = listed.filter(({ usedBy }) => usedBy === undefined).length;
  if (listed.length === 0) return session.say(`Nothing lies ${within === "" ? "there" : `in ${within}`}.`);
  session.say(
    `${bytesText(bytes)} in all${within === "" ? "" : `, in ${within}`}; ${unused} of ${listed.length} not used by any object.`,
  );
}

async function sayOthers(session: Session): Promise<number> {
  const { aws } = await session.client();
  const own = await ownBucket(session);
  const others = (await aws.buckets()).filter((bucket) => bucket !== own);
  if (others.length > 0 && !session.forPrograms)
    session.say(
      `Other buckets: ${others.slice(0, 20).join(", ")}${others.length > 20 ? ", …" : ""}. List one: slipway data ls s3://BUCKET`,
    );
  return EXIT.ok;
}

/** What an object names. */
async function placesOfObject(session: Session, word: string): Promise<readonly Place[]> {
  const reference = await namedObject(session, [word]);
  const { kubernetes } = await session.client();
  const object = await kubernetes.get<Resource>(reference.kind, await locate(session, reference));
  const facts = factsOfKind(kindsOf(session), reference.kind);
  return facts === undefined ? [] : namedUris(facts, object);
}

async function remove(session: Session, word: string | undefined, options: CommandOptions): Promise<number> {
  if (word === undefined)
    throw usageError("missing argument: what to remove, as s3://BUCKET/… or a line of `data ls`");
  const named = await placeOf(session, word);
  if (named === undefined && word.includes("/"))
    throw usageError(`${word}: expected s3://BUCKET/…, a line of slipway data ls, or the name of a job`);
  const place = named ?? { bucket: await ownBucket(session), key: `jobs/${word}/` };
  const { files, bytes, usedBy, usage: known } = await weigh(session, place);
  if (files === 0) throw new SlipwayError("SLIP-API-001", `nothing lies at ${uriOf(place)}`);
  if (usedBy !== undefined && !flag(options, "force"))
    throw new SlipwayError("SLIP-CLI-030", `${usedBy} uses what lies at ${uriOf(place)}`);
  if (!flag(options, "force")) requireKnown(known);
  const what = `${uriOf(place)}: ${files} ${files === 1 ? "file" : "files"}, ${bytesText(bytes)}`;
  if (flag(options, "dryRun")) {
    session.say(`Would remove ${what}.`);
    return EXIT.ok;
  }
  if (!flag(options, "yes") && !(await confirm(session, `Remove ${what}?`))) return kept(session);
  const usage = flag(options, "force") ? undefined : await readUsage(session);
  const removed = await removeAt(session, {
    place,
    allowed: (key) => usage?.userOf({ bucket: place.bucket, key }) === undefined,
  });
  await session.print({ uri: uriOf(place), ...removed }, () => `${uriOf(place)} removed\n`);
  return EXIT.ok;
}

async function weigh(session: Session, place: Place) {
  const usage = await readUsage(session);
  let [files, bytes] = [0, 0];
  let usedBy: string | undefined;
  for await (const { key, bytes: size } of objectsAt(session, place)) {
    usedBy ??= usage.userOf({ bucket: place.bucket, key });
    files += 1;
    bytes += size;
  }
  return { files, bytes, usedBy, usage };
}

async function clean(session: Session, options: CommandOptions): Promise<number> {
  const olderThanMs = timeoutOf({ "older-than": textOption(options, "olderThan") ?? "7d" }, "older-than");
  const forced = flag(options, "force");
  const found = await unusedData(session, { olderThanMs, forced });
  const within = `s3://${await ownBucket(session)}/`;
  const bytes = found.reduce((sum, each) => sum + each.bytes, 0);
  if (flag(options, "dryRun") || found.length === 0) {
    await session.print(found, () => (found.length === 0 ? "" : drawData(session, found, within)));
    session.say(
      found.length === 0
        ? `Nothing in ${within} is unused and that old.`
        : `Would remove ${bytesText(bytes)}. Nothing was removed.`,
    );
    return EXIT.ok;
  }
  if (!flag(options, "yes")) {
    if (!session.forPrograms) session.say(drawData(session, found, within).trimEnd());
    if (!(await confirm(session, `Remove these ${found.length}, ${bytesText(bytes)}?`))) return kept(session);
  }
  const removed = await removeUnused(session, { found, forced });
  await session.print(removed, () => removed.map(({ uri }) => `${uri} removed\n`).join(""));
  session.say(`${bytesText(removed.reduce((sum, each) => sum + each.bytes, 0))} are free again.`);
  return EXIT.ok;
}

function kept(session: Session): number {
  session.say("Nothing was removed.");
  return EXIT.failure;
}
