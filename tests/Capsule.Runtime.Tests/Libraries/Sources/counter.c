/* State in .data, .bss and the heap, a table of function pointers, a pointer that needs a relocation. */
#include "python.h"
static int counter = 40, zeroed[1000];
static int *where = &counter;
int exported = 7;
static long add(long a) { return a + 1; }
static long twice(long a) { return a * 2; }
static long (*const operations[])(long) = {add, twice};
static char *kept;
static PyObject *next(PyObject *self, PyObject *unused) {
    if (!kept) { kept = malloc(100); kept[0] = 'k'; }
    zeroed[++*where % 1000]++;
    return PyLong_FromLong(*where + (kept[0] != 'k'));
}
static PyObject *apply(PyObject *self, PyObject *argument) {
    long n = PyLong_AsLong(argument);
    if (n < 0) { PyErr_SetString(PyExc_ValueError, "a negative number"); return 0; }
    return PyLong_FromLong(operations[n % 2](n) + exported);
}
static PyObject *spin(PyObject *self, PyObject *argument) {
    volatile long n = 0;
    while (1) n++;
    return PyLong_FromLong(n);
}
static PyMethodDef methods[] = {{"next", next, METH_NOARGS, 0}, {"apply", apply, METH_O, 0}, {"spin", spin, METH_NOARGS, 0}, {0}};
MODULE(counter, methods)
