// `node:diagnostics_channel`: packages publish what they do, and nobody listens but the program itself.

const channels = new Map();

class Channel {
  #subscribers = [];

  constructor(name) {
    this.name = name;
  }

  get hasSubscribers() {
    return this.#subscribers.length > 0;
  }

  subscribe(subscriber) {
    this.#subscribers = [...this.#subscribers, subscriber];
  }

  unsubscribe(subscriber) {
    const [before, index] = [this.#subscribers, this.#subscribers.indexOf(subscriber)];
    this.#subscribers = before.filter((_, at) => at !== index);
    return index >= 0;
  }

  publish(message) {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(message, this.name);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  runStores(context, work, self, ...values) {
    this.publish(context);
    return work.apply(self, values);
  }
}

const channel = (name) => {
  if (!channels.has(name)) channels.set(name, new Channel(name));
  return channels.get(name);
};

const events = ["start", "end", "asyncStart", "asyncEnd", "error"];

class TracingChannel {
  constructor(names) {
    for (const event of events) this[event] = typeof names === "string" ? channel(`tracing:${names}:${event}`) : names[event];
  }

  get hasSubscribers() {
    return events.some((event) => this[event]?.hasSubscribers);
  }

  subscribe(handlers) {
    for (const event of events) if (handlers[event]) this[event]?.subscribe(handlers[event]);
  }

  unsubscribe(handlers) {
    return events.map((event) => !handlers[event] || this[event]?.unsubscribe(handlers[event])).every(Boolean);
  }

  traceSync(work, context = {}, self, ...values) {
    this.start.publish(context);
    try {
      return (context.result = work.apply(self, values));
    } catch (error) {
      context.error = error;
      this.error.publish(context);
      throw error;
    } finally {
      this.end.publish(context);
    }
  }

  tracePromise(work, context = {}, self, ...values) {
    const settle = (name, value) => {
      context[name] = value;
      if (name === "error") this.error.publish(context);
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    this.start.publish(context);
    try {
      const promise = Promise.resolve(work.apply(self, values));
      return promise.then((value) => (settle("result", value), value), (error) => {
        settle("error", error);
        throw error;
      });
    } catch (error) {
      context.error = error;
      this.error.publish(context);
      throw error;
    } finally {
      this.end.publish(context);
    }
  }

  traceCallback(work, position = -1, context = {}, self, ...values) {
    const index = position < 0 ? values.length + position : position;
    const callback = values[index];
    values[index] = (error, result) => {
      Object.assign(context, error ? { error } : { result });
      if (error) this.error.publish(context);
      this.asyncStart.publish(context);
      try {
        return callback(error, result);
      } finally {
        this.asyncEnd.publish(context);
      }
    };
    return this.traceSync(work, context, self, ...values);
  }
}

export const diagnostics = {
  Channel,
  channel,
  hasSubscribers: (name) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name, subscriber) => channel(name).subscribe(subscriber),
  unsubscribe: (name, subscriber) => channel(name).unsubscribe(subscriber),
  tracingChannel: (names) => new TracingChannel(names),
};
