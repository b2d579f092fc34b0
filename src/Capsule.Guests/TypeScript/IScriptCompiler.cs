namespace Capsule.Guests.TypeScript;

/// <summary>Compiles TypeScript for guests.</summary>
internal interface IScriptCompiler
{
    /// <summary>Compiles a file. The same file always gives the same, and takes as many ticks.</summary>
    /// <param name="file">Its name in the guest, for messages.</param>
    /// <param name="source">Its text, in UTF-8.</param>
    /// <param name="limits">What it may use; what takes more by the compiler's own measure is refused as well.</param>
    /// <param name="cancellationToken">Ends it.</param>
    CompiledScript Compile(string file, ReadOnlyMemory<byte> source, ScriptLimits limits, CancellationToken cancellationToken);
}
