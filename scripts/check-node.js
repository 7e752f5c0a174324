// Fails first, with the remedy, when npm's scripts run on another Node than the one the project brings along.
const major = Number(process.versions.node.split(".")[0]);
if (major !== 24) {
  process.stderr.write(
    `Slipway is developed on Node 24, and this is Node ${process.versions.node}.\n` +
      "Node 24 comes with the dependencies: run `npm ci` (without --ignore-scripts) and use the npm scripts.\n",
  );
  process.exit(1);
}
