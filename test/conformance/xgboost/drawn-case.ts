import { type Random, randomStream } from "../../../packages/algorithms/src/random-stream.ts";

/** One job as people send it: a text file with habits of its own, and hyperparameters. */
export interface DrawnCase {
  readonly name: string;
  readonly format: "csv" | "libsvm";
  readonly training: DrawnFile;
  /** Of the channel validation; its rows are of the same kind. */
  readonly validation: DrawnFile | undefined;
  readonly weighted: boolean;
  readonly hyperparameters: Readonly<Record<string, string>>;
}

interface DrawnFile {
  readonly text: string;
  /** What real XGBoost's reader of files is told besides the format. */
  readonly readerOptions: string;
}

type Label = (signal: number, random: Random) => number;

const rounded = (value: number): number => Number(value.toFixed(4));
const yesOrNo: Label = (signal, random) => (signal + random() - 0.5 > 0 ? 1 : 0);
const positive: Label = (signal) => rounded(Math.exp(signal / 2));
const count: Label = (signal, random) => Math.floor(Math.exp(signal / 2) + random());
const classes: Label = (signal) => (signal < -0.7 ? 0 : signal < 0.5 ? 1 : 2);

const PLAIN = ["rmse", "mae", "mphe"];
const BINARY = ["logloss", "error", "error@0.3", "auc", "aucpr", "accuracy", "f1", "precision", "recall"];
const CLASSES = ["mlogloss", "merror", "accuracy", "f1_macro", "balanced_accuracy"];

/** The objectives that the built-in engine learns, each with labels that it can learn from, and metrics. */
const OBJECTIVES: readonly (readonly [string, Label, readonly string[]])[] = [
  ["reg:squarederror", rounded, [...PLAIN, "r2", "mse"]],
  ["reg:logistic", (signal) => rounded(1 / (1 + Math.exp(-signal))), ["rmse", "logloss"]],
  ["binary:logistic", yesOrNo, BINARY],
  ["binary:hinge", yesOrNo, ["error", "accuracy"]],
  ["reg:squaredlogerror", positive, ["rmsle", "mape"]],
  ["reg:pseudohubererror", rounded, PLAIN],
  ["reg:absoluteerror", rounded, PLAIN],
  ["reg:gamma", positive, ["gamma-nloglik", "gamma-deviance", "mape"]],
  ["reg:tweedie", count, ["tweedie-nloglik@1.5", "rmse"]],
  ["count:poisson", count, ["poisson-nloglik", "mae"]],
  ["multi:softmax", classes, CLASSES],
  ["multi:softprob", classes, CLASSES],
];

/** The case of a number, the same for the same seed. */
export function drawCase(seed: number, number: number): DrawnCase {
  const random = randomStream(seed, number);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const [objective, label, metrics] = OBJECTIVES[number % OBJECTIVES.length] as (typeof OBJECTIVES)[number];
  const format = random() < 0.7 ? "csv" : "libsvm";
  const weighted = random() < 0.2;
  const draw = tableDrawer({ random, label, weighted });
  const write = (table: Table): TextFile =>
    format === "csv" ? csvFile(table, random) : libsvmFile(table, random);
  const file = write(draw());
  const validation = random() < 0.4 ? write(draw()) : undefined;
  const listed = [...new Set([pick(metrics), pick(metrics), pick(metrics)])].join(",");
  const maybe = (share: number, name: string, values: readonly string[]): Record<string, string> =>
    random() < share ? { [name]: pick(values) } : {};
  const hyperparameters = {
    objective,
    num_round: validation ? pick(["6", "15"]) : pick(["1", "3", "6"]),
    max_depth: pick(["1", "3", "6"]),
    ...maybe(0.5, "eval_metric", [listed]),
    ...(validation ? maybe(0.5, "early_stopping_rounds", ["1", "2"]) : {}),
    ...maybe(0.25, "max_bin", ["2", "4", "16", "256", "400"]),
    ...maybe(0.15, "subsample", ["0.5", "0.9"]),
    ...maybe(0.1, "colsample_bytree", ["0.4", "0.8"]),
    ...maybe(0.1, "colsample_bylevel", ["0.4", "0.8"]),
    ...maybe(0.1, "colsample_bynode", ["0.4", "0.8"]),
    ...maybe(0.3, "seed", ["7", "2024", "-3"]),
    ...maybe(0.5, "eta", ["0.1", "0.5", "1", "1e-1"]),
    ...maybe(0.4, "lambda", ["0", "0.5", "10"]),
    ...maybe(0.3, "alpha", ["0.1", "2"]),
    ...maybe(0.3, "gamma", ["0.5", "4"]),
    ...maybe(0.4, "min_child_weight", ["0", "3.1", "12"]),
    ...maybe(0.2, "max_delta_step", ["0.3", "1"]),
    ...maybe(0.2, "base_score", objective.startsWith("count") ? ["1", "2.5"] : ["0.5", "0.25"]),
    ...maybe(0.2, "max_leaves", ["3", "7"]),
    ...maybe(0.2, "grow_policy", ["lossguide"]),
    ...maybe(0.3, "scale_pos_weight", ["3", "0.5"]),
    ...maybe(0.1, "num_parallel_tree", ["2"]),
    ...(objective.startsWith("multi") ? { num_class: "3" } : {}),
    ...(objective === "reg:tweedie" ? maybe(0.5, "tweedie_variance_power", ["1.2", "1.8"]) : {}),
    ...(weighted && format === "csv" ? { csv_weights: "1" } : {}),
  };
  const name = `${number}: ${format} (${file.habits.join(", ") || "plain"}), ${JSON.stringify(hyperparameters)}`;
  const readerOptions = (one: TextFile): string =>
    format === "csv" ? `${one.options}${weighted ? "&weight_column=1" : ""}` : "";
  return {
    name,
    format,
    training: { text: file.text, readerOptions: readerOptions(file) },
    validation: validation && { text: validation.text, readerOptions: readerOptions(validation) },
    weighted,
    hyperparameters,
  };
}

