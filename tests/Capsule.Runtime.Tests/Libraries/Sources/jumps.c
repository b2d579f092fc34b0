/* setjmp and longjmp, out of a function that is called by a pointer. */
#include "python.h"
typedef unsigned long jmp_buf[40];
int setjmp(jmp_buf) __attribute__((returns_twice));
void longjmp(jmp_buf, int) __attribute__((noreturn));
static jmp_buf place;
__attribute__((noinline)) static void jump(int n) { if (n > 2) longjmp(place, n); }
static PyObject *jumped(PyObject *self, PyObject *argument) {
    int n = (int)PyLong_AsLong(argument), got = setjmp(place);
    if (got) return PyUnicode_FromFormat("jumped %d", got);
    jump(n);
    return PyLong_FromLong(n);
}
static PyMethodDef methods[] = {{"jumped", jumped, METH_O, 0}, {0}};
MODULE(jumps, methods)
