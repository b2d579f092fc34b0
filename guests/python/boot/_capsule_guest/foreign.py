"""ctypes without foreign functions: its types work, and calling or loading code of the machine is an error that says so.

A sandbox has no libraries and cannot make functions at run time, which is what ctypes calls them with. Functions that
only read or write the interpreter's own memory are done in Python.
"""

_REFUSAL = "foreign functions (ctypes) are not available in a Capsule sandbox: its types are, calling or loading native code is not"


def refuse_functions(ctypes):
    """Patches the module ``ctypes`` after it was loaded."""
    prototype, of_python = ctypes._CFuncPtr, ctypes.PYFUNCTYPE

    def refuse(*_, **__):
        raise OSError(_REFUSAL)

    def make(cls, *arguments):
        return prototype.__new__(cls) if not arguments else refuse()

    def typed(factory):
        def declare(*types, **options):
            declared = factory(*types, **options)
            if "__call__" not in vars(declared):
                declared.__new__, declared.__call__ = make, refuse
            return declared

        declare.__name__ = declare.__qualname__ = factory.__name__
        declare.__doc__ = factory.__doc__
        return declare

    def missing(library, name):
        raise AttributeError(f"{name!r}: {_REFUSAL}")

    ctypes.CFUNCTYPE, ctypes.PYFUNCTYPE = typed(ctypes.CFUNCTYPE), typed(of_python)
    def load(library, name=None, *_, **__):
        if name is not None:
            refuse()
        library._name, library._handle = None, 0  # the interpreter itself, in which nothing is found

    ctypes.CDLL.__init__ = load
    ctypes.CDLL.__getitem__ = missing
    ctypes.memmove, ctypes.memset = _memmove(ctypes), _memset(ctypes)
    ctypes.string_at, ctypes.wstring_at = _string_at(ctypes, ctypes.c_char), _string_at(ctypes, ctypes.c_wchar)
    ctypes.memoryview_at = _memoryview_at(ctypes)
    ctypes.cast = _cast(ctypes)


def _address_of(ctypes, value):
    """What C would get for a pointer's argument."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value & 0xFFFFFFFF
    if isinstance(value, (bytes, str)):
        kind = ctypes.c_char_p if isinstance(value, bytes) else ctypes.c_wchar_p
        return ctypes.c_void_p.from_buffer(kind(value)).value or 0
    if isinstance(value, ctypes.Array):
        return ctypes.addressof(value)
    if isinstance(value, (ctypes._Pointer, ctypes._CFuncPtr, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_wchar_p)):
        return ctypes.c_void_p.from_buffer(value).value or 0
    inner = getattr(value, "_obj", None)  # what byref() gives
    if isinstance(inner, ctypes._SimpleCData.__base__):
        return ctypes.addressof(inner)
    if hasattr(value, "_as_parameter_"):
        return _address_of(ctypes, value._as_parameter_)
    raise TypeError(f"an address is needed, not {type(value).__name__}")


def _require(address):
    if address == 0:
        raise ValueError("NULL pointer access")
    return address


def _memmove(ctypes):
    def memmove(dst, src, count):
        target = _address_of(ctypes, dst)
        if count:
            data = (ctypes.c_char * count).from_address(_require(_address_of(ctypes, src))).raw
            (ctypes.c_char * count).from_address(_require(target)).raw = data
        return target

    return memmove


def _memset(ctypes):
    def memset(dst, c, count):
        target = _address_of(ctypes, dst)
        if count:
            (ctypes.c_char * count).from_address(_require(target)).raw = bytes((c & 0xFF,)) * count
        return target

    return memset


def _string_at(ctypes, character):
    width = ctypes.sizeof(character)
    end = character().value

    def read(ptr, size=-1):
        address = _require(_address_of(ctypes, ptr))
        if size < 0:
            size = 0
            while character.from_address(address + size * width).value != end:
                size += 1
        text = (character * size).from_address(address)
        return text.raw if width == 1 else text[:]

    read.__name__ = read.__qualname__ = "string_at" if width == 1 else "wstring_at"
    return read


def _memoryview_at(ctypes):
    def memoryview_at(ptr, size, readonly=False):
        view = memoryview((ctypes.c_ubyte * size).from_address(_require(_address_of(ctypes, ptr)))).cast("B")
        return view.toreadonly() if readonly else view

    return memoryview_at


def _cast(ctypes):
    def cast(obj, typ):
        if not (isinstance(typ, type) and issubclass(typ, (ctypes._Pointer, ctypes._CFuncPtr, ctypes._SimpleCData))):
            raise TypeError(f"cast() argument 2 must be a pointer, not {getattr(typ, '__name__', typ)}")
        made = typ.from_buffer(ctypes.c_void_p(_address_of(ctypes, obj)))
        made._kept = obj  # what it points to lives as long
        return made

    return cast


def find_no_library(util):
    """Patches the module ``ctypes.util``."""
    util.find_library = lambda name: None
