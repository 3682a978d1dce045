using System.Collections;
using System.Text.Json;

namespace Mosaic.Configuration;

/// <summary>Reads the environment variables that begin with <c>MOSAIC_</c>.</summary>
internal static class EnvironmentSettings
{
    public const string Prefix = "MOSAIC_";
    public const string SourcePrefix = "environment variable ";

    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PATH"] = ConfigurationFields.LocalPath,
        ["CONNECTION"] = ConfigurationFields.ConnectionString,
    };

    /// <summary>The variables that name a field, or nearly one; others are other programs'.</summary>
    public static IReadOnlyList<Setting> Read(List<ConfigurationProblem> problems)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.OrdinalIgnoreCase);
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value))
            .Where(variable => variable.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(variable.Value))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            var rest = name[Prefix.Length..];
            var path = Short.GetValueOrDefault(rest)?.Replace('.', ':') ?? rest.Replace("__", ":", StringComparison.Ordinal);
            var setting = new Setting(path, value, JsonValueKind.Undefined, SourcePrefix + name);
            if (!IsOurs(setting.Field))
            {
                continue;
            }

            if (!settings.TryAdd(setting.Field, setting))
            {
                problems.Add(new(
                    ConfigurationFields.Find(setting.Field)?.Name ?? setting.Field, setting.Source, null, $"It is set by the {settings[setting.Field].Source} too.", "Set one of the two."));
            }
        }

        return [.. settings.Values];
    }

    private static bool IsOurs(string name) =>
        ConfigurationFields.Find(name) is not null
        || ConfigurationFields.Sections.Any(section => string.Equals(section, name, StringComparison.OrdinalIgnoreCase) || ConfigurationFields.IsWithin(name, section))
        || NearestName.IsSlip(name, NearestName.Of(name).Distance);
}
