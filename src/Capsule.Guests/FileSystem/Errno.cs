namespace Capsule.Guests.FileSystem;

/// <summary>
/// Error numbers as a guest's C library knows them (Emscripten's bits/errno.h): WASI's numbering, and its own for what WASI
/// has not. WASI's 58 is ENOTSUP, which Emscripten numbers otherwise.
/// </summary>
internal enum Errno
{
    Success = 0,
    AccessDenied = 2,
    TryAgain = 6,
    BadDescriptor = 8,
    Busy = 10,
    Deadlock = 16,
    Exists = 20,
    BadAddress = 21,
    FileTooBig = 22,
    IllegalSequence = 25,
    Interrupted = 27,
    Invalid = 28,
    InputOutput = 29,
    IsDirectory = 31,
    TooManyLinks = 32,
    TooManyOpenFiles = 33,
    TooManyNames = 34,
    NameTooLong = 37,
    NoDevice = 43,
    NoEntry = 44,
    NoLocks = 46,
    NoMemory = 48,
    NoSpace = 51,
    NotImplemented = 52,
    NotDirectory = 54,
    NotEmpty = 55,
    NotSocket = 57,
    NotTerminal = 59,
    Overflow = 61,
    NotPermitted = 63,
    BrokenPipe = 64,
    Range = 68,
    ReadOnly = 69,
    IllegalSeek = 70,
    Stale = 72,
    TextFileBusy = 74,
    CrossDevice = 75,
    NotSupported = 138,
}
