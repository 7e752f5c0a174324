// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowStep } from "@slipway/model/flows/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlowBench } from "../../testing/flow-bench.ts";
import type { Ask, Asked } from "../http/ask.ts";
import { secretKind } from "../notify/secret.ts";

const url = "https://feeds.example.com/${{ run.name }}/done";

describe("a step that waits for a URL", () => {
  let bench: FlowBench;
  let answers: Asked[];
  let asked: Parameters<Ask>[];
  beforeEach(async () => {
    [answers, asked] = [[], []];
    bench = await FlowBench.open();
    bench.ask = async (...question) => {
      asked.push(question);
      return answers.shift() ?? { status: 200 };
    };
  });
  afterEach(() => bench.close());
  const waiting = (http: object, more: Partial<FlowStep> = {}) => ({
    steps: [{ name: "feed", wait: { http: { url, ...http } }, ...more }],
    results: [{ name: "got", value: "${{ steps.feed.results.status }}" }],
  });
  const heard = async (seconds = 0) => {
    bench.workshop.clock.advance(seconds * 1_000);
    for (let look = 0; look < 2; look++) {
      await new Promise((resolve) => setImmediate(resolve));
      await bench.look();
    }
    return bench.status();
  };

  test("asks each minute until it answers with 2xx, whoever asks by then, and gives the status", async () => {
    answers = [
      { mayMend: true, message: "nobody answers: gone" },
      { status: 404 },
      { status: 503 },
      { status: 204 },
    ];
    await bench.run(waiting({}));
    expect(await heard()).toMatchObject({ message: "feed waits: nobody answers: gone" });
    await heard(59);
    expect(asked).toHaveLength(1);
    expect(await heard(1)).toMatchObject({ message: "feed waits: the URL answers with HTTP status 404" });
    bench.kill();
    expect(await heard()).toMatchObject({ message: "feed waits: the URL answers with HTTP status 503" });
    expect(await heard(60)).toMatchObject({ phase: "Succeeded", results: { got: 204 } });
    expect(asked).toEqual(
      Array(4).fill(["https://feeds.example.com/nightly-1/done", { method: "GET", headers: {} }]),
    );
  });

  test("asks as it is told to, with the headers of a Secret, for a status that is none of success", async () => {
    await bench.workshop.hands.create(secretKind, {
      ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "feed", namespace: "default" } },
      data: { Authorization: Buffer.from("Bearer x\n").toString("base64") },
    });
    answers = [{ status: 401 }, { status: 410 }];
    await bench.run(waiting({ method: "HEAD", status: [410], intervalSeconds: 5, secret: "feed" }));
    await heard();
    expect(await heard(5)).toMatchObject({ phase: "Succeeded", results: { got: 410 } });
    expect(asked[1]?.[1]).toEqual({ method: "HEAD", headers: { Authorization: "Bearer x" } });
  });

  test.each([
    [{ status: 403 }, "feed: the URL answers with HTTP status 403"],
    [{ status: 302 }, "feed: the URL answers with HTTP status 302, and no redirection is followed"],
    [{ mayMend: false, message: "the URL is of this machine" }, "feed: the URL is of this machine"],
  ])("fails where it can wait for nothing: %j", async (answer, message) => {
    answers = [answer];
    await bench.run(waiting({}));
    expect(await heard()).toMatchObject({ phase: "Failed", message });
  });

  test("waits as long as the step says, or a week", async () => {
    bench.ask = async () => ({ status: 404 });
    await bench.run(waiting({}, { timeoutSeconds: 600 }));
    expect(await heard(601)).toMatchObject({ phase: "Failed", message: "feed: It took longer than 600 s" });
  });

  test("fails after a week where it says nothing", async () => {
    bench.ask = async () => ({ status: 404 });
    await bench.run(waiting({}));
    expect(await heard(604_000)).toMatchObject({ phase: "Running" });
    expect(await heard(801)).toMatchObject({
      phase: "Failed",
      message: "feed: It took longer than 604800 s",
    });
  });

  test("fails where there is no such Secret", async () => {
    await bench.run(waiting({ secret: "feed" }));
    expect(await heard()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("there is no Secret feed"),
    });
  });
});
