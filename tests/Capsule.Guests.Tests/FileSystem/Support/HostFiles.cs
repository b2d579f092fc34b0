using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Host;
using Capsule.Guests.Tests.FileSystem.Oracle;

namespace Capsule.Guests.Tests.FileSystem.Support;

/// <summary>A file system whose root is a fresh folder of the host, beside which lies something that nobody may reach.</summary>
internal sealed class HostFiles : IDisposable
{
    private static readonly string Memory = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();

    private static int last;

    private readonly string outside =
        $"{Memory}/capsule-host-{Environment.ProcessId}-{Interlocked.Increment(ref last)}";

    internal HostFiles(bool isWritable = true, HostFileLimits? limits = null, bool hasOpenAt2 = true)
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(Sentinel, "secret");
        Folder = Open(Path, hasOpenAt2);
        Usage = new HostUsage(limits ?? HostFileLimits.Default);
        (Volume, Tree) = Mount(Folder, isWritable, Usage);
    }

    internal string Path => $"{outside}/granted";

    /// <summary>A file beside the folder.</summary>
    internal string Sentinel => $"{outside}/sentinel";

    internal HostFolder Folder { get; }

    internal HostVolume Volume { get; }

    internal HostUsage Usage { get; }

    internal VirtualFileSystem Tree { get; }

    /// <summary>A file system whose root is a folder.</summary>
    internal static (HostVolume Volume, VirtualFileSystem Tree) Mount(
        HostFolder folder, bool isWritable, HostUsage? usage = null, params ReservedFolder[] reserved)
    {
        var operations = new OperationScope();
        var volume = new HostVolume(folder, isWritable, usage ?? new HostUsage(HostFileLimits.Default), 1, reserved, operations);
        return (volume, new VirtualFileSystem(volume.Root, operations));
    }

    internal static HostFolder Open(string path, bool hasOpenAt2 = true)
    {
        var folder = HostFolder.Open(path, out var problem, hasOpenAt2);
        Assert.Null(problem);
        return folder!;
    }

    /// <summary>How many names the sentinel has.</summary>
    internal uint LinksOfSentinel()
    {
        using var folder = Open(outside);
        return HostStat.Of(folder.Handle, "sentinel").Value.Links;
    }

    public void Dispose()
    {
        Folder.Dispose();
        ConfinedThread.Delete(outside);
    }
}
