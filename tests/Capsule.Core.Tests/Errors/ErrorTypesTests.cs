using Capsule.Errors;

namespace Capsule.Core.Tests.Errors;

public sealed class ErrorTypesTests
{
    [Theory]
    [InlineData(ErrorType.TaskError, "task_error")]
    [InlineData(ErrorType.Timeout, "timeout")]
    [InlineData(ErrorType.FuelExhausted, "fuel_exhausted")]
    [InlineData(ErrorType.MemoryExceeded, "memory_exceeded")]
    [InlineData(ErrorType.StackOverflow, "stack_overflow")]
    [InlineData(ErrorType.Cancelled, "cancelled")]
    [InlineData(ErrorType.InvalidResult, "invalid_result")]
    [InlineData(ErrorType.BuildError, "build_error")]
    [InlineData(ErrorType.ConfigError, "config_error")]
    [InlineData(ErrorType.PermissionDenied, "permission_denied")]
    [InlineData(ErrorType.LimitExceeded, "limit_exceeded")]
    [InlineData(ErrorType.JournalError, "journal_error")]
    [InlineData(ErrorType.InternalError, "internal_error")]
    [InlineData(ErrorType.LeaseLost, "lease_lost")]
    public void A_type_travels_under_its_name(ErrorType type, string name)
    {
        Assert.Equal(name, type.ToName());
        Assert.True(ErrorTypes.TryParse(name, out var read));
        Assert.Equal(type, read);
    }

    [Fact]
    public void Every_type_has_a_name_of_its_own() =>
        Assert.Equal(14, Enum.GetValues<ErrorType>().Select(type => type.ToName()).Distinct().Count());

    [Theory]
    [InlineData("")]
    [InlineData("TaskError")]
    [InlineData("TASK_ERROR")]
    [InlineData("0")]
    [InlineData("wasm_error")]
    public void An_unknown_name_is_no_type(string name) => Assert.False(ErrorTypes.TryParse(name, out _));

    [Fact]
    public void A_failure_of_configuration_has_only_a_message() =>
        Assert.Equal(new Failure(ErrorType.ConfigError, "wrong"), Failure.Config("wrong"));
}
