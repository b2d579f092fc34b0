using System.Security.Cryptography;
using System.Text;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Images;

namespace Capsule.Runtime.Programs.Bytecode;

/// <summary>
/// Keeps the bytecode of packages' modules in the cache, by the hash of their sources, so that a library is compiled once on a
/// machine and not with each program that imports it. What belongs to one package is in one file.
/// </summary>
internal sealed class BytecodeStore(ModuleCompiler compiler, CacheDirectory directory, SealedFiles files, string imageId)
{
    internal const string Prefix = "bytecode-";

    private const long PackLimit = 512L << 20;

    /// <summary>Gives programs their bytecode.</summary>
    /// <param name="limits">What compiling may use: as much compute again as loading.</param>
    internal PackageBytecode Open(LoadLimits limits) => new(this, compiler, FuelUnits.ToTicks(limits.Compute.Units));

    /// <summary>What is kept of a package.</summary>
    internal BytecodePack Read(string package)
    {
        try
        {
            return files.Read(NameOf(package), PackLimit) is { } pack ? BytecodePack.Read(pack) : new BytecodePack();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new BytecodePack();
        }
    }

    /// <summary>Keeps what is new of a package, beside what others kept meanwhile.</summary>
    internal void Add(string package, BytecodePack added)
    {
        try
        {
            directory.Ensure();
            var pack = Read(package).With(added);
            using var stream = new MemoryStream();
            pack.Write(stream);
            files.Add(NameOf(package), stream.GetBuffer().AsMemory(0, (int)stream.Length));
            CacheCleaner.KeepBounded(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is compiled again then.
        }
    }

    private string NameOf(string package) =>
        $"{Prefix}{imageId[..16]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(package)))[..16]}";
}
