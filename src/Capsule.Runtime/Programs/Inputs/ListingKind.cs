namespace Capsule.Runtime.Programs.Inputs;

/// <summary>Which files of a folder count; the letters are part of stored inputs.</summary>
internal enum ListingKind
{
    /// <summary>Python sources.</summary>
    Python = 'p',

    /// <summary>All files.</summary>
    Everything = 'e',
}
