/* Needs a library, and calls a function that nobody defines. */
#include "python.h"
extern int shared_value;
int shared_add(int, int);
int nobody_defines(int);
extern int nobody_has(void) __attribute__((weak));
static PyObject *use(PyObject *self, PyObject *argument) { return PyLong_FromLong(shared_add((int)PyLong_AsLong(argument), shared_value++)); }
static PyObject *lack(PyObject *self, PyObject *argument) { return PyLong_FromLong(nobody_defines(1)); }
static PyObject *weak(PyObject *self, PyObject *argument) { return PyLong_FromLong(nobody_has ? nobody_has() : -1); }
static PyMethodDef methods[] = {{"use", use, METH_O, 0}, {"lack", lack, METH_NOARGS, 0}, {"weak", weak, METH_NOARGS, 0}, {0}};
MODULE(user, methods)
