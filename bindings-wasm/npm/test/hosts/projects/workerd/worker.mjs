import { Client } from "oktant";
import { Client as Inline } from "oktant/inline";
import { list } from "../list.mjs";

export default {
  async fetch(request, env) {
    if (Inline !== Client) throw new Error("oktant/inline brings bytes, which workerd does not compile");
    const okta = new Client({ orgUrl: env.ORG, token: env.TOKEN });
    try {
      if (new URL(request.url).pathname === "/one") return Response.json(await one(okta));
      return Response.json(await list(okta, navigator.userAgent));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    } finally {
      okta[Symbol.dispose]?.();
    }
  },
};

/** A call and a list that is not read to its end. */
async function one(okta) {
  const { id } = await okta.call("getUser", { path: { id: "me" } });
  for await (const user of okta.users.listUsers({ limit: 1 })) return { id, first: user.id };
}
