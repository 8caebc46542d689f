// What tests check with, in Node and in a browser.

export function ok(value, what = "it does not hold") {
  if (!value) throw new Error(what);
}

export function equal(seen, due, what = "") {
  const text = (value) => JSON.stringify(value instanceof Set ? [...value] : value) ?? String(value);
  if (text(seen) !== text(due)) throw new Error(`${what} due ${text(due)}, seen ${text(seen)}`.trim());
}

export async function fails(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`it gives ${JSON.stringify(value)} where it should fail`);
}

export async function timed(promise) {
  const start = performance.now();
  return [await promise, performance.now() - start];
}

export async function until(holds) {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await pause(20);
  }
  throw new Error("it does not come to that within ten seconds");
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
