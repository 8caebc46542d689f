const batch = new BigUint64Array(32);
let left = 0;

/** Random seeds of calls. They are drawn many at a time, because the host takes as long for one. */
export const seeds = {
  next(): bigint {
    if (left === 0) left = crypto.getRandomValues(batch).length;
    left -= 1;
    return batch[left] as bigint;
  },
};
