using Capsule.Cli.Commands;
using Capsule.Cli.Display;

return await CapsuleCommand.RunAsync(args, Terminal.OfProcess()).ConfigureAwait(false);
