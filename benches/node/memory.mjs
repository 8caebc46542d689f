// The memory of a process that reads all users of an org, in MB: `memory.mjs oktant|fetch URL TOKEN USERS DIST`.
import { floor, oktant } from "./clients.mjs";

const [whose, url, token, users, dist] = process.argv.slice(2);
const client = whose === "oktant" ? await oktant(dist, url, token) : floor(url, token);
const count = await client.users();
if (count !== Number(users)) throw new Error(`${count} users`);
console.log(process.resourceUsage().maxRSS * 1024 / 1e6);
