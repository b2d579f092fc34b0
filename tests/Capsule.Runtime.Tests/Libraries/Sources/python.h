/* What these modules use of CPython's C API, declared by hand: Python.h of this version is in no package that tests can count on. */
typedef struct object PyObject;
typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);
typedef struct { const char *name; PyCFunction function; int flags; const char *doc; } PyMethodDef;
typedef struct {
    int references; void *type; void *init; int index; PyObject *copy;
    const char *name; const char *doc; int size; PyMethodDef *methods; void *slots, *traverse, *clear, *free;
} PyModuleDef;
#ifdef __cplusplus
extern "C" {
#endif
PyObject *PyModule_Create2(PyModuleDef *, int);
PyObject *PyLong_FromLong(long);
long PyLong_AsLong(PyObject *);
PyObject *PyUnicode_FromFormat(const char *, ...);
PyObject *PyUnicode_FromString(const char *);
void PyErr_SetString(PyObject *, const char *);
extern PyObject *PyExc_ValueError;
extern PyObject _Py_NoneStruct;
void *malloc(unsigned long);
void free(void *);
#ifdef __cplusplus
}
#endif
enum { METH_O = 8, METH_NOARGS = 4, API = 1013 };
#define MODULE(name, methods) MODULE_NAMED(name, methods)
#define MODULE_NAMED(name, methods) \
    static PyModuleDef definition = {1 << 29, 0, 0, 0, 0, #name, 0, -1, methods, 0, 0, 0, 0}; \
    EXPORT PyObject *PyInit_##name(void) { return PyModule_Create2(&definition, API); }
#ifdef __cplusplus
#define EXPORT extern "C" __attribute__((visibility("default")))
#else
#define EXPORT __attribute__((visibility("default")))
#endif
