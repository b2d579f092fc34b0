"""What runs inside a sandbox besides the program: boot, loading, running. Not an interface for programs."""
