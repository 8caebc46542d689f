// A library that depends on the package.
export { Client } from "oktant";
