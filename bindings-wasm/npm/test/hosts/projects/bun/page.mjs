import { Client } from "oktant/inline";
import { run } from "../page.mjs";

run(Client);
