using Capsule.Server.Runs;

namespace Capsule.Server.Tests;

/// <summary>Folders of tenants.</summary>
public sealed class TenantFolderTests
{
    [Theory]
    [InlineData("default", "default")]
    [InlineData("team-7_b", "team-7_b")]
    [InlineData("Team", "+5465616d")]
    [InlineData("..", "+2e2e")]
    [InlineData("a/b", "+612f62")]
    [InlineData("+61", "+2b3631")]
    [InlineData("Zoë", "+5a6fc3ab")]
    public void A_folder_is_named_by_its_tenant_and_by_no_other(string tenant, string folder)
    {
        Assert.Equal(folder, TenantFolders.ToName(tenant));
        Assert.Equal(tenant, TenantFolders.ToTenant(folder));
    }

    [Theory]
    [InlineData("+61")]
    [InlineData("+6")]
    [InlineData("+zz")]
    [InlineData("Team")]
    [InlineData("lost.tmp")]
    public void A_folder_of_another_name_is_no_tenants(string folder) => Assert.Null(TenantFolders.ToTenant(folder));
}
