using Capsule.GuestBuilder;
using Capsule.Wasm.Engine;

// Run by the build (eng/guest.targets), never by users: makes the Python guest from its npm packages.
if (args is not [var nodeModules, var sources, var output])
{
    Console.Error.WriteLine("usage: Capsule.GuestBuilder NODE_MODULES PYTHON_SOURCES OUTPUT");
    return 2;
}

using var engine = new WasmEngine();
var build = new PythonGuestBuild(engine, new BuildPaths(nodeModules, sources, output));
Exception? failure = null;
var thread = new Thread(
    () =>
    {
        try
        {
            build.Run();
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or IOException or WasmException)
        {
            failure = e;
        }
    },
    engine.Options.ThreadStackBytes);
thread.Start();
thread.Join();
if (failure is null)
{
    return 0;
}

Console.Error.WriteLine($"error: the Python guest was not built: {failure.Message}");
return 1;
