// Signals of callers. Node warns of a signal with more than ten listeners, so each has one, for all calls that it can abort.

const listeners = new WeakMap<AbortSignal, { aborts: Set<() => void>; all: () => void }>();

/** Calls `abort` when the signal is aborted. */
export function onAbort(signal: AbortSignal, abort: () => void): void {
  let entry = listeners.get(signal);
  if (entry === undefined) {
    const aborts = new Set<() => void>();
    entry = { aborts, all: () => aborts.forEach((abort) => abort()) };
    listeners.set(signal, entry);
  }
  if (entry.aborts.size === 0) signal.addEventListener("abort", entry.all);
  entry.aborts.add(abort);
}

/** Takes it back. */
export function offAbort(signal: AbortSignal, abort: () => void): void {
  const entry = listeners.get(signal);
  entry?.aborts.delete(abort);
  if (entry?.aborts.size === 0) signal.removeEventListener("abort", entry.all);
}
