// In a sandbox the guest has a module of this name. This one is found by whatever else runs the program.
throw new Error("@capsule-run/sdk is there in a sandbox: run the program with `capsule run`");
