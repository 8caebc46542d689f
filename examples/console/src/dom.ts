// Makes elements. Text goes in as text alone, so what the org says is never read as markup.

type Child = Node | string | number | false | null | undefined | readonly Child[];
type Props = Record<string, unknown>;

/** An element with attributes, listeners (`onclick`), and children. True is an attribute without a value; undefined and false are none. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props, ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function s<K extends keyof SVGElementTagNameMap>(tag: K, props?: Props, ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill<E extends Element>(element: E, props: Props = {}, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child): (Node | string)[] => {
    if (Array.isArray(child)) return nodes(child);
    if (child === undefined || child === null || child === false) return [];
    return [child instanceof Node ? child : String(child)];
  });
}

/** The element of an id, which the page has. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** Says something to who uses a screen reader. */
export function announce(text: string): void {
  byId("announcer").textContent = text;
}

/** Opens a dialog: the browser keeps the focus in it, closes it on Escape, and puts the focus back. */
export function openDialog(title: string, ...children: Child[]): void {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title", onclose: () => dialog.remove() },
    h("header", {}, h("h2", { id: "dialog-title" }, title), h("form", { method: "dialog" }, h("button", { class: "quiet" }, "Close"))),
    h("div", { class: "dialog-body", tabindex: 0, role: "group", "aria-label": title }, ...children),
  );
  document.body.append(dialog);
  dialog.showModal();
}
