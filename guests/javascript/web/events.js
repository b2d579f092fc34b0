// Events, and ending work from outside.

import { define } from "../boot/globals.js";
import { Event, EventTarget } from "event-target-shim";

class CustomEvent extends Event {
  constructor(type, options = {}) {
    super(type, options);
    this.detail = options.detail ?? null;
  }
}

define({ Event, EventTarget, CustomEvent });