interface Table {
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly weights: readonly number[] | undefined;
}

/**
 * Tables of one kind: with a few distinct values a column, at which both engines cut, or with so many that they choose.
 * The first row is whole, so that both see all columns.
 */
function tableDrawer(how: {
  readonly random: Random;
  readonly label: Label;
  readonly weighted: boolean;
}): () => Table {
  const { random, label, weighted } = how;
  const columns = 2 + Math.floor(random() * 5);
  const missing = random() < 0.5 ? 0 : random() * 0.6;
  const scale = random() < 0.3 ? 0.25 : 1;
  const fine = random() < 0.3;
  const draw = (): number =>
    (fine ? rounded(random() * 40 - 10) : Math.floor(random() * 40) - 10) * (fine ? 1 : scale);
  return () => {
    const count = 60 + Math.floor(random() * (fine ? 400 : 240));
    const rows = Array.from({ length: count }, (_, row) =>
      Array.from({ length: columns }, () => {
        const value = draw();
        return row > 0 && random() < missing ? Number.NaN : value;
      }),
    );
    const labels = rows.map((row) => {
      const [a = 0, b = 0] = row.map((value) =>
        Number.isNaN(value) ? 1 : value / (40 * (fine ? 1 : scale)),
      );
      return label(4 * (a - 0.2) + Math.sin(8 * b) + (random() + random() - 1) / 2, random);
    });
    return {
      rows,
      labels,
      weights: weighted ? rows.map(() => 0.25 * (1 + Math.floor(random() * 8))) : undefined,
    };
  };
}

interface TextFile {
  readonly text: string;
  readonly options: string;
  readonly habits: readonly string[];
}

/** How files of other programs look. */
function habitsOf(random: Random): {
  readonly habits: string[];
  readonly has: (share: number, name: string) => boolean;
} {
  const habits: string[] = [];
  const has = (share: number, name: string): boolean => {
    const drawn = random() < share;
    if (drawn) habits.push(name);
    return drawn;
  };
  return { habits, has };
}

function csvFile({ rows, labels, weights }: Table, random: Random): TextFile {
  const { habits, has } = habitsOf(random);
  const mark = has(0.25, "mark") ? "\ufeff" : "";
  const end = has(0.25, "CRLF") ? "\r\n" : has(0.15, "CR") ? "\r" : "\n";
  const delimiter = has(0.15, "semicolons") ? ";" : has(0.15, "tabs") ? "\t" : ",";
  const trailing = has(0.2, "trailing delimiter") ? delimiter : "";
  const spaced = delimiter !== "\t" && has(0.2, "spaces") ? " " : "";
  const blank = has(0.2, "blank lines");
  const exponents = has(0.2, "exponents");
  const named = has(0.3, "nan") ? "nan" : "";
  const written = (value: number): string => (exponents ? value.toExponential() : String(value));
  const lines = rows.map((row, index) => {
    const head = weights ? [labels[index] as number, weights[index] as number] : [labels[index] as number];
    const fields = [
      ...head.map(written),
      ...row.map((value) => (Number.isNaN(value) ? named : written(value))),
    ];
    return `${fields.join(`${delimiter}${spaced}`)}${trailing}${blank && random() < 0.1 ? end : ""}`;
  });
  const last = has(0.3, "no last line end") ? "" : end;
  const options = delimiter === "," ? "" : `&delimiter=${delimiter}`;
  return { text: `${mark}${lines.join(end)}${last}`, options, habits };
}

function libsvmFile({ rows, labels, weights }: Table, random: Random): TextFile {
  const { habits, has } = habitsOf(random);
  const mark = has(0.25, "mark") ? "\ufeff" : "";
  const end = has(0.25, "CRLF") ? "\r\n" : has(0.15, "CR") ? "\r" : "\n";
  const first = has(0.4, "from one") ? 1 : 0;
  const comments = has(0.2, "comments");
  const spaces = has(0.2, "trailing spaces") ? "  " : "";
  const tabs = has(0.2, "tabs") ? "\t" : " ";
  const lines = rows.map((row, index) => {
    const entries = row.flatMap((value, column) =>
      Number.isNaN(value) ? [] : [`${column + first}:${value}`],
    );
    const head = weights ? `${labels[index]}:${weights[index]}` : String(labels[index]);
    return `${[head, ...entries].join(tabs)}${spaces}${comments && random() < 0.1 ? " # a note" : ""}`;
  });
  return { text: `${mark}${lines.join(end)}${end}`, options: "", habits };
}
