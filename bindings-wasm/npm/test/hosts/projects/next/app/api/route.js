import { Client } from "between";
import { list } from "../../../list.mjs";

export const dynamic = "force-dynamic";

export async function GET() {
  return Response.json(await list(new Client(), `Next in Node ${process.version}`));
}
