/** The built-in programs in a process of their own, for tests: `program.ts xgboost train`. */
import { runAlgorithm } from "../run-algorithm.ts";

process.exitCode = (await runAlgorithm(process.argv.slice(2), process.env)) ?? 2;
