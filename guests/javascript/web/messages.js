// MessageChannel, between two parts of the same program: there are no others to talk to.

import { define } from "../boot/globals.js";
import { Event, EventTarget } from "event-target-shim";

class MessageEvent extends Event {
  constructor(type, { data = null, origin = "", lastEventId = "", source = null, ports = [] } = {}) {
    super(type);
    Object.assign(this, { data, origin, lastEventId, source, ports });
  }
}

let other;

class MessagePort extends EventTarget {
  #peer;
  #waiting = [];
  #isStarted = false;
  #isClosed = false;
  #listener = null;

  constructor() {
    if (other === undefined) throw new TypeError("Illegal constructor");
    super();
    if (other !== null) [this.#peer, other.#peer] = [other, this];
  }

  postMessage(message) {
    const data = structuredClone(message);
    if (!this.#isClosed) this.#peer.#receive(data);
  }

  #receive(data) {
    if (this.#isClosed) return;
    if (this.#isStarted) setImmediate(() => this.#isClosed || this.dispatchEvent(new MessageEvent("message", { data })));
    else this.#waiting.push(data);
  }

  get onmessage() {
    return this.#listener;
  }

  set onmessage(listener) {
    this.removeEventListener("message", this.#listener);
    this.#listener = typeof listener === "function" ? listener : null;
    if (this.#listener === null) return;
    this.addEventListener("message", this.#listener);
    this.start();
  }

  start() {
    this.#isStarted = true;
    this.#waiting.splice(0).forEach((data) => this.#receive(data));
  }

  close() {
    this.#isClosed = true;
    if (!this.#peer.#isClosed) this.#peer.close();
  }

  ref() {}

  unref() {}
}

class MessageChannel {
  constructor() {
    other = null;
    this.port1 = other = new MessagePort();
    this.port2 = new MessagePort();
    other = undefined;
  }
}

define({ MessageChannel, MessageEvent, MessagePort });
