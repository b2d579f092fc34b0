using System.Runtime.InteropServices;
using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Engine;

/// <summary>The processors that a module is compiled for. An engine loads code of either target, if its processor has what the code uses.</summary>
internal sealed class CodeTarget
{
    private readonly string? triple;
    private readonly string[] flags;

    private CodeTarget(string? triple, params string[] flags) => (this.triple, this.flags) = (triple, flags);

    /// <summary>This machine's processor, with everything that it has.</summary>
    internal static CodeTarget ThisProcessor { get; } = new(null);

    /// <summary>
    /// Processors of this architecture from the last ten years: on x64 the level x86-64-v3 of the System V ABI (Haswell, Excavator and
    /// later), on arm64 what the architecture has at least.
    /// </summary>
    internal static CodeTarget Common { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? new("aarch64-unknown-linux-gnu")
        : new(
            "x86_64-unknown-linux-gnu", "has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt", "has_avx", "has_avx2", "has_fma", "has_bmi1",
            "has_bmi2", "has_lzcnt");

    internal void ApplyTo(ConfigHandle config)
    {
        if (triple is null)
        {
            return;
        }

        NativeText.ThrowIfError(Native.wasmtime_config_target_set(config, triple));
        foreach (var flag in flags)
        {
            Native.wasmtime_config_cranelift_flag_enable(config, flag);
        }
    }
}
