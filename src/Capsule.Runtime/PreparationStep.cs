namespace Capsule.Runtime;

/// <summary>What preparing consists of.</summary>
public enum PreparationStep
{
    /// <summary>Another process prepares; this one waits for it.</summary>
    Waiting,

    /// <summary>A guest is compiled for this processor.</summary>
    Compiling,

    /// <summary>The image's memory is unpacked.</summary>
    Unpacking,
}
