using System.Text.Json;

namespace Mosaic.Configuration;

/// <summary>One value, as a source gave it.</summary>
/// <param name="Path">The path of its field, joined by colons as in .NET's configuration.</param>
/// <param name="Value">null: there is nothing, as JSON's null.</param>
/// <param name="Kind">Its kind in JSON; <see cref="JsonValueKind.Undefined"/> in a source of texts only.</param>
/// <param name="Source">Where it stands, for messages.</param>
/// <param name="Folder">Where a relative path begins; null: the current folder.</param>
internal sealed record Setting(string Path, string? Value, JsonValueKind Kind, string Source, string? Folder = null)
{
    /// <summary>The path as a file's reader writes it, joined by dots.</summary>
    public string Field { get; } = Path.Replace(':', '.');

    /// <summary>Whether an environment variable holds it.</summary>
    public bool InEnvironment => Source.StartsWith(EnvironmentSettings.SourcePrefix, StringComparison.Ordinal);
}
