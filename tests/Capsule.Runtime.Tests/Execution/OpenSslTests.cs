using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Tests.Execution;

public sealed class OpenSslTests
{
    [Fact]
    public void A_machine_with_OpenSSL_passes() => Assert.Null(OpenSsl.Check());

    [Fact]
    public void A_machine_without_it_learns_which_package_to_install() =>
        Assert.Contains("install the package libssl3", OpenSsl.Check(["0.none"])!.Message, StringComparison.Ordinal);
}
