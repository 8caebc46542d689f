import { Client } from "oktant";
import { run } from "../page.mjs";

run(Client);
