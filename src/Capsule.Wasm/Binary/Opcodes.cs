namespace Capsule.Wasm.Binary;

/// <summary>The instructions that passes look at (core specification, 5.4, with exception handling and tail calls).</summary>
internal static class Opcodes
{
    internal const byte Unreachable = 0x00;
    internal const byte Block = 0x02;
    internal const byte Loop = 0x03;
    internal const byte If = 0x04;
    internal const byte Else = 0x05;
    internal const byte LegacyTry = 0x06;
    internal const byte LegacyCatch = 0x07;
    internal const byte LegacyRethrow = 0x09;
    internal const byte LegacyDelegate = 0x18;
    internal const byte LegacyCatchAll = 0x19;
    internal const byte End = 0x0b;
    internal const byte Branch = 0x0c;
    internal const byte BranchIf = 0x0d;
    internal const byte BranchTable = 0x0e;
    internal const byte Call = 0x10;
    internal const byte CallIndirect = 0x11;
    internal const byte Return = 0x0f;
    internal const byte ReturnCall = 0x12;
    internal const byte ReturnCallIndirect = 0x13;
    internal const byte CallReference = 0x14;
    internal const byte ReturnCallReference = 0x15;
    internal const byte TryTable = 0x1f;
    internal const byte Select = 0x1b;
    internal const byte LocalGet = 0x20;
    internal const byte LocalSet = 0x21;
    internal const byte LocalTee = 0x22;
    internal const byte GlobalGet = 0x23;
    internal const byte GlobalSet = 0x24;
    internal const byte TableGet = 0x25;
    internal const byte I32Load = 0x28;
    internal const byte I32Store = 0x36;
    internal const byte I32Const = 0x41;
    internal const byte F64Const = 0x44;
    internal const byte I32EqualZero = 0x45;
    internal const byte I32LessSigned = 0x48;
    internal const byte I32LessUnsigned = 0x49;
    internal const byte I32GreaterUnsigned = 0x4b;
    internal const byte I32LessOrEqualUnsigned = 0x4d;
    internal const byte I32GreaterOrEqualSigned = 0x4e;
    internal const byte I32Add = 0x6a;
    internal const byte I32Subtract = 0x6b;
    internal const byte I32ShiftRightUnsigned = 0x76;
    internal const byte F64Divide = 0xa3;
    internal const byte F64ConvertI64Signed = 0xb9;
    internal const byte ReferenceFunction = 0xd2;
    internal const byte GarbageCollected = 0xfb;
    internal const byte Miscellaneous = 0xfc;
    internal const byte Vector = 0xfd;

    /// <summary>Block type: no parameters, no results.</summary>
    internal const byte EmptyBlock = 0x40;

    /// <summary>Value type i32.</summary>
    internal const byte I32 = 0x7f;

    // After Miscellaneous.
    internal const uint MemoryInit = 8;
    internal const uint DataDrop = 9;
    internal const uint MemoryCopy = 10;
    internal const uint MemoryFill = 11;
    internal const uint TableInit = 12;
    internal const uint ElementDrop = 13;
    internal const uint TableCopy = 14;
    internal const uint TableGrow = 15;
    internal const uint TableSize = 16;
    internal const uint TableFill = 17;

    // After GarbageCollected.
    internal const uint ReferenceTest = 0x14;
    internal const uint ReferenceTestNull = 0x15;
    internal const uint ReferenceCast = 0x16;
    internal const uint ReferenceCastNull = 0x17;
}
