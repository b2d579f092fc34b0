using CsCheck;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Operations on descriptors.</summary>
internal static class SlotOperations
{
    internal static readonly Gen<int> Slot = Gen.Int[0, 2];

    private static readonly Gen<long> Position = Gen.OneOf(Gen.Long[0, 10], Gen.Long[0, 70_000]);

    private static readonly Gen<long?> MaybePosition = Gen.Frequency(
        (1, Gen.Const((long?)null)), (1, Position.Select(position => (long?)position)));

    private static readonly Gen<int> Count = Gen.OneOf(Gen.Int[0, 8], Gen.Int[0, 40_000]);

    internal static readonly Gen<Operation> Any = Gen.Frequency(
        (6, Gen.Select(Slot, Count, MaybePosition, (slot, count, position) => new Operation(
            $"read {slot} {count}{At(position)}", files => files.Read(slot, count, position)))),
        (8, Gen.Select(Slot, Count, MaybePosition, (slot, count, position) => new Operation(
            $"write {slot} {count}{At(position)}", files => files.Write(slot, Bytes(count), position)))),
        (3, Gen.Select(Slot, Position, (slot, length) => new Operation(
            $"resize {slot} to {length}", files => files.Resize(slot, length)))),
        (2, Slot.Select(slot => new Operation($"close {slot}", files => files.Close(slot)))),
        (2, Gen.Select(Slot, Slot, (slot, into) => new Operation(
            $"duplicate {slot} into {into}", files => files.Duplicate(slot, into)))),
        (2, Slot.Select(slot => new Operation($"stat {slot}", files => files.Stat(slot)))),
        (2, Slot.Select(slot => new Operation($"chdir {slot}", files => files.ChangeDirectory(slot)))),
        (1, Gen.Select(Slot, Gen.UInt[0, 0x1ff], (slot, mode) => new Operation(
            $"chmod {slot} {Answer.Octal(mode)}", files => files.SetMode(slot, mode)))));

    private static string At(long? position) => position is null ? "" : $" at {position}";

    private static byte[] Bytes(int count) => [.. Enumerable.Range(1, count).Select(i => (byte)(i + (i >> 8)))];
}
