using System.Data.Common;

namespace Mosaic.Configuration;

/// <summary>What the team tier's fields must be.</summary>
internal static class TeamRules
{
    private const int SchemaLengthMax = 63; // PostgreSQL's NAMEDATALEN less one
    private const int PoolSizeLimit = 1024;

    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromHours(1);

    public static void Check(MosaicConfiguration configuration, List<ConfigurationProblem> problems)
    {
        var team = configuration.Team;
        CheckConnection(configuration, problems);
        if (!IsSchema(team.Schema))
        {
            Add(ConfigurationFields.Schema, SecretText.Shown(team.Schema), "This is no schema's name.",
                $"Write 1 to {SchemaLengthMax} small letters a to z, digits and underscores, no digit first, and not pg_ at its beginning.");
        }

        if (team.PoolSizeMax is < 1 or > PoolSizeLimit)
        {
            Add(ConfigurationFields.PoolSizeMax, $"{team.PoolSizeMax}", $"{team.PoolSizeMax} connections are not allowed.", $"Write a whole number from 1 to {PoolSizeLimit}.");
        }

        CheckTimeout(ConfigurationFields.ConnectTimeout, team.ConnectTimeout);
        CheckTimeout(ConfigurationFields.CommandTimeout, team.CommandTimeout);

        if (team.RetryTimeout < TimeSpan.Zero || team.RetryTimeout > TimeoutMax)
        {
            Add(ConfigurationFields.RetryTimeout, $"{team.RetryTimeout:c}", $"{team.RetryTimeout:c} is not allowed.", "Write hh:mm:ss from 00:00:00 to 01:00:00.");
        }

        void CheckTimeout(string field, TimeSpan? value)
        {
            if (value < TimeoutMin || value > TimeoutMax)
            {
                Add(field, $"{value:c}", $"{value:c} is not allowed.", "Write hh:mm:ss from 00:00:01 to 01:00:00.");
            }
        }

        void Add(string field, string? value, string message, string hint) => problems.Add(ConfigurationRules.Problem(configuration, field, value, message, hint));
    }

    private static void CheckConnection(MosaicConfiguration configuration, List<ConfigurationProblem> problems)
    {
        var (text, variable) = (configuration.Team.ConnectionString, configuration.Team.ConnectionStringVariable);
        var field = variable is null ? ConfigurationFields.ConnectionString : ConfigurationFields.ConnectionStringVariable;
        var isPostgres = string.Equals(configuration.AdapterName, AdapterNames.Postgres, StringComparison.OrdinalIgnoreCase);
        if (text is not null && variable is not null)
        {
            Add("The connection string is given here and in team.connectionString.", "Keep one of the two.");
        }
        else if (variable is not null && !IsVariable(variable))
        {
            // Not shown: who mistook the fields wrote the secret itself here.
            Add("This is no environment variable's name; what stands here is not shown, as it may be the connection string.", "Write the name of the variable that holds it.");
        }
        else if (variable is not null && configuration.Team.GetConnectionString() is null)
        {
            Add("The environment variable that it names is not set, or is empty.", "Set it to Host=…;Database=…;Username=…;Password=….");
        }
        else if (isPostgres && configuration.Team.GetConnectionString() is not { } connection)
        {
            Add("The team tier needs a connection string.",
                $"Set the environment variable {EnvironmentSettings.Prefix}CONNECTION, or name another one in team.connectionStringVariable.");
        }
        else if (isPostgres && !IsConnectionString(configuration.Team.GetConnectionString()!))
        {
            Add("This is no connection string; it is not shown.", "Write Host=…;Database=…;Username=…;Password=…, not a URI.");
        }

        void Add(string message, string hint) => problems.Add(ConfigurationRules.Problem(configuration, field, null, message, hint));
    }

    private static bool IsSchema(string? name) =>
        name is { Length: > 0 and <= SchemaLengthMax }
        && !char.IsAsciiDigit(name[0])
        && !name.StartsWith("pg_", StringComparison.Ordinal)
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    private static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text }.Count > 0 && !text.Contains("://", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
