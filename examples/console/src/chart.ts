// Charts: bars that stand on each other, and a line. The SVG has shapes alone and fits any width; numbers are beside it.
import { h, s } from "./dom.ts";

/** Values of one kind; `kind` is its class in the style sheet. */
export interface Series {
  readonly kind: string;
  readonly values: readonly number[];
}

/** A bar for each place, with the series on each other. */
export function bars(label: string, series: readonly Series[]): HTMLElement {
  const places = Math.max(...series.map(({ values }) => values.length));
  const total = (at: number): number => series.reduce((all, { values }) => all + (values[at] ?? 0), 0);
  const top = ceiling(Math.max(...Array.from({ length: places }, (_, at) => total(at))));
  const below = new Array<number>(places).fill(0);
  const groups = series.map(({ kind, values }) =>
    s(
      "g",
      { class: kind },
      values.map((value, at) => {
        if (value === 0) return undefined;
        below[at] = (below[at] ?? 0) + value;
        return s("rect", { x: at + 0.08, y: top - below[at], width: 0.84, height: value });
      }),
    ),
  );
  const grid = [0, top / 2, top].map((value) =>
    s("line", { x1: 0, x2: places, y1: value, y2: value, "vector-effect": "non-scaling-stroke" }),
  );
  return h(
    "div",
    { class: "bars" },
    h(
      "div",
      { class: "scale", "aria-hidden": "true" },
      [top, top / 2, 0].map((value) => h("span", {}, value)),
    ),
    drawing(label, `0 0 ${places} ${top}`, s("g", { class: "grid" }, grid), ...groups),
  );
}

/** A line of the last values, from the right, between 0 and `top`. */
export function line(label: string, values: readonly number[], places: number, top: number): SVGElement {
  const points = values.map((value, at) => `${places - values.length + at},${1 - value / (top || 1)}`);
  return drawing(label, `0 -0.05 ${places - 1} 1.1`, s("polyline", { points: points.join(" "), "vector-effect": "non-scaling-stroke" }));
}

function drawing(label: string, viewBox: string, ...shapes: SVGElement[]): SVGElement {
  return s("svg", { viewBox, preserveAspectRatio: "none", role: "img", "aria-label": label }, shapes);
}

/** The next of 2, 4, 10, 20, 40, 100 and so on: halves of it are whole. */
function ceiling(value: number): number {
  for (let unit = 1; ; unit *= 10) for (const times of [2, 4, 10]) if (value <= times * unit) return times * unit;
}
