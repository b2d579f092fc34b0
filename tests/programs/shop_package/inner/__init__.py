from .. import prices


def helper():
    return prices.__name__
