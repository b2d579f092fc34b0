using System.Text;

namespace Capsule.Guests.Python;

/// <summary>The environment that every Python sandbox starts with; a task's own variables come on top.</summary>
internal static class ImageEnvironment
{
    /// <remarks>
    /// The hash seed is fixed because an image holds strings and dictionaries that were made with it. It also makes the
    /// order of sets the same in every run, which replaying a run relies on.
    /// </remarks>
    internal static IReadOnlyList<byte[]> Variables { get; } = new[]
    {
        "PYTHONHOME=/", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", "PYTHONNOUSERSITE=1", "PYTHONUTF8=1",
        "PYTHONTZPATH=/usr/share/zoneinfo",
        "HOME=/home/capsule", "USER=capsule", "LOGNAME=capsule", "LANG=C.UTF-8", "TMPDIR=/tmp", "PATH=/",
    }.Select(Encoding.UTF8.GetBytes).ToArray();
}
