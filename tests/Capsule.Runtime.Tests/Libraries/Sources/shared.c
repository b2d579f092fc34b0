/* A library without a module: others need it. */
#include "python.h"
EXPORT int shared_value = 11;
EXPORT int shared_add(int a, int b) { return a + b + shared_value; }
