using Capsule.Cli;
using Capsule.Cli.Commands;
using Capsule.Cli.Display;

StandardDescriptors.Ensure();
return await CapsuleCommand.RunAsync(args, Terminal.OfProcess()).ConfigureAwait(false);
