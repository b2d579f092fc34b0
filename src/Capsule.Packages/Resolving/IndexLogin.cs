using Capsule.Packages.Indexes;

namespace Capsule.Packages.Resolving;

/// <summary>The login of one index as variables of a task, which sees placeholders: the host puts the values in, for this index's host alone.</summary>
internal sealed record IndexLogin(string UserVariable, string PasswordVariable, PackageIndex Index)
{
    /// <summary>The variables as grants.</summary>
    internal IEnumerable<SecretGrant> Grants =>
        Values.Keys.Select(name => new SecretGrant(name, [Index.Rule], InHeaders: true, InBody: false));

    /// <summary>The variables with their values.</summary>
    internal IReadOnlyDictionary<string, string> Values => new Dictionary<string, string>
    {
        [UserVariable] = Index.Login!.UserName,
        [PasswordVariable] = Index.Login.Password,
    };

    /// <summary>The login of the index at a place of the list, or null when it has none.</summary>
    internal static IndexLogin? Of(PackageIndex index, int place) => index.Login is null
        ? null
        : new IndexLogin(FormattableString.Invariant($"CAPSULE_INDEX_{place}_USER"), FormattableString.Invariant($"CAPSULE_INDEX_{place}_PASSWORD"), index);
}
