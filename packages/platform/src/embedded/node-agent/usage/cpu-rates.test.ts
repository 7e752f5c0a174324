import { expect, test } from "vitest";
import { CpuRates } from "./cpu-rates.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);
const reading = (launch: string, startedAt: number, cpuSeconds: number) => ({
  launch,
  startedAt: at(startedAt),
  cpuMs: cpuSeconds * 1_000,
});
const pods = (...readings: readonly ReturnType<typeof reading>[]) => new Map([["uid", readings]]);

test("A pod takes what its containers took since the last look, or since it started, in processors", () => {
  const rates = new CpuRates();
  expect(rates.rates(pods(reading("a.0", 40, 10)), at(60)).get("uid")).toBe(0.5);
  const both = pods(reading("a.0", 40, 100), reading("b.0", 50, 30));
  expect(rates.rates(both, at(120)).get("uid")).toBe(2);
  expect(rates.rates(both, at(180)).get("uid")).toBe(0);
});

test("A container that has started again begins anew, and nothing takes less than nothing", () => {
  const rates = new CpuRates();
  rates.rates(pods(reading("a.0", 0, 50)), at(60));
  expect(rates.rates(pods(reading("a.1", 100, 6)), at(120)).get("uid")).toBe(0.1);
  expect(rates.rates(pods(reading("a.1", 100, 5)), at(180)).get("uid")).toBe(0);
});

test("Of a pod that ran long before the first look, what it takes is known after the second", () => {
  const rates = new CpuRates();
  const pod = (cpuSeconds: number) => pods(reading("a.0", 0, cpuSeconds));
  expect(rates.rates(pod(5_000), at(6_000)).size).toBe(0);
  expect(rates.rates(pod(5_030), at(6_060)).get("uid")).toBe(0.5);
});

test("Who was not among those of the last look is forgotten, and who tells nothing takes nothing that is known", () => {
  const rates = new CpuRates();
  rates.rates(pods(reading("a.0", 0, 10)), at(60));
  expect(rates.rates(new Map(), at(120)).size).toBe(0);
  expect(rates.rates(pods(reading("a.0", 0, 10)), at(180)).size).toBe(0);
  expect(rates.rates(new Map([["uid", [{ launch: "a.0", startedAt: at(0) }]]]), at(240)).size).toBe(0);
});
