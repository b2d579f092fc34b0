namespace Capsule.Runtime.Tests.Hostile.Cases;

/// <summary>
/// Code objects that the interpreter does not check: they give a guest its whole linear memory, and corrupt the interpreter. The
/// sandbox does not rest on the interpreter: what is broken ends alone.
/// </summary>
internal static class Bytecode
{
    /// <summary>
    /// <c>forge(data)</c> gives an object whose memory is <c>data</c>: the interpreter takes it for a constant, far outside of a
    /// code object's own. <c>memory(length)</c> is the linear memory from address 0 on, as a bytearray.
    /// </summary>
    internal const string Peek = """
        import opcode, struct
        kept = []
        DATA = bytes.__basicsize__ - 1
        def forge(data):
            cell = struct.pack('<I', id(data) + DATA)
            constants = (len(kept), data, cell)
            kept.append(constants)
            index = (id(cell) + DATA - id(constants) - tuple.__basicsize__ & 0xffffffff) // 4
            a, b, c, d = struct.pack('>I', index)
            op = opcode.opmap
            code = (op['RESUME'], 0, op['EXTENDED_ARG'], a, op['EXTENDED_ARG'], b, op['EXTENDED_ARG'], c, op['LOAD_CONST'], d, op['RETURN_VALUE'], 0)
            made = forge.__code__.replace(co_code=bytes(code), co_consts=constants, co_argcount=0, co_nlocals=0, co_varnames=(), co_stacksize=8)
            assert made.co_consts is constants
            return type(forge)(made, {})()
        def bytes_at(size): return struct.pack('<IIIi', 0x50000000, id(bytes), size, -1) + bytes(1)
        def memory(length): return forge(struct.pack('<IIIIIII', 0x50000000, id(bytearray), length, length + 1, 0, 0, 0))
        """;

    internal static IReadOnlyList<HostileCase> All { get; } =
    [
        Forged("memory of the interpreter by a forged object", "= true", "secret = b'0123456789abcdef'\nat = id(secret) + DATA\nreturn bytes(memory(at + 16)[at:at + 16]) == secret"),
        Forged("memory beyond the end by a forged object", "task_error", "return memory(0x7fffffff)[0x7ff00000:0x7ff10000].hex()"),
        Forged("a request to the host that begins inside and ends outside of the memory", "task_error", "import _capsule\nreturn _capsule.call(forge(bytes_at(0x7fffffff)))[:10].hex()") with { Says = "outside its memory" },
        Forged("a request to the host of negative length", "task_error", "import _capsule\nreturn _capsule.call(forge(bytes_at(0xffffffff)))[:10].hex()") with { Says = "outside its memory" },
        Forged("memory beyond the end that is written", "task_error", "memory(0x7fffffff)[0x7ff00000:0x7ff00004] = b'evil'"),
        Forged("the interpreter's own memory that is overwritten", "success|task_error|stack_overflow|memory_exceeded|fuel_exhausted|invalid_result", "m = memory(10 << 20)\nfor i in range(1024, 10 << 20, 4096): m[i:i + 4] = b'evil'"),
        Forged("the bytes type that is overwritten", "task_error|invalid_result|stack_overflow|memory_exceeded|fuel_exhausted|SystemError|TypeError", "m = memory(id(bytes) + 200)\nm[id(bytes):id(bytes) + 200] = b'\\x41' * 200\nimport _capsule\nreturn _capsule.call(b'{}').decode()"),
        Forged("an object of a forged type", "task_error|stack_overflow|SystemError|TypeError", "fake = forge(struct.pack('<II', 0x50000000, 0x41414140) + bytes(64))\nreturn fake.x"),
        Forged("a type whose functions are wild", "task_error|stack_overflow|SystemError|TypeError", "t = bytes(range(256)) * 4\nkept.append(t)\nreturn repr(forge(struct.pack('<II', 0x50000000, id(t) + DATA)))"),
        new("constants outside of the tuple", "success|task_error|SystemError|stack_overflow|TypeError", """
            import opcode
            code = (lambda: None).__code__
            return repr(type(main)(code.replace(co_code=bytes((opcode.opmap['RESUME'], 0, opcode.opmap['LOAD_CONST'], 250, opcode.opmap['RETURN_VALUE'], 0))), {})())
            """),
        new("an empty stack that is popped", "success|task_error|SystemError|stack_overflow|TypeError|ValueError", """
            import opcode
            code = (lambda: None).__code__
            ops = bytes((opcode.opmap['RESUME'], 0)) + bytes((opcode.opmap['POP_TOP'], 0)) * 5000 + bytes((opcode.opmap['RETURN_VALUE'], 0))
            return repr(type(main)(code.replace(co_code=ops), {})())
            """),
        new("a jump out of the code", "success|task_error|SystemError|stack_overflow|TypeError|fuel_exhausted|ValueError|memory_exceeded", """
            import opcode
            code = (lambda: None).__code__
            ops = bytes((opcode.opmap['RESUME'], 0, opcode.opmap['EXTENDED_ARG'], 255, opcode.opmap['JUMP_FORWARD'], 255))
            return repr(type(main)(code.replace(co_code=ops), {})())
            """),
        .. Enumerable.Range(0, 8).Select(seed => new HostileCase(
            $"random bytecode, seed {seed}",
            "success|task_error|stack_overflow|memory_exceeded|fuel_exhausted|timeout|invalid_result",
            $"""
            import random
            r = random.Random({seed})
            code = (lambda a=1, *b, **c: [x for x in (a, b, c)]).__code__
            for i in range(2000):
                ops = bytearray(code.co_code)
                for _ in range(r.randrange(1, 6)): ops[r.randrange(2, len(ops))] = r.randrange(256)
                try: type(main)(code.replace(co_code=bytes(ops)), dict(__builtins__=__builtins__))()
                except BaseException: pass
            """) { Compute = 1_000_000_000 }),
        new("marshalled rubbish", "success|task_error|stack_overflow|memory_exceeded|fuel_exhausted", """
            import marshal, random
            r, good = random.Random(1), marshal.dumps(main.__code__)
            for i in range(3000):
                data = bytearray(good)
                for _ in range(3): data[r.randrange(len(data))] = r.randrange(256)
                try: marshal.loads(bytes(data))
                except Exception: pass
            """),
        new("a code object with wild numbers", "success|SystemError|ValueError|OverflowError|MemoryError|memory_exceeded|task_error|stack_overflow", """
            c = (lambda: None).__code__
            for n in (-1, 2**31 - 1, 2**30, 10**6):
                for f in ('co_stacksize', 'co_nlocals', 'co_argcount', 'co_flags', 'co_firstlineno'):
                    try: type(main)(c.replace(**{f: n}), {})()
                    except (ValueError, SystemError, OverflowError, TypeError, MemoryError): pass
            """),
    ];

    private static HostileCase Forged(string name, string ends, string body) => new(name, ends, body) { Before = Peek };
}
