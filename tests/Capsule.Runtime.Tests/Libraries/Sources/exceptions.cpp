// C++ exceptions inside of a library, through a frame that cleans up, thrown again, and one that nobody catches.
#include "python.h"
struct Guard { int *count; ~Guard() { ++*count; } };
__attribute__((noinline)) static void check(int n) { if (n > 2) throw n; if (n < 0) throw "negative"; }
__attribute__((noinline)) static void again(int n) { try { check(n); } catch (int) { throw; } catch (...) { throw 3.5; } }
__attribute__((noinline)) static int guarded(int n, int *count) { Guard guard{count}; again(n); return n; }
static PyObject *caught(PyObject *, PyObject *argument) {
    int n = (int)PyLong_AsLong(argument), count = 0;
    for (int i = 0; i < 3; i++) {
        try { guarded(n, &count); if (i == 1) break; }
        catch (int number) { if (i == 2) return PyUnicode_FromFormat("int %d after %d", number, count); continue; }
        catch (double) { return PyUnicode_FromFormat("double after %d", count); }
    }
    return PyLong_FromLong(count);
}
static PyObject *uncaught(PyObject *, PyObject *argument) { check((int)PyLong_AsLong(argument)); return PyLong_FromLong(0); }
static PyMethodDef methods[] = {{"caught", caught, METH_O, 0}, {"uncaught", uncaught, METH_O, 0}, {0}};
MODULE(exceptions, methods)
