// Requests by second and outcome, over the last minute of the org's clock.
import { bars } from "./chart.ts";
import type { Counters, Entry } from "./control.ts";
import { h } from "./dom.ts";
import { OUTCOMES, outcomeOf } from "./outcomes.ts";
import { number, plural } from "./text.ts";

const SECONDS = 60;

export function requestChart(): { element: HTMLElement; update(entries: readonly Entry[], counted: Counters, now: Date): void } {
  const graph = h("div");
  const legend = h("ul", { class: "legend" });
  /** Second and outcome of each request of the last minute. */
  let last: { second: number; kind: string }[] = [];
  return { element: h("div", {}, graph, legend), update };

  function update(entries: readonly Entry[], { requests, statuses }: Counters, now: Date): void {
    const second = Math.floor(now.getTime() / 1000);
    const begin = second - SECONDS + 1;
    const added = entries.map(({ at, status }) => ({ second: Math.floor(Date.parse(at) / 1000), kind: outcomeOf(status) }));
    last = [...last, ...added].filter(({ second }) => second >= begin);
    const series = OUTCOMES.map(({ kind }) => {
      const values = new Array<number>(SECONDS).fill(0);
      for (const one of last)
        if (one.kind === kind && one.second <= second) values[one.second - begin] = (values[one.second - begin] ?? 0) + 1;
      return { kind, values };
    });
    graph.replaceChildren(bars(`Requests a second over the last minute, ${plural(last.length, "request")} in all`, series));
    legend.replaceChildren(
      ...OUTCOMES.map(({ kind, title, has }) => {
        const all = Object.entries(statuses).reduce((all, [status, count]) => (has(Number(status)) ? all + count : all), 0);
        return h("li", {}, h("span", { class: `swatch ${kind}` }), title, " ", h("strong", {}, number(all)));
      }),
      h("li", { class: "muted" }, `${plural(requests, "request")} since the org began`),
    );
  }
}
