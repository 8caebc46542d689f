// How a request ended, by its status: the kinds that the chart and its legend have.

export const OUTCOMES = [
  { kind: "ok", title: "2xx and 3xx", has: (status: number) => status >= 200 && status < 400 },
  { kind: "refused", title: "4xx", has: (status: number) => status >= 400 && status < 500 && status !== 429 },
  { kind: "limited", title: "429", has: (status: number) => status === 429 },
  { kind: "failed", title: "5xx", has: (status: number) => status >= 500 },
  { kind: "broken", title: "no response", has: (status: number) => status < 200 },
] as const;

export const outcomeOf = (status: number | null): string => OUTCOMES.find(({ has }) => has(status ?? 0))?.kind ?? "broken";
