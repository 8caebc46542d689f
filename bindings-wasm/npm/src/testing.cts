// What `require` gives where it takes no ES module by itself: the same module, so that there is one engine.
import testing = require("./testing.js");

export = testing;
