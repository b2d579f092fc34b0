using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>The functions of CPython's C API that the host calls.</summary>
internal sealed class PythonExports(GuestModule module)
{
    internal GuestFunction Initialize { get; } = module.Function("Py_InitializeEx");

    internal GuestFunction CurrentThread { get; } = module.Function("PyThreadState_Get");

    internal GuestFunction LimitStack { get; } = module.Function("PyUnstable_ThreadState_SetStackProtection");

    internal GuestFunction RunString { get; } = module.Function("PyRun_SimpleStringFlags");

    internal GuestFunction ImportModule { get; } = module.Function("PyImport_ImportModule");

    internal GuestFunction AddModule { get; } = module.Function("PyImport_AddModule");

    internal GuestFunction ModuleDictionary { get; } = module.Function("PyModule_GetDict");

    internal GuestFunction SetItem { get; } = module.Function("PyDict_SetItemString");

    internal GuestFunction GetAttribute { get; } = module.Function("PyObject_GetAttrString");

    internal GuestFunction CallOneArgument { get; } = module.Function("PyObject_CallOneArg");

    internal GuestFunction NewBytes { get; } = module.Function("PyBytes_FromStringAndSize");

    internal GuestFunction NewMethod { get; } = module.Function("PyCMethod_New");

    internal GuestFunction PrintError { get; } = module.Function("PyErr_Print");

    internal GuestFunction Release { get; } = module.Function("Py_DecRef");
}
