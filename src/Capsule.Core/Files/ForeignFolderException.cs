namespace Capsule.Files;

/// <summary>There is no folder of this user at a path, and none can be made there: it is somebody else's, or leads through a file.</summary>
internal sealed class ForeignFolderException(string message) : IOException(message);
