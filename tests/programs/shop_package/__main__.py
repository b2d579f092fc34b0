print("run as a module")
RESULT = __name__
