using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Interop;

/// <summary>A native object that is freed exactly once, whatever happens to its owner.</summary>
internal abstract class NativeHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true);
