using System.Text.Json;

namespace Mosaic.Configuration;

/// <summary>A field of the configuration: its name in a file, what it takes, and where it goes.</summary>
/// <param name="Name">Its path, joined by dots.</param>
/// <param name="Kinds">The kinds of JSON values that it is written with, beside text.</param>
/// <param name="Allowed">What is allowed, a whole sentence.</param>
/// <param name="Apply">Sets it from a text; false: the text is not allowed.</param>
internal sealed record ConfigurationField(string Name, JsonValueKind[] Kinds, string Allowed, Func<MosaicConfiguration, string, bool> Apply)
{
    /// <summary>Its value is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The environment variable that sets it.</summary>
    public string Variable => EnvironmentSettings.Prefix + Name.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Its name within its section.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>Whether a value of <paramref name="kind"/> can be this field's.</summary>
    public bool Takes(JsonValueKind kind) => kind is JsonValueKind.Undefined or JsonValueKind.String || Kinds.Contains(kind);
}
