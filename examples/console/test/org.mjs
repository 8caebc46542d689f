// The simulated org of the tests and of the screenshots.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedOrg } from "../../../bindings-wasm/npm/dist/testing.js";

/** A name that is markup, which a page must show as text. */
export const MARKUP = `<img src=x onerror="alert(1)">`;

const user = (login, firstName, lastName, more) => ({
  profile: { login, email: login, firstName, lastName, ...more },
  credentials: { password: { value: "correct-Horse-7" } },
});

const SEED = [
  {
    method: "POST",
    path: "/api/v1/users?activate=true",
    as: "ann",
    body: user("ann.lee@example.com", "Ann", "Lee", {
      title: "Site Reliability Engineer",
      city: "Zürich",
      countryCode: "CH",
      mobilePhone: null,
      department: "Engineering",
      badge: "B-100042",
      onCall: true,
      languages: ["de", "fr"],
    }),
  },
  { method: "POST", path: "/api/v1/users?activate=true", body: user("mark@example.com", MARKUP, "<b>Up</b>", { badge: MARKUP }) },
  { method: "POST", path: "/api/v1/groups", body: { profile: { name: "On call", description: "Who answers at night" } }, as: "group" },
  { method: "PUT", path: "/api/v1/groups/{group.id}/users/{ann.id}" },
  ...["Wiki", "Incident pages", "Payroll"].flatMap((label, at) => [
    {
      method: "POST",
      path: "/api/v1/apps",
      as: `app${at}`,
      body: {
        name: "bookmark",
        label,
        signOnMode: "BOOKMARK",
        settings: { app: { requestIntegration: false, url: "https://app.example.com" } },
      },
    },
    { method: "POST", path: `/api/v1/apps/{app${at}.id}/users`, body: { id: "{ann.id}", scope: "USER" } },
  ]),
];

/** Starts an org with users, of whom Ann Lee has all that a user can have. `flags` are the program's. */
export async function startOrg(flags = {}) {
  const folder = mkdtempSync(join(tmpdir(), "oktant-console-"));
  const seed = join(folder, "seed.json");
  writeFileSync(seed, JSON.stringify(SEED));
  try {
    return await SimulatedOrg.start({
      users: 40,
      seed: 7,
      "seed-file": seed,
      custom: ["level:integer", "onCall:boolean", "languages:array"],
      ...flags,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
