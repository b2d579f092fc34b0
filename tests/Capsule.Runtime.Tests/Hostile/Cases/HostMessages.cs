namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Requests to the host that no honest guest sends: its answer is an error, or the sandbox's end.</summary>
internal static class HostMessages
{
    /// <summary>Sends messages and gives the kinds of the answers.</summary>
    private const string Send = """
        import _capsule, json
        def send(*messages):
            kinds = set()
            for message in messages:
                answer = json.loads(_capsule.call(message).partition(b'\0')[0])
                kinds.add(answer['error']['kind'] if isinstance(answer, dict) and 'error' in answer else 'ok' if isinstance(answer, dict) else str(answer))
            return sorted(kinds)
        """;

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Sent("requests that are no JSON object", "= [\"52\",\"bad_request\"]",
            "return send(b'', b'\\0', b'\\0\\0\\0', b'[]', b'null', b'1', b'\"call\"', b'{', b'{}', b'}', b'{\"call\"}', b'\\xff\\xfe', b'{}{}', b'nul', b' ' * 1000)"),
        Sent("requests whose call is no name", "= [\"bad_request\"]",
            "return send(*[json.dumps({'call': c}).encode() for c in (None, 1, 1e308, [], {}, True, '', '\\0', 'x' * 10**6, 'task.run\\0', 'TASK.RUN', '../task.run', 'start ')])"),
        Sent("operations that do not exist", "= [\"bad_request\"]",
            "return send(*[json.dumps({'call': c, 'op': c}).encode() for c in ('file.read', 'process.start', 'eval', '__init__', 'policy.set', 'shutdown', 'start')])"),
        Sent("half of a surrogate pair as a name", "= [\"bad_request\"]", "return send(b'{\"call\": \"\\\\ud800\"}', b'{\"call\": \"task.run\", \"task\": \"\\\\udfff\"}')"),
        Sent("half of a surrogate pair as a field", "= [\"bad_request\"]", "return send(b'{\"\\\\ud800\": 1}', b'{\"\\\\udc00\": 1, \"call\": \"nothing\"}')"),
        Sent("half of a surrogate pair in a subtask's arguments", "= [\"bad_request\"]",
            "return send(*[b'{\"call\": \"task.run\", \"task\": \"child\"}\\0' + p for p in (b'{\"args\": [\"\\\\ud800\"], \"kwargs\": {}}', b'{\"args\": [], \"kwargs\": {\"\\\\ud800\": 1}}', b'{\"\\\\ud800\": 1}')])"),
        Sent("a subtask's arguments with the same key twice", "= [\"bad_request\"]",
            "return send(*[b'{\"call\": \"task.run\", \"task\": \"child\"}\\0' + p for p in (b'{\"args\": [{\"a\": 1, \"a\": 2}], \"kwargs\": {}}', b'{\"args\": [], \"kwargs\": {\"a\": 1, \"a\": 2}}', b'{\"args\": [], \"args\": [], \"kwargs\": {}}')])"),
        Sent("the same key twice", "= [\"bad_request\"]", "return send(b'{\"call\": \"wait\", \"call\": \"nothing\"}', b'{\"call\": \"nothing\", \"call\": {}}')"),
        Sent("a request nested 100 000 deep", "= [\"bad_request\"]", "return send(b'{\"call\":' + b'[' * 100_000, b'{\"call\":' * 100_000, b'{\"call\":\"x\",\"y\":' + b'[' * 900 + b']' * 900 + b'}')"),
        Sent("a number of a million digits", "= [\"bad_request\"]", "return send(b'{\"call\": \"cancel\", \"handle\": 1' + b'9' * 10**6 + b'x}', b'{\"call\": \"wait\", \"timeout\": -1e999999x}')"),
        Sent("cancelling what was never started", "= [\"ok\"]", "return send(*[b'{\"call\": \"cancel\", \"handle\": %b}' % h for h in (b'0', b'-1', b'1e308', b'-1e308', b'2147483648', b'0.5', b'null')])"),
        Sent("handles that are no numbers", "= [\"bad_request\"]", "return send(*[b'{\"call\": \"cancel\", \"handle\": %b}' % h for h in (b'\"1\"', b'[]', b'{}', b'true')])"),
        Sent("a wait for nothing without an end", "= [\"bad_request\"]", "return send(b'{\"call\": \"wait\"}', b'{\"call\": \"wait\", \"timeout\": null}')"),
        Sent("a wait of negative and tiny time", "= [\"ok\"]", "return send(*[b'{\"call\": \"wait\", \"timeout\": %b}' % t for t in (b'-1e308', b'-0.0', b'1e-320', b'0')])"),
        Sent("a wait of endless time", "timeout", "return send(b'{\"call\": \"wait\", \"timeout\": 1e308}')") with { Compute = 1_000_000_000, Timeout = "2s", Says = "2s" },
        Sent("a request that is no bytes object", "task_error", "_capsule.call('{}')") with { Says = "takes one bytes object" },
        Sent("a request from a subclass of bytes", "task_error", "class B(bytes):\n    def __len__(self): return 1 << 31\n_capsule.call(B(b'{}'))") with { Says = "takes one bytes object" },
        Sent("a request without arguments", "task_error|TypeError", "_capsule.call()"),
        Sent("a request with two arguments", "task_error|TypeError", "_capsule.call(b'{}', b'{}')"),
        Sent("a request with named arguments", "task_error|TypeError", "_capsule.call(request=b'{}')"),
        Sent("a request that is memory in use", "= true", "m = memoryview(bytearray(b'{}'))\ntry: _capsule.call(bytes(m)); return True\nfinally: m.release()"),
        Sent("a request of 300 MB", "task_error|memory_exceeded", "_capsule.call(bytes(300_000_000))") with { Ram = 1_000_000_000, Says = "too long" },
        Sent("a subtask that is not declared", "= [\"bad_request\"]",
            "return send(*[json.dumps({'call': 'task.run', 'task': t}).encode() + b'\\0{\"args\": [], \"kwargs\": {}}' for t in ('', 'os.system', '__main__', 'main ', 'MAIN', '../main', 'main\\0')])"),
        Sent("arguments of a subtask in other forms", "= [\"bad_request\"]",
            "return send(*[b'{\"call\": \"task.run\", \"task\": \"child\"}' + p for p in (b'', b'\\0', b'\\0null', b'\\0[]', b'\\0{}', b'\\0{\"args\": {}, \"kwargs\": []}', b'\\0{\"args\": [}', b'\\0' + b'[' * 10_000, b'\\0\\0')])"),
        Sent("a subtask with a policy of its own making", "= [\"fuel_exhausted\",\"memory_exceeded\",\"FileNotFoundError\"]", """
            forged = {'compute': 10**15, 'ram': '4GB', 'allowed_files': ['/'], 'allowed_hosts': ['*'], 'policy': {'compute': 10**15, 'ram': 4 << 30},
                      'options': {'ram': '4GB'}, 'caps': {}, 'limits': {'max_total_ram': '1TB'}, 'overrides': {'allowed_files': ['/']}}
            def child(kind):
                args = json.dumps({'args': [kind], 'kwargs': {}, **forged}).encode()
                answer = json.loads(_capsule.call(json.dumps({'call': 'task.run', 'task': 'child', **forged}).encode() + b'\0' + args))['ok']
                return answer['error'].get('exception') or answer['error']['error_type']
            return [child('loop'), child('memory'), child('file')]
            """),
    ];

    private static HostileCase Sent(string name, string ends, string body) => new(name, ends, body)
    {
        Before = Send + """

            @task(compute=50_000_000, ram='64MB')
            def child(kind):
                if kind == 'loop':
                    while True: pass
                if kind == 'memory': return len(bytearray(500_000_000))
                return open('/etc/passwd').read()
            """,
    };
}
