import { approvedResults, rejection } from "@slipway/model/flows/bodies/approved-results.ts";
import { type ApproveAnswer, type ApproveBody, FlowProblems } from "@slipway/model/flows/index.ts";
import type { FakeGives } from "../ending.ts";
import { bodyAsInputs, type Role } from "./role.ts";

const ANSWERS = ["approved", "fields", "comment", "by"];

/** A person, whose answer the fake is. */
export const approveRole = (name: string): Role => ({
  ...{ name, what: "An approval" },
  inputs: bodyAsInputs,
  play: (gives, { body, now, path }) => {
    const answer = answerIn(gives, path);
    if (!answer.approved) return { failure: { class: "input", message: rejection(answer) } };
    try {
      return { results: approvedResults(body as unknown as ApproveBody, answer, now) };
    } catch (error) {
      if (!(error instanceof FlowProblems)) throw error;
      const why = error.problems.map((one) => `${one.path.slice(1).join(".")} ${one.message}`).join("; ");
      throw new TypeError(`The fake of ${path} has fields that do not fit: ${why}.`);
    }
  },
});

function answerIn(gives: FakeGives, path: string): ApproveAnswer {
  const unknown = Object.keys(gives).find((name) => !ANSWERS.includes(name));
  if (typeof gives["approved"] === "boolean" && unknown === undefined)
    return gives as unknown as ApproveAnswer;
  throw new TypeError(
    `The fake of ${path} is no answer${unknown === undefined ? "" : `, it has ${unknown}`}: expected e.g. { approved: true, fields: {}, by: "ann" }.`,
  );
}
