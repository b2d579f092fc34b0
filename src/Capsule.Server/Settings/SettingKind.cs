namespace Capsule.Server.Settings;

/// <summary>How a text is read as the value of a setting.</summary>
internal enum SettingKind
{
    /// <summary>A number is a number.</summary>
    Value,

    /// <summary>It stays text.</summary>
    Text,

    /// <summary>It stays text, and is made whole.</summary>
    Path,

    /// <summary>Yes or no.</summary>
    Flag,
}
