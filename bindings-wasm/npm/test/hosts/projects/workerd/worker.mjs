import { Client } from "oktant";
import { Client as Inline } from "oktant/inline";
import { list } from "../list.mjs";

export default {
  async fetch(request, env) {
    if (Inline !== Client) throw new Error("oktant/inline brings bytes, which workerd does not compile");
    const okta = new Client({ orgUrl: env.ORG, token: env.TOKEN });
    try {
      return Response.json(await list(okta, navigator.userAgent));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
