using Capsule.GuestBuilder;
using Capsule.Wasm.Engine;

// Run by the build (eng/guest.targets), never by users: makes a guest from its npm packages.
if (args is not [var language and ("python" or "javascript" or "typescript"), var nodeModules, var sources, var output])
{
    Console.Error.WriteLine("usage: Capsule.GuestBuilder python|javascript|typescript NODE_MODULES SOURCES OUTPUT");
    return 2;
}

using var engine = new WasmEngine();
var paths = new BuildPaths(nodeModules, sources, output);
Action build = language switch
{
    "python" => new PythonGuestBuild(engine, paths).Run,
    "javascript" => new JavaScriptGuestBuild(engine, paths).Run,
    _ => new TypeScriptBuild(engine, paths).Run,
};
Exception? failure = null;
var thread = new Thread(
    () =>
    {
        try
        {
            build();
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

Console.Error.WriteLine($"error: {language} was not built: {failure.Message}");
return 1;
