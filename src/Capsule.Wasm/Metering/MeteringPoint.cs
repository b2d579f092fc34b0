namespace Capsule.Wasm.Metering;

/// <summary>A place in a body where code is inserted.</summary>
/// <param name="Position">The byte before which it goes.</param>
/// <param name="Kind">What kind of check it is.</param>
/// <param name="Region">The region that the check pays for.</param>
/// <param name="Replaced">How many bytes of the body the inserted code takes the place of.</param>
internal readonly record struct MeteringPoint(int Position, MeteringPointKind Kind, int Region, int Replaced = 0);
