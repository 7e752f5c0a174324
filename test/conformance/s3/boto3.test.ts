import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { S3Home } from "./s3-home.ts";

const run = promisify(execFile);

interface Outcome {
  readonly promise: string;
  readonly error: string | null;
}

/** The functions of `boto3_s3.py`, each a promise that S3 keeps. */
const PROMISES = [
  "objects_come_back",
  "any_key_comes_back",
  "large_files_go_up_and_down_in_parts",
  "checksums_are_verified",
  "checksums_are_kept_and_told",
  "checksums_of_parts_make_that_of_the_object",
  "headers_that_change_nothing_are_taken",
  "checksums_that_follow_the_body_are_verified",
  "paginators_page",
  "parts_can_be_listed_replaced_and_given_up",
  "presigned_urls_work_for_what_they_sign",
  "reads_may_be_conditional_or_partial",
  "copies_keep_or_replace_what_is_said_of_them",
  "errors_have_s3s_codes",
  "what_is_not_there_is_said_and_stores_nothing",
  "tags_are_kept_with_objects",
  "encryption_is_told_as_it_was_asked_for",
  "strangers_are_refused",
  "viewers_read_and_do_not_write",
  "any_region_and_its_default_waiters_work",
];

describe("S3 as boto3 knows it", () => {
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    const home = await S3Home.up();
    const { python } = await pythonEnv();
    const script = join(import.meta.dirname, "boto3_s3.py");
    const { stdout } = await run(python, [script], { env: home.env(), maxBuffer: 1 << 26 });
    for (const line of stdout.trim().split("\n")) {
      const outcome = JSON.parse(line) as Outcome;
      outcomes.set(outcome.promise, outcome);
    }
    await home.down();
  });

  it("has a title for every promise of the script", () => {
    expect([...outcomes.keys()]).toEqual(PROMISES);
  });

  it.each(PROMISES)("%s", (promise) => {
    expect(outcomes.get(promise)?.error).toBeNull();
  });
});
