namespace Capsule.Guests.Abstractions;

/// <summary>Gives the bytecode of modules that a guest imports from installed packages.</summary>
internal interface IModuleCompiler
{
    /// <summary>Compiles a module, or finds what was compiled before.</summary>
    /// <param name="package">The first part of the module's name: what belongs together.</param>
    /// <param name="source">The module's source.</param>
    /// <returns>The contents of its .pyc file; empty where the guest has to compile the source itself.</returns>
    ReadOnlyMemory<byte> Compile(string package, ReadOnlyMemory<byte> source);
}
