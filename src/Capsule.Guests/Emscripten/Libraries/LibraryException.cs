namespace Capsule.Guests.Emscripten.Libraries;

/// <summary>A library cannot be loaded: what <c>dlerror</c> says.</summary>
internal sealed class LibraryException(string message) : Exception(message);
