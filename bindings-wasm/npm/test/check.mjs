// Assertions of the tests, for Node and browsers.

export function ok(value, what = "the condition is false") {
  if (!value) throw new Error(what);
}

export function equal(actual, expected, what = "") {
  const text = (value) => JSON.stringify(value instanceof Set ? [...value] : value) ?? String(value);
  if (text(actual) !== text(expected)) throw new Error(`${what} expected ${text(expected)}, got ${text(actual)}`.trim());
}

export async function fails(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected an error, got ${JSON.stringify(value)}`);
}

export async function timed(promise) {
  const start = performance.now();
  return [await promise, performance.now() - start];
}

export async function until(holds) {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the condition is still false after ten seconds");
}

/** The least that the fake answers to an operation with this answer and paging in the table. */
export function least(answer, paging) {
  if (answer === "-") return { status: 204 };
  if (answer.startsWith("text:")) return { text: "text", type: answer.slice(5) };
  if (answer.startsWith("json[]")) return [];
  return paging.startsWith("body:") ? { [paging.split(":")[2]]: [] } : {};
}
