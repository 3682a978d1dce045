namespace Mosaic.Configuration;

/// <summary>What the values of a configuration must be, wherever they come from.</summary>
internal static class ConfigurationRules
{
    /// <summary>All that is wrong, in the order of the fields.</summary>
    public static List<ConfigurationProblem> Check(MosaicConfiguration configuration)
    {
        List<ConfigurationProblem> problems = [];
        switch (configuration.Tier)
        {
            case MosaicTier.Local:
                CheckAdapter(configuration, problems, AdapterNames.Postgres, "Set tier to team for it, or leave the adapter out.");
                LocalRules.Check(configuration, problems);
                break;
            case MosaicTier.Team:
                CheckAdapter(configuration, problems, AdapterNames.Local, "Set tier to local for it, or leave the adapter out.");
                TeamRules.Check(configuration, problems);
                break;
            case MosaicTier.Enterprise:
                problems.Add(Problem(configuration, ConfigurationFields.Tier, "enterprise", "The enterprise tier is not available yet.", "Write local or team."));
                break;
            default:
                problems.Add(Problem(configuration, ConfigurationFields.Tier, $"{configuration.Tier}", $"There is no tier {configuration.Tier}.", "Write local or team."));
                break;
        }

        return problems;
    }

    /// <summary>A problem of <paramref name="field"/>, with where it was read.</summary>
    public static ConfigurationProblem Problem(MosaicConfiguration configuration, string field, string? value, string message, string hint) =>
        new(field, configuration.Sources.GetValueOrDefault(field), value, message, hint);

    private static void CheckAdapter(MosaicConfiguration configuration, List<ConfigurationProblem> problems, string other, string hint)
    {
        var adapter = SecretText.Shown(configuration.Adapter);
        if (adapter is not null && string.IsNullOrWhiteSpace(adapter))
        {
            problems.Add(Problem(configuration, ConfigurationFields.Adapter, adapter, "The name is empty.", "Write the name of a registered adapter, or leave the field out for the tier's own."));
        }
        else if (string.Equals(adapter, other, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(Problem(configuration, ConfigurationFields.Adapter, adapter, $"The adapter '{adapter}' does not serve this tier.", hint));
        }
    }
}
