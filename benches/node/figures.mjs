// Figures as lines of JSON for `make bench`, beside what people read; `benches/report/figures.py` has the form.

/** Prints a figure if BENCH_FIGURES is set. `peer` has `name`, `version` and `theirs`, the measurements of the same rounds. */
export function emit(measure, unit, ours, peer) {
  if (!process.env.BENCH_FIGURES) return;
  const compared = peer && {
    peer: peer.name,
    version: peer.version,
    theirs: spread(peer.theirs),
    ratio: spread(peer.theirs.map((their, round) => their / ours[round])),
  };
  console.log(JSON.stringify({ benchmark: "node", measure, unit, ours: spread(ours), ...compared }));
}

export function median(numbers) {
  return sorted(numbers)[Math.floor(numbers.length / 2)];
}

function spread(numbers) {
  return [sorted(numbers)[0], median(numbers), sorted(numbers).at(-1)];
}

function sorted(numbers) {
  return [...numbers].sort((one, other) => one - other);
}
