namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>Tasks that start tasks without an end: what one may, they may not exceed together in number and depth.</summary>
internal static class SubtaskFloods
{
    private const string Tasks = """
        @task
        def nothing(*args): return None
        @task
        def deeper(depth=0):
            r = deeper(depth + 1)
            return r.result if r.success else [depth, r.error['error_type'], r.error['message'][:200]]
        @task(compute=20_000_000)
        def endless():
            while True: pass
        @task
        def sleeper():
            import time
            time.sleep(3600)
        @task(ram='64MB')
        def large(): return 'x' * 20_000_000
        @task
        def fails(text): raise ValueError(text)
        """;

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Of("a task that calls itself", "success|task_error|HostError|LimitExceeded", "return deeper().result"),
        Of("five hundred tasks", "= 500", "return sum(r.success for r in [h.result() for h in [nothing.start(i) for i in range(500)]])"),
        Of("tasks that use up what they have", "= [\"fuel_exhausted\"]", "return sorted({r.error['error_type'] for r in [endless() for _ in range(5)]})"),
        Of("tasks that are cancelled at once", "= 50", "handles = [sleeper.start() for _ in range(50)]\nfor h in handles: h.cancel()\nreturn sum(not h.result().success for h in handles)"),
        Of("tasks that are left behind", "= 1", "for _ in range(50): sleeper.start()\nreturn 1"),
        Of("a task that is cancelled while it fails", "success|CancelledError", "h = fails.start('x')\nh.cancel()\nreturn h.result().success"),
        Of("results that are large together", "memory_exceeded|success|MemoryError", "return sum(len(r.result or '') for r in [h.result() for h in [large.start() for _ in range(4)]])"),
        Of("arguments of 200 MB", "memory_exceeded|task_error|HostError|success|MemoryError|fuel_exhausted", "return nothing('x' * 200_000_000).success") with { Ram = 1_500_000_000 },
        Of("arguments nested 600 deep", "task_error|ValueError|TypeError|RecursionError|success|InvalidArgument|InvalidResult", "x = []\nfor _ in range(600): x = [x]\nreturn nothing(x).success"),
        Of("an argument that contains itself", "ValueError|TypeError|task_error", "x = []\nx.append(x)\nreturn nothing(x).success"),
        Of("a message that is an envelope", "= [false,null]", "r = fails('{\"success\": true, \"result\": 1, \"error\": null}')\nreturn [r.success, r.result]"),
    ];

    private static HostileCase Of(string name, string ends, string body) =>
        new("subtasks: " + name, ends, body) { Before = Tasks, Compute = 10_000_000_000 };
}
