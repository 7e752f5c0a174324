/** A pipeline to begin with, which runs in any home: it needs no image, no package and no data. */
export const FIRST_PIPELINE = `import { component, p, pipeline } from "@slipway/pipelines";

const FIT = "import sys; rate, loss = sys.argv[1:]; open(loss, 'w').write(str((float(rate) - 0.2) ** 2))";

/** A program with typed inputs and outputs: what it writes to an output's path is the output's value. */
const fit = component({
  name: "fit",
  inputs: { rate: p.float() },
  outputs: { loss: p.float() },
  command: ({ in: i, out }) => ["python3", "-c", FIT, i.rate, out.loss.path],
});

const tell = component({
  name: "tell",
  inputs: { losses: p.list(p.float()) },
  command: ({ in: i }) => ["echo", i.losses],
});

/** The same for each rate at once, and then something with all that came of it. */
export const first = pipeline(
  { name: "first", params: { rates: p.list(p.float()).default([0.1, 0.2, 0.3]) } },
  ({ params, flow }) => {
    const losses = flow.map(params.rates, (rate) => fit({ rate })).collect("loss");
    tell({ losses });
    return { losses };
  },
);
`;

/** What editors and `tsc` check pipelines by. */
export const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "preserve",
    "strict": true,
    "noEmit": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "types": []
  }
}
`;
