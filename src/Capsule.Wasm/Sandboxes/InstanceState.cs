using Capsule.Wasm.Memory;

namespace Capsule.Wasm.Sandboxes;

/// <summary>The part of an instance's state that lies outside its memory: mutable globals, and tables' lengths.</summary>
internal static class InstanceState
{
    internal static void Set(InstanceExports exports, GuestModule module, Snapshot snapshot)
    {
        for (var i = 0; i < module.StateGlobals.Count; i++)
        {
            exports.WriteGlobal(module.StateGlobals[i], snapshot.Globals[i]);
        }

        for (var i = 0; i < module.StateTables.Count; i++)
        {
            Tables.Grow(exports.Context, exports.Table(module.StateTables[i]), snapshot.Tables[i]);
        }
    }

    internal static int[] Globals(InstanceExports exports, GuestModule module) =>
        [.. module.StateGlobals.Select(name => exports.ReadGlobal(name))];

    internal static uint[] TableLengths(InstanceExports exports, GuestModule module) =>
        [.. module.StateTables.Select(name => Tables.LengthOfEmpty(exports.Context, exports.Table(name)))];
}
