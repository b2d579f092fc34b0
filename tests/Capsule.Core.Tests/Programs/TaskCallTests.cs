
namespace Capsule.Core.Tests.Programs;

public sealed class TaskCallTests
{
    [Fact]
    public void A_call_that_says_nothing_calls_the_entry_without_arguments()
    {
        var call = new TaskCall();
        Assert.Null(call.Task);
        Assert.Empty(call.Args);
        Assert.Empty(call.Kwargs);
        Assert.Empty(call.Argv);
    }
}
