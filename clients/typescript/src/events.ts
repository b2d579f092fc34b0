/** A server-sent event. */
export interface ServerSentEvent {
  id: string;
  type: string;
  data: string;
}

/** The events of an answer: the part of the format that Capsule's server writes, with lines that end in a line feed. */
export async function* readEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  const reader = response.body!.getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // What was searched before is not searched again: an event may come in many pieces.
      let from = Math.max(0, text.length - 1);
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf("\n\n", from); end >= 0; end = text.indexOf("\n\n", from)) {
        const event = parse(text.slice(0, end));
        [text, from] = [text.slice(end + 2), 0];
        if (event !== null) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(lines: string): ServerSentEvent | null {
  const event = { id: "", event: "", data: "" };
  for (const line of lines.split("\n")) {
    const [, field, value] = /^(id|event|data): ?(.*)$/s.exec(line) ?? [];
    if (field !== undefined) event[field as keyof typeof event] += value;
  }
  return event.event === "" ? null : { id: event.id, type: event.event, data: event.data };
}
