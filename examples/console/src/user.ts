// One user: the profile, the groups and the apps.
import type { User } from "oktant";
import { attributesOf } from "./attributes.ts";
import { h } from "./dom.ts";
import { facts } from "./facts.ts";
import type { Page } from "./page.ts";
import { show } from "./page.ts";
import { nameOf, statusBadge } from "./person.ts";
import { profileForm } from "./profile-form.ts";
import { time, words } from "./text.ts";

export function user({ org: { okta }, signal, id }: Page): HTMLElement {
  const heading = h("h1", { tabindex: -1 }, "User");
  const head = h("div", { class: "user-head" });
  const profile = h("section", { class: "card", "aria-label": "Profile" });
  const groups = h("div");
  const apps = h("div");

  void show(profile, async () => {
    const found = await okta.users.getUser(id, {}, { signal });
    describe(found);
    const schema = await okta.schemas.getUserSchema(schemaId(found), { signal });
    const form = profileForm(attributesOf(schema, found.profile ?? {}), found.profile ?? {}, async (changes) => {
      const { value, requestId } = await okta.users.updateUser(found.id, { profile: changes }, {}, { signal }).withResponse();
      describe(value);
      return { profile: value.profile ?? {}, requestId };
    });
    return [h("h2", {}, "Profile"), form];
  });
  void show(groups, async () => {
    const found = await okta.userResources.listUserGroups(id, { signal }).all();
    return list(
      found.map(({ profile, type }) => [profile?.name, profile?.description || words(type)]),
      "In no group.",
    );
  });
  void show(apps, async () => {
    const found = await okta.applications.listApplications({ filter: `user.id eq ${JSON.stringify(id)}`, limit: 200 }, { signal }).all();
    return list(
      found.map(({ label, status, signOnMode }) => [label, `${words(signOnMode)}, ${words(status).toLowerCase()}`]),
      "No app is assigned.",
    );
  });
  return h(
    "article",
    {},
    h("p", { class: "crumb" }, h("a", { href: "#/users" }, "Users")),
    h("div", { class: "title" }, heading, head),
    h(
      "div",
      { class: "columns" },
      profile,
      h(
        "div",
        { class: "stack" },
        h("section", { class: "card", "aria-label": "Groups" }, h("h2", {}, "Groups"), groups),
        h("section", { class: "card", "aria-label": "Apps" }, h("h2", {}, "Apps"), apps),
      ),
    ),
  );

  function describe(found: User): void {
    heading.textContent = nameOf(found.profile) || id;
    document.title = `${heading.textContent} · Oktant console`;
    const known = [
      ["ID", h("code", {}, found.id)],
      ["Created", time(found.created)],
      ["Last changed", time(found.lastUpdated)],
      ["Last login", time(found.lastLogin)],
    ] as const;
    head.replaceChildren(statusBadge(found.status), facts(known, "inline"));
  }
}

/** The ID of the schema of the user's type. */
function schemaId({ _links: links }: User): string {
  const address = (links as { schema?: { href?: string } } | undefined)?.schema?.href;
  return address?.split("/").at(-1) ?? "default";
}

function list(rows: readonly (readonly [string | undefined, string])[], none: string): HTMLElement {
  if (rows.length === 0) return h("p", { class: "empty" }, none);
  return h(
    "ul",
    { class: "plain" },
    rows.map(([name, more]) => h("li", {}, h("strong", {}, name), h("span", { class: "muted" }, more))),
  );
}
