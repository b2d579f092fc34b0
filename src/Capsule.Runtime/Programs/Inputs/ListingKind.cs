namespace Capsule.Runtime.Programs.Inputs;

/// <summary>Which files of a folder count; the letters are part of stored inputs.</summary>
internal enum ListingKind
{
    /// <summary>Python sources.</summary>
    Python = 'p',

    /// <summary>JavaScript and TypeScript sources, and JSON.</summary>
    JavaScript = 'j',

    /// <summary>All files but hidden ones, as packages of npm have them.</summary>
    NodePackage = 'n',

    /// <summary>All files.</summary>
    Everything = 'e',

    /// <summary>
    /// What a package consists of: all files but hidden ones and bytecode. Threat: a link that shows a file from elsewhere
    /// on the host to the program. Only modules may be links, as they may be everywhere.
    /// </summary>
    Package = 'k',
}
