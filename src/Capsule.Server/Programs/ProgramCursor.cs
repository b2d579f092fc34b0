using System.Globalization;
using Capsule.Journaling;

namespace Capsule.Server.Programs;

/// <summary>Where a page of a list of versions ended. It says no more than the version that stood there.</summary>
internal readonly record struct ProgramCursor(DateTimeOffset Created, string Version)
{
    internal static ProgramCursor Behind(ProgramVersion program) => new(program.Created, program.Version);

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    internal static ProgramCursor? Parse(string text) =>
        text.Split('.') is [var time, var version] && ProgramVersion.IsName(version)
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds <= DateTimeOffset.MaxValue.ToMicroseconds()
            ? new ProgramCursor(JournalTime.FromMicroseconds(microseconds), version)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Created.ToMicroseconds()}.{Version}");
}
