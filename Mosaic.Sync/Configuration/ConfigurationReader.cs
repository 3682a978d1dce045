using System.Text.Json;

namespace Mosaic.Configuration;

/// <summary>Makes a configuration of what its sources gave, and collects all that is wrong.</summary>
internal sealed class ConfigurationReader
{
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.OrdinalIgnoreCase);

    public List<ConfigurationProblem> Problems { get; } = [];

    public void Add(IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
        {
            _settings[setting.Field] = setting;
        }
    }

    /// <summary>Adds a source that comes before those added.</summary>
    public void Override(IReadOnlyList<Setting> settings)
    {
        // Either field of the connection replaces whichever the other source had.
        if (settings.Any(setting => IsConnection(setting.Field)))
        {
            foreach (var replaced in _settings.Values.Where(setting => IsConnection(setting.Field)).ToList())
            {
                _settings.Remove(replaced.Field);
            }
        }

        Add(settings);
    }

    public MosaicConfiguration ToConfiguration()
    {
        var configuration = new MosaicConfiguration();
        foreach (var setting in _settings.Values)
        {
            Read(setting, configuration);
        }

        var told = Problems.Select(problem => problem.Field).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!told.Contains(null)) // Where a whole source is missing, what it would have set is not.
        {
            Problems.AddRange(ConfigurationRules.Check(configuration).Where(problem => !told.Contains(problem.Field)));
        }

        return Problems.Count == 0 ? configuration : throw new MosaicConfigurationException(Problems);
    }

    private static bool IsConnection(string field) =>
        ConfigurationFields.Find(field)?.Name is ConfigurationFields.ConnectionString or ConfigurationFields.ConnectionStringVariable;

    private void Read(Setting setting, MosaicConfiguration configuration)
    {
        if (ConfigurationFields.Find(setting.Field) is { } field)
        {
            Read(setting, field, configuration);
        }
        else if (Array.Find(ConfigurationFields.All, field => ConfigurationFields.IsWithin(setting.Field, field.Name)) is { } outer)
        {
            Problems.Add(new(outer.Name, setting.Source, null, "A single value is expected here, not a list or a section.", outer.Allowed));
        }
        else if (ConfigurationFields.IsWithin(setting.Field, ConfigurationFields.Settings))
        {
            if (setting.Value is not null)
            {
                configuration.Settings[setting.Path[(ConfigurationFields.Settings.Length + 1)..]] = setting.Value;
            }
        }
        else if (Array.Find(ConfigurationFields.Sections, section => string.Equals(section, setting.Field, StringComparison.OrdinalIgnoreCase)) is { } section)
        {
            if (!string.IsNullOrEmpty(setting.Value) || setting.Kind == JsonValueKind.Array)
            {
                Problems.Add(new(section, setting.Source, null, "A section is expected here, not a single value or a list.", "Write its fields within { and }."));
            }
        }
        else if (setting.Field != "$schema")
        {
            var nearest = NearestName.Of(setting.Field).Field;
            var meant = setting.InEnvironment ? nearest.Variable : nearest.Name;
            Problems.Add(new(
                setting.Field, setting.Source, null, "There is no such field.", $"Did you mean {meant}? Fields are {string.Join(", ", ConfigurationFields.All.Select(known => known.Name))}."));
        }
    }

    private void Read(Setting setting, ConfigurationField field, MosaicConfiguration configuration)
    {
        if (setting.Value is null && setting.Kind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return;
        }

        var value = field.IsSecret ? null : SecretText.Shown(setting.Value);
        if (!field.Takes(setting.Kind))
        {
            var found = setting.Kind switch
            {
                JsonValueKind.Number => "a number",
                JsonValueKind.True or JsonValueKind.False => "true or false",
                _ => "a list or a section",
            };
            Problems.Add(new(field.Name, setting.Source, value, $"Here stands {found}, which it cannot be.", field.Allowed));
        }
        else if (!field.Apply(configuration, setting.Value!))
        {
            Problems.Add(new(field.Name, setting.Source, value, $"'{value}' is not allowed.", field.Allowed));
        }
        else
        {
            configuration.Sources[field.Name] = setting.Source;
            if (field.Name == ConfigurationFields.LocalPath)
            {
                configuration.Local.Path = LocalRules.InFolder(setting.Folder, setting.Value!);
            }
        }
    }
}
