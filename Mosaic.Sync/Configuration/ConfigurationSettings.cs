using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Mosaic.Configuration;

/// <summary>Reads .NET's configuration.</summary>
internal static class ConfigurationSettings
{
    public static IReadOnlyList<Setting> Read(IConfiguration configuration, List<ConfigurationProblem> problems)
    {
        var section = configuration as IConfigurationSection;
        if (section is not null && !section.Exists())
        {
            problems.Add(new(
                null, Source(section.Path), null, "There is no such section, or it is empty.", "Add it or mend its name; for the defaults make a new MosaicConfiguration."));
            return [];
        }

        if (!string.IsNullOrEmpty(section?.Value))
        {
            problems.Add(new(null, Source(section.Path), null, "A section is expected here, not a single value.", "Write Mosaic's fields within it."));
            return [];
        }

        var entries = configuration.AsEnumerable(makePathsRelative: true).Where(entry => entry.Key.Length > 0).ToList();
        var parents = entries
            .Where(entry => entry.Key.Contains(':', StringComparison.Ordinal))
            .Select(entry => entry.Key[..entry.Key.LastIndexOf(':')])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. entries
                .Where(entry => entry.Value is not null || !parents.Contains(entry.Key))
                .OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
                .Select(entry => new Setting(
                    entry.Key, entry.Value, JsonValueKind.Undefined, Source(section is null ? entry.Key : ConfigurationPath.Combine(section.Path, entry.Key)))),
        ];
    }

    private static string Source(string path) => $"configuration, {path}";
}
