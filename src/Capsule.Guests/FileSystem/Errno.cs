namespace Capsule.Guests.FileSystem;

/// <summary>
/// Error numbers as a guest's C library knows them. Emscripten uses WASI's numbering (wasi_snapshot_preview1, errno).
/// </summary>
internal enum Errno
{
    Success = 0,
    AccessDenied = 2,
    TryAgain = 6,
    BadDescriptor = 8,
    Busy = 10,
    Exists = 20,
    BadAddress = 21,
    FileTooBig = 22,
    IllegalSequence = 25,
    Invalid = 28,
    InputOutput = 29,
    IsDirectory = 31,
    TooManyLinks = 32,
    TooManyOpenFiles = 33,
    TooManyNames = 34,
    NameTooLong = 37,
    NoEntry = 44,
    NoMemory = 48,
    NoSpace = 51,
    NotImplemented = 52,
    NotDirectory = 54,
    NotEmpty = 55,
    NotSocket = 57,
    NotSupported = 58,
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
}
